package io.reprise.kernel.state;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Off-heap bytes that are zero and take memory only where they are written. {@code ByteBuffer.allocateDirect} writes every zero,
 * so a table for a million records would take its memory before it has the first one. A private mapping of a file without
 * content does not: what is written stays in memory, and never reaches the file. Any thread.
 */
final class ZeroPages {
    /** Shorter buffers are not worth a mapping. */
    private static final int MIN_MAPPED_LENGTH = 1 << 20;

    private ZeroPages() {}

    /** @param length in bytes */
    static ByteBuffer allocate(int length) {
        ByteBuffer mapped = length < MIN_MAPPED_LENGTH ? null : map(length);
        return mapped == null ? ByteBuffer.allocateDirect(length) : mapped;
    }

    /** Null where there is no directory for temporary files, or none whose files can be mapped. */
    private static ByteBuffer map(int length) {
        try {
            Path file = Files.createTempFile("reprise-zero", ".pages");
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                return channel.map(FileChannel.MapMode.PRIVATE, 0, length); // makes it so long, without content
            } finally {
                Files.deleteIfExists(file); // the mapping keeps what there is of it
            }
        } catch (IOException | UnsupportedOperationException e) {
            return null;
        }
    }
}
