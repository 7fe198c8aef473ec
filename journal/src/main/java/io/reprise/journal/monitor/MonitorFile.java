package io.reprise.journal.monitor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Files that one process writes through a mapping and others read. */
final class MonitorFile {
    private static final int CHUNK = 64 * 1024;

    private MonitorFile() {}

    /**
     * A new file of zeros, under another name for now. All of it is written: a hole that found no room later would be a
     * signal, not an exception.
     */
    static MappedByteBuffer create(Path file, int length) {
        try (FileChannel channel = FileChannel.open(
                unfinished(file),
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING)) {
            for (int written = 0; written < length; ) {
                written += channel.write(ByteBuffer.allocate(Math.min(CHUNK, length - written)));
            }
            return channel.map(FileChannel.MapMode.READ_WRITE, 0, length);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make " + file, e);
        }
    }

    /** Gives a file its name, in place of what had it: whoever has mapped that one keeps it as it was. */
    static void show(Path file) {
        try {
            Files.move(unfinished(file), file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make " + file, e);
        }
    }

    private static Path unfinished(Path file) {
        return file.resolveSibling(file.getFileName() + ".new");
    }
}
