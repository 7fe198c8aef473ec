package io.reprise.replay.frames;

import io.reprise.journal.StorageFullException;
import java.io.BufferedWriter;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Where a verb's lines go: UTF-8, whatever the terminal's locale, and a file only when it is whole. */
final class Output {
    private static final int BUFFER_LENGTH = 1 << 16;
    private static final String BROKEN_PIPE = "Broken pipe";

    private Output() {}

    /** What writes the lines. */
    @FunctionalInterface
    interface Lines {
        void writeTo(Writer out) throws IOException;
    }

    /** A reader that leaves, as {@code head} does, has enough: that is no failure. */
    static void toStandardOutput(Lines lines) {
        Writer out = writer(new FileOutputStream(FileDescriptor.out)); // not closed: others print behind
        try {
            try {
                lines.writeTo(out);
            } finally {
                out.flush(); // also what precedes damage
            }
        } catch (IOException e) {
            if (!BROKEN_PIPE.equals(e.getMessage())) {
                throw failure("cannot write the frames", e);
            }
        }
    }

    /**
     * Written beside the file and renamed at the end; an older file of that name is replaced. A device or a pipe is written
     * to as it is.
     *
     * @throws StorageFullException when the disk has no room for all of it; nothing is left of it then
     */
    static void toFile(Path file, Lines lines) {
        try {
            Path target = Files.exists(file) ? file.toRealPath() : file;
            if (Files.exists(target) && !Files.isRegularFile(target)) {
                write(target, lines);
            } else {
                replace(target, lines);
            }
        } catch (IOException e) {
            throw failure("cannot write " + file, e);
        }
    }

    private static void replace(Path file, Lines lines) throws IOException {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try {
            write(part, lines);
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part); // there is none when all went well
        }
    }

    private static void write(Path file, Lines lines) throws IOException {
        try (Writer out = writer(Files.newOutputStream(file))) {
            lines.writeTo(out);
        }
    }

    private static RuntimeException failure(String what, IOException cause) {
        return StorageFullException.isReasonOf(cause)
                ? new StorageFullException(what + ": " + cause.getMessage())
                : new UncheckedIOException(what, cause);
    }

    private static Writer writer(OutputStream out) {
        return new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), BUFFER_LENGTH);
    }
}
