package io.reprise.perf.load.wire;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.reprise.ingress.client.ClientTransport;
import io.reprise.kernel.frame.FrameLayout;

/** HTTP/1.1 on one socket. */
final class HttpConnection extends ChannelInboundHandlerAdapter implements Connection {
    private static final int CAPACITY = 1 << 14;

    private final RunContext run;
    private final EventLoop loop;
    private final int timeoutMs;
    private final Outbound outbound = new Outbound(CAPACITY);
    private final Inbound inbound = new Inbound(CAPACITY);
    private final HttpExchange exchange;
    private Channel channel;
    private boolean ready;
    private String loss = "";

    HttpConnection(RunContext run, EventLoop loop, int timeoutMs) {
        this.run = run;
        this.loop = loop;
        this.timeoutMs = timeoutMs;
        this.exchange = new HttpExchange(run, outbound);
    }

    @Override
    public void connect() {
        ChannelFuture connecting = new Bootstrap()
                .group(loop)
                .channel(ClientTransport.socketOf(loop))
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, timeoutMs)
                .handler(this)
                .connect(run.target().host(), run.target().port());
        channel = connecting.channel();
        connecting.addListener(done -> {
            if (!done.isSuccess()) {
                lose(String.valueOf(done.cause().getMessage()));
            }
        });
    }

    @Override
    public boolean isReady() {
        return ready;
    }

    /** A body travels as a frame's payload behind the server's edge, so it has the frame's default limit. */
    @Override
    public int maxPayloadLength() {
        return FrameLayout.DEFAULT_MAX_FRAME_LENGTH - FrameLayout.HEADER_LENGTH;
    }

    @Override
    public int window() {
        return run.pipeline();
    }

    @Override
    public boolean send(long index, long intendedNs, long nowNs) {
        boolean room =
                ready && exchange.outstanding() < run.pipeline() && outbound.hasRoom(exchange.requestLength(index));
        if (room) {
            exchange.send(index, intendedNs, nowNs);
        }
        return room;
    }

    @Override
    public void flush() {
        if (ready && outbound.length() > 0 && channel.isWritable()) {
            ByteBuf out = channel.alloc().directBuffer(outbound.length());
            outbound.write(out);
            channel.writeAndFlush(out, channel.voidPromise());
        }
    }

    @Override
    public String loss() {
        return loss;
    }

    @Override
    public String statusName(int status) {
        return "HTTP " + status;
    }

    @Override
    public void close() {
        channel.close();
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        ready = true;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        try {
            inbound.add(bytes);
            inbound.consumed(exchange.receive(
                    inbound.buffer(), inbound.limit(), run.clock().nanoTime()));
        } catch (ProtocolFaultException e) {
            lose(e.getMessage());
        } finally {
            bytes.release();
            run.tap().flush();
            run.recording().commit();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        flush();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        lose("the server closed the connection");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        lose(String.valueOf(cause.getMessage()));
    }

    private void lose(String reason) {
        if (loss.isEmpty()) {
            ready = false;
            loss = reason;
            run.recording().lost(exchange.outstanding());
            channel.close();
        }
    }
}
