package io.reprise.replay.verify;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * One bit of one file of a run.
 *
 * @param offset in bytes from the start of the file
 * @param bit 0 to 7
 */
record BitFlip(Path file, long offset, int bit) {
    private static final int BLOCK_LENGTH = 1 << 20;

    /** Flips it, or flips it back. */
    void toggle() throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer value = ByteBuffer.allocate(1);
            channel.read(value, offset);
            value.put(0, (byte) (value.get(0) ^ 1 << bit)).flip();
            channel.write(value, offset);
        }
    }

    /** Behind the last byte that is not zero. */
    static long endOfBytes(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            ByteBuffer block = ByteBuffer.allocate(BLOCK_LENGTH);
            for (long start = channel.size() / BLOCK_LENGTH * BLOCK_LENGTH; start >= 0; start -= BLOCK_LENGTH) {
                channel.read(block.clear(), start);
                for (int i = block.position() - 1; i >= 0; i--) {
                    if (block.get(i) != 0) {
                        return start + i + 1;
                    }
                }
            }
            return 0;
        }
    }
}
