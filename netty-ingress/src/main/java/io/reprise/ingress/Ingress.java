package io.reprise.ingress;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.reprise.ingress.binary.BinaryConnection;
import io.reprise.ingress.codec.ServiceCodecs;
import io.reprise.ingress.connection.Connection;
import io.reprise.ingress.connection.IngressConfig;
import io.reprise.ingress.connection.Refusal;
import io.reprise.ingress.connection.RequestWriter;
import io.reprise.ingress.http.HttpConnection;
import io.reprise.ingress.http.HttpPage;
import io.reprise.ingress.http.HttpRoutes;
import io.reprise.ingress.security.IngressSecurity;
import io.reprise.kernel.Kernel;
import io.reprise.kernel.frame.Status;
import io.reprise.kernel.ring.FrameRing;
import io.reprise.kernel.time.Clock;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;

/** The edge as a whole: one event loop, two listeners. Native epoll where it loads, NIO otherwise. */
public final class Ingress implements AutoCloseable {
    private static final int LOW_WATER_MARK = 32 * 1024;
    private static final int BACKLOG = 1024;

    /** Bytes the kernel may hold unsent for a client; more stay here, where a client that does not read is noticed. */
    private static final long UNSENT_MAX = 128 * 1024;

    private static final long DRAIN_POLL_MS = 1;

    /** More than a turn of the event loop ever takes. */
    private static final long LOOP_DELAY_MS = 5_000;

    /** After so long a client may find the server again, or another one in its place. */
    private static final int RESTART_MS = 1_000;

    private final IngressConfig config;
    private final IngressSecurity security;
    private final EventLoopGroup group;
    private final Class<? extends ServerChannel> serverChannel;
    private final List<Channel> listeners = new ArrayList<>();
    private final ConnectionsPerAddress addresses;
    private RequestWriter writer;
    private volatile int unanswered;

    /** @param threads makes the event loop's thread */
    public Ingress(IngressConfig config, IngressSecurity security, ThreadFactory threads) {
        this.config = config;
        this.addresses = new ConnectionsPerAddress(config.limits().maxConnectionsPerAddress());
        this.security = security;
        boolean epoll = Epoll.isAvailable();
        IoHandlerFactory io = epoll ? KeptInEpoll.newFactory() : NioIoHandler.newFactory();
        this.serverChannel = epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
        this.group = new MultiThreadIoEventLoopGroup(1, threads, io);
    }

    /** Open connections of both protocols; a moment's value. */
    public int connectionCount() {
        return writer.connectionCount();
    }

    /** The transport in use, for the log. */
    public String transport() {
        return serverChannel == EpollServerSocketChannel.class ? "epoll" : "nio";
    }

    /** Makes the writer on this ingress's event loop; once, before {@link #listen}. */
    public RequestWriter connect(Function<io.netty.channel.EventLoop, RequestWriter> makeWriter) {
        writer = makeWriter.apply(group.next());
        every(config.timeouts().sweepMs(), this::sweep);
        return writer;
    }

    /** Runs {@code action} on the event loop every so many ms until this is closed, or until it throws. */
    public void every(long ms, Runnable action) {
        group.next().scheduleAtFixedRate(action, ms, ms, TimeUnit.MILLISECONDS);
    }

    /**
     * Binds both listeners. Until {@link #start} pages are served and requests refused with NOT_INITIALIZED.
     *
     * @param pages by path
     * @return HTTP address, binary address
     */
    public List<InetSocketAddress> listen(ServiceCodecs codecs, Map<String, HttpPage.Source> pages) throws IOException {
        HttpRoutes routes = new HttpRoutes(codecs);
        Channel http = bind(config.httpPort(), channel -> {
            HttpConnection connection = new HttpConnection(writer, config, security, routes, pages);
            channel.pipeline().addLast(connection.writeProgress());
            if (security.tls() != null) {
                channel.pipeline().addLast(security.tls().newHttpHandler(channel.alloc()));
            }
            channel.pipeline().addLast(connection.decoder(), connection);
        });
        Channel binary = bind(config.binaryPort(), channel -> {
            BinaryConnection connection = new BinaryConnection(writer, config, security, codecs);
            channel.pipeline().addLast(connection.writeProgress());
            if (security.tls() != null) {
                channel.pipeline().addLast(security.tls().newBinaryHandler(channel.alloc()));
            }
            channel.pipeline().addLast(connection);
        });
        return List.of((InetSocketAddress) http.localAddress(), (InetSocketAddress) binary.localAddress());
    }

