package io.reprise.perf.load.wire;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Bytes that leave with the next flush. Grows to the longest request, never shrinks. */
final class Outbound {
    private final UnsafeBuffer buffer = new UnsafeBuffer(0, 0);
    private ByteBuffer bytes;
    private int length;

    Outbound(int capacity) {
        use(ByteBuffer.allocateDirect(capacity));
    }

    /** Whether so many bytes fit; anything fits into an empty one. */
    boolean hasRoom(int more) {
        return length == 0 || more <= bytes.capacity() - length;
    }

    /** Where to write the next {@code more} bytes in {@link #buffer()}. */
    int claim(int more) {
        if (more > bytes.capacity() - length) {
            bytes.limit(length).position(0);
            use(ByteBuffer.allocateDirect(Math.max(length + more, 2 * length)).put(bytes));
        }
        int offset = length;
        length += more;
        return offset;
    }

    /** Valid until the next {@link #claim}. */
    UnsafeBuffer buffer() {
        return buffer;
    }

    int length() {
        return length;
    }

    /** Appends everything to {@code out}; nothing is left. */
    void write(ByteBuf out) {
        out.writeBytes(bytes.limit(length).position(0));
        length = 0;
    }

    private void use(ByteBuffer newBytes) {
        bytes = newBytes;
        buffer.wrap(newBytes.clear());
    }
}
