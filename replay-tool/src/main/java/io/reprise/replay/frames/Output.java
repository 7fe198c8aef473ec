package io.reprise.replay.frames;

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
                throw new UncheckedIOException("cannot write the frames", e);
            }
        }
    }

    /** Written beside the file and renamed at the end; an older file of that name is replaced. */
    static void toFile(Path file, Lines lines) {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try {
            try (Writer out = writer(Files.newOutputStream(part))) {
                lines.writeTo(out);
            } catch (IOException | RuntimeException e) {
                Files.deleteIfExists(part);
                throw e;
            }
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    private static Writer writer(OutputStream out) {
        return new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), BUFFER_LENGTH);
    }
}