    /**
     * Gives the writer its kernel; once. Requests are still refused until {@link RequestWriter#admission()} is opened.
     *
     * @param input the kernel's input ring
     * @param output the kernel's output ring
     */
    public void start(Kernel kernel, FrameRing input, FrameRing output, Clock clock) {
        group.next().submit(() -> writer.start(kernel, input, output, clock)).syncUninterruptibly();
    }

    private Channel bind(int port, java.util.function.Consumer<SocketChannel> onAccept) throws IOException {
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(group)
                .channel(serverChannel)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true) // who has said all may still wait for answers
                .childOption(
                        ChannelOption.WRITE_BUFFER_WATER_MARK,
                        new WriteBufferWaterMark(LOW_WATER_MARK, Connection.OUT_FULL))
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        if (writer.connectionCount() >= config.limits().maxConnections()) {
                            writer.counters().connectionsRefused++;
                            channel.close();
                        } else if (!addresses.add(channel)) {
                            writer.counters().connectionsRefusedByAddress++;
                            channel.close();
                        } else {
                            onAccept.accept(channel);
                        }
                    }
                });
        if (serverChannel == EpollServerSocketChannel.class) {
            bootstrap.childOption(EpollChannelOption.TCP_NOTSENT_LOWAT, UNSENT_MAX);
        }
        try {
            Channel listener = bootstrap.bind(config.host(), port).sync().channel();
            listener.pipeline().addLast(new AcceptErrors(writer));
            listeners.add(listener);
            return listener;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while binding", e);
        } catch (Exception e) { // Netty throws the checked BindException without declaring it
            throw new IOException("cannot listen on " + config.host() + ":" + port + ": " + e.getMessage(), e);
        }
    }

    /**
     * Stops taking requests, lets what was admitted be answered, and closes the connections. Requests that come meanwhile
     * are answered with SHUTTING_DOWN; pages are served until everything is answered. The kernel may be closed then.
     *
     * @param timeoutMs how long answers may take
     * @return false when the time was up before all was answered; see {@link #unanswered()}
     * @throws IllegalStateException the event loop is stuck
     */
    public boolean drain(long timeoutMs) throws InterruptedException {
        writer.admission()
                .close(new Refusal(Status.SHUTTING_DOWN, "the server is shutting down; try again later", RESTART_MS));
        long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMs);
        boolean answered = awaitOnEventLoop(writer::isIdle, deadlineNs);
        unanswered = onEventLoop(writer::unanswered, deadlineNs);
        for (Channel listener : listeners) {
            listener.close().sync();
        }
        awaitOnEventLoop(
                () -> {
                    writer.forEachConnection(Connection::closeWhenAnswered);
                    writer.turn();
                    return writer.isDrained() && writer.connectionCount() == 0;
                },
                answered ? deadlineNs : System.nanoTime());
        group.next().submit(writer::stop).sync();
        return answered;
    }

    /** How many requests {@link #drain} left without an answer. */
    public int unanswered() {
        return unanswered;
    }

    /** Asks again and again; false when the time is up before the answer is yes. */
    private boolean awaitOnEventLoop(Supplier<Boolean> question, long deadlineNs) throws InterruptedException {
        while (!onEventLoop(question, deadlineNs)) {
            if (System.nanoTime() - deadlineNs > 0) {
                return false;
            }
            Thread.sleep(DRAIN_POLL_MS);
        }
        return true;
    }

    /** The event loop may come late by {@link #LOOP_DELAY_MS}. */
    private <T> T onEventLoop(Supplier<T> question, long deadlineNs) throws InterruptedException {
        CompletableFuture<T> answer = CompletableFuture.supplyAsync(question, group.next());
        long waitNs = Math.max(0, deadlineNs - System.nanoTime()) + TimeUnit.MILLISECONDS.toNanos(LOOP_DELAY_MS);
        try {
            return answer.get(waitNs, TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new IllegalStateException("the event loop is stuck", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    /** Runs an action where connections and {@link IngressSecurity#keys} live; soon, in order. */
    public void execute(Runnable action) {
        group.next().execute(action);
    }

    private void sweep() {
        security.keys().expire(System.currentTimeMillis());
        long nowMs = System.nanoTime() / 1_000_000;
        writer.forEachConnection(connection -> connection.sweep(nowMs));
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
