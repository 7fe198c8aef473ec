package io.reprise.perf.faults;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Damages one file and can put it right again. The zeros at its end are cut off but for a few. One thread. */
final class Vandal implements AutoCloseable {
    private static final int ZEROS_KEPT = 64;
    private static final int BLOCK_LENGTH = 1 << 20;

    private final FileChannel channel;
    private final byte[] sound;

    Vandal(Path file) throws IOException {
        channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        sound = new byte[(int) Math.min(channel.size(), endOfBytes(file) + ZEROS_KEPT)];
        channel.truncate(sound.length);
        channel.read(ByteBuffer.wrap(sound), 0);
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

    /** Loses everything from an offset on. */
    void tear(long offset, boolean zeros) throws IOException {
        channel.truncate(offset);
        if (zeros) {
            channel.write(ByteBuffer.allocate((int) (sound.length - offset)), offset);
        }
    }

    /** The first byte at or behind an offset that zeros change. */
    long firstNonZero(long offset) {
        int lost = (int) offset;
        while (lost < sound.length && sound[lost] == 0) {
            lost++;
        }
        return lost;
    }

    void restore() throws IOException {
        channel.truncate(sound.length);
        channel.write(ByteBuffer.wrap(sound), 0);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
