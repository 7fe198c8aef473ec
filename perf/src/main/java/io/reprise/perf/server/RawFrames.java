package io.reprise.perf.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.reprise.kernel.frame.FrameKind;
import io.reprise.kernel.frame.FrameLayout;

/** Echo of frames by Netty alone: answers HELLO, sends every other frame back as a RESPONSE, checks nothing. */
final class RawFrames {
    private static final int WELCOME_LENGTH = FrameLayout.HEADER_LENGTH + 24;
    private static final int MAX_IN_FLIGHT = 4096;

    private RawFrames() {}

    /** Appends the answer to one frame. */
    private static void answer(ByteBuf out, ByteBuf in, int index, int length) {
        int start = out.writerIndex();
        if (in.getUnsignedShortLE(index + FrameLayout.KIND_OFFSET) == FrameKind.HELLO) {
            out.writeZero(WELCOME_LENGTH);
            out.setIntLE(start, WELCOME_LENGTH);
            out.setShortLE(start + FrameLayout.VERSION_OFFSET, FrameLayout.VERSION);
            out.setShortLE(start + FrameLayout.KIND_OFFSET, FrameKind.WELCOME);
            out.setLongLE(start + FrameLayout.SESSION_ID_OFFSET, 1);
            out.setLongLE(start + FrameLayout.PAYLOAD_OFFSET, 1);
            out.setIntLE(start + FrameLayout.PAYLOAD_OFFSET + 16, FrameLayout.DEFAULT_MAX_FRAME_LENGTH);
            out.setIntLE(start + FrameLayout.PAYLOAD_OFFSET + 20, MAX_IN_FLIGHT);
        } else {
            out.writeBytes(in, index, length);
            out.setShortLE(start + FrameLayout.KIND_OFFSET, FrameKind.RESPONSE);
        }
    }

    /** Finds frames by their length itself; one write per read. */
    static final class HandParsed extends ChannelInboundHandlerAdapter {
        private ByteBuf unread;

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ByteBuf in = (ByteBuf) message;
            if (unread != null) {
                in = unread.writeBytes(in);
                ((ByteBuf) message).release();
                unread = null;
            }
            ByteBuf out = context.alloc().directBuffer(Math.max(256, in.readableBytes()));
            while (in.readableBytes() >= Integer.BYTES) {
                int length = in.getIntLE(in.readerIndex());
                if (in.readableBytes() < length) {
                    break;
                }
                answer(out, in, in.readerIndex(), length);
                in.skipBytes(length);
            }
            if (in.isReadable()) {
                unread = context.alloc().directBuffer(FrameLayout.DEFAULT_MAX_FRAME_LENGTH);
                unread.writeBytes(in);
            }
            in.release();
            context.writeAndFlush(out, context.voidPromise());
        }
    }

    /** Gets whole frames from LengthFieldBasedFrameDecoder; one write per frame, one flush per read. */
    static final class Decoded extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ByteBuf frame = (ByteBuf) message;
            ByteBuf out = context.alloc().directBuffer(Math.max(WELCOME_LENGTH, frame.readableBytes()));
            answer(out, frame, frame.readerIndex(), frame.readableBytes());
            frame.release();
            context.write(out, context.voidPromise());
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            context.flush();
        }
    }
}
