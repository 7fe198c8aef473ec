package io.reprise.perf.load.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
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

    /** Reads once, as much as there is and fits. @return bytes read, negative at the end of the stream */
    int read(ReadableByteChannel channel) throws IOException {
        if (limit == bytes.capacity()) {
            use(ByteBuffer.allocateDirect(Math.multiplyExact(2, limit))
                    .put(bytes.limit(limit).position(0)));
        }
        bytes.limit(bytes.capacity()).position(limit);
        int count = channel.read(bytes);
        limit = bytes.position();
        return count;
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
