package io.reprise.ingress.client;

import io.netty.buffer.ByteBuf;
import org.agrona.concurrent.UnsafeBuffer;

/** Copies to Netty's buffers, which make a view of themselves for each other way of doing it. */
final class Copying {
    private final UnsafeBuffer target = new UnsafeBuffer(0, 0);

    void append(UnsafeBuffer source, int offset, int length, ByteBuf out) {
        out.ensureWritable(length);
        if (out.hasMemoryAddress()) {
            target.wrap(out.memoryAddress() + out.writerIndex(), length);
        } else {
            target.wrap(out.nioBuffer(out.writerIndex(), length));
        }
        target.putBytes(0, source, offset, length);
        out.writerIndex(out.writerIndex() + length);
    }
}
