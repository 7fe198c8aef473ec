package io.reprise.perf.load.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import org.agrona.concurrent.UnsafeBuffer;

/** Bytes on their way out: encoded at the end, written from the start. Grows to the longest request, never shrinks. */
final class Outbound {
    private final UnsafeBuffer buffer = new UnsafeBuffer(0, 0);
    private ByteBuffer bytes;
    private int start;
    private int end;

    Outbound(int capacity) {
        use(ByteBuffer.allocateDirect(capacity));
    }

    /** Whether so many bytes fit; anything fits into an empty one. */
    boolean hasRoom(int length) {
        return start == end || length <= bytes.capacity() - (end - start);
    }

    /** Where to write the next {@code length} bytes in {@link #buffer()}. */
    int claim(int length) {
        if (length > bytes.capacity() - end) {
            makeRoom(length);
        }
        int offset = end;
        end += length;
        return offset;
    }

    /** Valid until the next {@link #claim}. */
    UnsafeBuffer buffer() {
        return buffer;
    }

    boolean isEmpty() {
        return start == end;
    }

    /** Writes what the channel takes. */
    void write(WritableByteChannel channel) throws IOException {
        bytes.limit(end).position(start);
        channel.write(bytes);
        start = bytes.position();
        if (start == end) {
            start = 0;
            end = 0;
        }
    }

    private void makeRoom(int length) {
        bytes.limit(end).position(start);
        int used = end - start;
        if (length > bytes.capacity() - used) {
            use(ByteBuffer.allocateDirect(Math.max(used + length, 2 * used)).put(bytes));
        } else {
            bytes.compact();
        }
        start = 0;
        end = used;
    }

    private void use(ByteBuffer newBytes) {
        bytes = newBytes;
        buffer.wrap(newBytes.clear());
    }
}
