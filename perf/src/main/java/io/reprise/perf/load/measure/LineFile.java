package io.reprise.perf.load.measure;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.agrona.concurrent.UnsafeBuffer;

/** Writes lines of numbers to a new file, without allocation. What was flushed survives the end of this process. */
public final class LineFile implements Closeable {
    private static final int CAPACITY = 1 << 16;
    private static final int LINE_MAX = 128; // three numbers of at most 20 characters, and room to spare
    private static final byte[] HEX = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'};

    private final FileChannel channel;
    private final ByteBuffer bytes = ByteBuffer.allocateDirect(CAPACITY);
    private final UnsafeBuffer buffer = new UnsafeBuffer(bytes);
    private int length;

    private LineFile(FileChannel channel) {
        this.channel = channel;
    }

    /** Creates the file or empties it. */
    public static LineFile create(Path path) throws IOException {
        return new LineFile(FileChannel.open(
                path, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE));
    }

    LineFile decimal(long value) {
        length += buffer.putLongAscii(length, value);
        return this;
    }

    LineFile hex(long value) {
        for (int shift = 60; shift >= 0; shift -= 4) {
            buffer.putByte(length++, HEX[(int) (value >>> shift) & 0xF]);
        }
        return this;
    }

    LineFile space() {
        buffer.putByte(length++, (byte) ' ');
        return this;
    }

    void endLine() {
        buffer.putByte(length++, (byte) '\n');
        if (length > CAPACITY - LINE_MAX) {
            flush();
        }
    }

    /** Hands what was written to the operating system. */
    void flush() {
        bytes.limit(length).position(0);
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        length = 0;
    }

    @Override
    public void close() throws IOException {
        try (channel) {
            flush();
        }
    }
}
