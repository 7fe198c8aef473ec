package io.reprise.ingress.client;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.reprise.kernel.frame.FrameChecksum;
import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.frame.FrameLayout;
import java.nio.ByteBuffer;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.UnsafeBuffer;

/** Cuts a socket's bytes into frames. One per socket; event loop only; allocates nothing per frame. */
final class FrameReader extends ChannelInboundHandlerAdapter {
    private final ClientConnection owner;
    private final NanoClock clock;
    private final UnsafeBuffer view = new UnsafeBuffer(0, 0);
    private final FrameFlyweight frame = new FrameFlyweight();
    private final Copying copying = new Copying();
    private final FrameChecksum checksum = new FrameChecksum();
    private int maxFrameLength = FrameLayout.DEFAULT_MAX_FRAME_LENGTH;
    private ByteBuf unread;
    private boolean closed;

    FrameReader(ClientConnection owner, NanoClock clock) {
        this.owner = owner;
        this.clock = clock;
    }

    void maxFrameLength(int newMaxFrameLength) {
        maxFrameLength = newMaxFrameLength;
    }

    /** Nothing that still comes from this socket counts. */
    void close() {
        closed = true;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        owner.onConnected(this, context.channel());
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        long nowNs = clock.nanoTime();
        try {
            if (unread != null) {
                readUnread(bytes, nowNs);
            }
            if (unread == null) {
                readFrames(bytes, nowNs);
                keepRest(context, bytes);
            }
        } catch (ProtocolFaultException e) {
            owner.onLost(this, e.getMessage());
        } finally {
            bytes.release();
            if (closed) {
                forget();
            }
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (!closed) {
            owner.onReadComplete();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (!closed && context.channel().isWritable()) {
            owner.flush();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        forget();
        owner.onLost(this, "the server closed the connection");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        owner.onLost(this, String.valueOf(cause.getMessage()));
        context.close();
    }

    /** Completes the frame that came in part. */
    private void readUnread(ByteBuf bytes, long nowNs) {
        ByteBuf part = unread;
        for (int missing = missing(part); missing > 0 && bytes.isReadable(); missing = missing(part)) {
            append(bytes, Math.min(missing, bytes.readableBytes()), part);
        }
        unread = null; // a handler that closes the connection must not release what is being read
        try {
            readFrames(part, nowNs);
        } finally {
            if (part.isReadable()) {
                unread = part;
            } else {
                part.release();
            }
        }
    }

    private void keepRest(ChannelHandlerContext context, ByteBuf bytes) {
        if (!closed && bytes.isReadable()) {
            unread = context.alloc().directBuffer(Math.max(FrameLayout.HEADER_LENGTH, bytes.readableBytes()));
            append(bytes, bytes.readableBytes(), unread);
        }
    }

    private void append(ByteBuf bytes, int length, ByteBuf part) {
        wrap(bytes, length);
        copying.append(view, 0, length, part);
        bytes.skipBytes(length);
    }

    private int missing(ByteBuf part) {
        int readable = part.readableBytes();
        if (readable < FrameLayout.HEADER_LENGTH) {
            return FrameLayout.HEADER_LENGTH - readable;
        }
        return checked(part.getIntLE(part.readerIndex())) - readable;
    }

    private void readFrames(ByteBuf bytes, long nowNs) {
        int limit = bytes.readableBytes();
        if (limit < FrameLayout.HEADER_LENGTH) {
            return;
        }
        wrap(bytes, limit);
        int offset = 0;
        while (!closed && limit - offset >= FrameLayout.HEADER_LENGTH) {
            int length = checked(frame.wrap(view, offset).length());
            if (length > limit - offset) {
                break;
            }
            if (frame.version() != FrameLayout.VERSION) {
                throw noFrame();
            }
            if (frame.crc32c() != 0) {
                check(bytes, bytes.readerIndex() + offset, length);
            }
            owner.onFrame(this, frame, nowNs);
            offset += length;
        }
        bytes.skipBytes(offset);
    }

    private void wrap(ByteBuf bytes, int length) {
        if (bytes.hasMemoryAddress()) {
            view.wrap(bytes.memoryAddress() + bytes.readerIndex(), length);
        } else {
            view.wrap(bytes.nioBuffer(bytes.readerIndex(), length));
        }
    }

    private int checked(int length) {
        if (length < FrameLayout.HEADER_LENGTH || length > maxFrameLength) {
            throw new ProtocolFaultException("the server sent a frame of " + Integer.toUnsignedString(length)
                    + " bytes; it may have " + FrameLayout.HEADER_LENGTH + " to " + maxFrameLength);
        }
        return length;
    }

    private void check(ByteBuf bytes, int index, int length) {
        ByteBuffer frameBytes = bytes.nioBuffer(index, length);
        if (checksum.compute(frameBytes, 0, length) != frame.crc32c()) {
            throw new ProtocolFaultException("the bytes of an answer do not match its crc32c: " + frame);
        }
    }

    private ProtocolFaultException noFrame() {
        return new ProtocolFaultException(
                "the server sent a frame of version " + frame.version() + "; want version " + FrameLayout.VERSION);
    }

    private void forget() {
        if (unread != null) {
            unread.release();
            unread = null;
        }
    }
}
