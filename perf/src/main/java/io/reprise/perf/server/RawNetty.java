package io.reprise.perf.server;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.handler.codec.http.HttpServerCodec;
import io.reprise.kernel.frame.FrameLayout;
import java.net.InetSocketAddress;

/** Netty without a kernel, on one event loop: {@code hand}, {@code decoder} or {@code http}. */
public final class RawNetty {
    private RawNetty() {}

    public static void main(String[] arguments) throws InterruptedException {
        boolean epoll = Epoll.isAvailable();
        EventLoopGroup group =
                new MultiThreadIoEventLoopGroup(1, epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
        Channel listener = new ServerBootstrap()
                .group(group)
                .channel(epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        addHandlers(channel, arguments[0]);
                    }
                })
                .bind("127.0.0.1", 0)
                .sync()
                .channel();
        System.out.println("listening raw 127.0.0.1:" + ((InetSocketAddress) listener.localAddress()).getPort());
        System.out.println("ready");
        Runtime.getRuntime()
                .addShutdownHook(new Thread(() -> Runtime.getRuntime().halt(0)));
        listener.closeFuture().sync();
    }

    private static void addHandlers(SocketChannel channel, String kind) {
        switch (kind) {
            case "hand" -> channel.pipeline().addLast(new RawFrames.HandParsed());
            case "decoder" ->
                channel.pipeline()
                        .addLast(new LengthFieldBasedFrameDecoder(
                                java.nio.ByteOrder.LITTLE_ENDIAN,
                                FrameLayout.DEFAULT_MAX_FRAME_LENGTH,
                                0,
                                Integer.BYTES,
                                -Integer.BYTES,
                                0,
                                true))
                        .addLast(new RawFrames.Decoded());
            case "http" -> channel.pipeline().addLast(new HttpServerCodec()).addLast(new RawHello());
            default -> throw new IllegalArgumentException("hand, decoder or http, not " + kind);
        }
    }
}
