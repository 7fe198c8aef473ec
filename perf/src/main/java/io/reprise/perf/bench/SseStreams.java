package io.reprise.perf.bench;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Clients that ask for streamed chat completions, each for one after the other, and count their events. */
final class SseStreams implements AutoCloseable {
    /** Streams from one address: fewer than there are ports. */
    private static final int PER_ADDRESS = 20_000;

    private static final byte[] EVENT = "data: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DONE = "[DONE]".getBytes(StandardCharsets.US_ASCII);

    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final List<Channel> channels = new ArrayList<>();
    private final AtomicLong events = new AtomicLong();
    private final AtomicLong begun = new AtomicLong();
    private final AtomicLong lost = new AtomicLong();
    private final byte[] request;

    /** @param profile value of the header that says when tokens come */
    SseStreams(int port, int streams, String profile, int maxTokens) throws IOException {
        String body = "{\"model\":\"gpt-4o\",\"stream\":true,\"max_tokens\":" + maxTokens
                + ",\"messages\":[{\"role\":\"user\",\"content\":\"Tell me a long story about the sea\"}]}";
        request = ("POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                        + "X-Sim-Latency-Profile: " + profile + "\r\nX-Sim-Output-Tokens: " + maxTokens
                        + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body)
                .getBytes(StandardCharsets.US_ASCII);
        Bootstrap bootstrap = new Bootstrap()
                .group(group)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        channel.pipeline().addLast(new Stream());
                    }
                });
        for (int i = 0; i < streams; i++) {
            InetSocketAddress from = new InetSocketAddress("127.0.0." + (2 + i / PER_ADDRESS), 0);
            Channel channel = bootstrap
                    .connect(new InetSocketAddress("127.0.0.1", port), from)
                    .awaitUninterruptibly()
                    .channel();
            if (!channel.isActive()) {
                close();
                throw new IOException("stream " + i + " of " + streams + " could not be opened; see `ulimit -n`");
            }
            channels.add(channel);
        }
    }

    /** Events so far. */
    long events() {
        return events.get();
    }

    /** Waits until that many streams have begun to be told. */
    void awaitBegun(long count, long timeoutMs) throws InterruptedException {
        long endNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMs);
        while (begun.get() < count) {
            if (System.nanoTime() > endNs) {
                throw new IllegalStateException("only " + begun.get() + " of " + count + " streams have begun");
            }
            Thread.sleep(10);
        }
    }

    /** Connections that ended although nobody wanted it. */
    long lost() {
        return lost.get();
    }

    @Override
    public void close() {
        lost.addAndGet(Long.MIN_VALUE / 2); // what ends now shall
        channels.forEach(Channel::close);
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    /** One client. */
    private final class Stream extends ChannelInboundHandlerAdapter {
        private int eventMatched;
        private int doneMatched;
        private boolean told;

        @Override
        public void channelActive(ChannelHandlerContext context) {
            ask(context);
        }

        private void ask(ChannelHandlerContext context) {
            told = false;
            context.writeAndFlush(Unpooled.wrappedBuffer(request));
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ByteBuf bytes = (ByteBuf) message;
            long found = 0;
            while (bytes.isReadable()) {
                byte b = bytes.readByte();
                eventMatched = b == EVENT[eventMatched] ? eventMatched + 1 : b == EVENT[0] ? 1 : 0;
                if (eventMatched == EVENT.length) {
                    eventMatched = 0;
                    found++;
                }
                doneMatched = b == DONE[doneMatched] ? doneMatched + 1 : b == DONE[0] ? 1 : 0;
                if (doneMatched == DONE.length) {
                    doneMatched = 0;
                    ask(context);
                }
            }
            bytes.release();
            if (found > 0) {
                events.lazySet(events.get() + found); // one event loop writes
                if (!told) {
                    told = true;
                    begun.lazySet(begun.get() + 1);
                }
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            lost.incrementAndGet();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }
}
