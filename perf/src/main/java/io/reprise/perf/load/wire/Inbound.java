package io.reprise.perf.load.wire;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Bytes that came in and are not understood yet; always start at offset 0. Grows when an answer does not fit, so the
 * reader must refuse answers that are longer than its limit.
 */
final class Inbound {
    private final UnsafeBuffer buffer = new UnsafeBuffer(0, 0);
    private ByteBuffer bytes;
    private int limit;

    Inbound(int capacity) {
        use(ByteBuffer.allocateDirect(capacity));
    }

    UnsafeBuffer buffer() {
        return buffer;
    }

    /** End of the bytes. */
    int limit() {
        return limit;
    }

    void add(ByteBuf more) {
        int newLimit = Math.addExact(limit, more.readableBytes());
        if (newLimit > bytes.capacity()) {
            int capacity = (int) Math.min(Math.max(2L * bytes.capacity(), newLimit), Integer.MAX_VALUE);
            use(ByteBuffer.allocateDirect(capacity).put(bytes.limit(limit).position(0)));
        }
        more.readBytes(bytes.limit(newLimit).position(limit));
        limit = newLimit;
    }

    /** The first {@code length} bytes are done with. */
    void consumed(int length) {
        if (length == limit) {
            limit = 0;
        } else if (length > 0) {
            bytes.limit(limit).position(length);
            bytes.compact();
            limit -= length;
        }
    }

    private void use(ByteBuffer newBytes) {
        bytes = newBytes;
        buffer.wrap(newBytes.clear());
    }
}
