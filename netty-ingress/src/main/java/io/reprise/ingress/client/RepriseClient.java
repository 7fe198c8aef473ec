package io.reprise.ingress.client;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.reprise.kernel.frame.FrameFlyweight;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A client for applications, for any number of threads: requests in, futures out. One connection and one thread of its
 * own, on which futures are completed: what they run must not block; use the {@code Async} variants for work.
 *
 * <pre>{@code
 * ClientConfig config = ClientConfig.of(host, port).delivery(Delivery.EXACTLY_ONCE);
 * try (RepriseClient client = RepriseClient.connect(config)) {
 *     ByteBuffer add = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putLong(42).putLong(5);
 *     Answer answer = client.request(1, 2, add.array()).get(); // service echo, method add: key 42, delta 5
 *     long sum = ByteBuffer.wrap(answer.payload()).order(ByteOrder.LITTLE_ENDIAN).getLong();
 *     System.out.println("sum " + sum);
 * } catch (ExecutionException e) {
 *     if (e.getCause() instanceof RequestException.OutcomeUnknown) {
 *         System.out.println("nobody knows whether it was added");
 *     }
 * }
 * }</pre>
 *
 * <p>A future fails with a {@link RequestException}, whose kind says what is known about the request's execution. A
 * request that is not answered within its timeout fails; the server is told the same timeout and may say so first, so the
 * client waits a tenth longer than that. A lost connection is made again as the configuration's {@link ReconnectPolicy}
 * says; what happens to requests under way is the configuration's {@link Delivery}.
 */
public final class RepriseClient implements AutoCloseable {
    private static final long SWEEP_MS = 10;
    private static final long GRACE_DIVISOR = 10;

    private final ClientConfig config;
    private final EventLoopGroup group;
    private final EventLoop loop;
    private final ClientConnection connection;
    private final Pending[] bySlot;
    private final ArrayDeque<Pending> waiting = new ArrayDeque<>();
    private final ConcurrentLinkedQueue<Pending> offered = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean taking = new AtomicBoolean();
    private final Semaphore room;
    private final CompletableFuture<Void> firstWelcome = new CompletableFuture<>();
    private boolean sweeping;
    private String end = "";
    private volatile String lastLoss = "";
    private volatile boolean closing;

    private RepriseClient(ClientConfig config) {
        this.config = config;
        this.group = new MultiThreadIoEventLoopGroup(
                1, new DefaultThreadFactory("reprise-client", true), ClientTransport.newFactory());
        this.loop = group.next();
        this.connection = new ClientConnection(loop, config, System::nanoTime, new Answers());
        this.bySlot = new Pending[connection.slots()];
        this.room = new Semaphore(config.maxInFlight());
    }

    /**
     * Connects and waits for the server's WELCOME, trying again as the configuration says.
     *
     * @throws IOException when it does not come in time, or the server refuses
     */
    public static RepriseClient connect(ClientConfig config) throws IOException {
        RepriseClient client = new RepriseClient(config);
        client.loop.execute(client.connection::connect);
        try {
            client.firstWelcome.get(config.timeouts().connectMs(), TimeUnit.MILLISECONDS);
            return client;
        } catch (ExecutionException e) {
            client.shutDown();
            throw new IOException(e.getCause().getMessage(), e);
        } catch (TimeoutException e) {
            client.shutDown();
            String loss = client.lastLoss;
            throw new IOException(
                    "no WELCOME within " + config.timeouts().connectMs() + " ms" + (loss.isEmpty() ? "" : "; " + loss),
                    e);
        } catch (InterruptedException e) {
            client.shutDown();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while connecting", e);
        }
    }

    /** As {@link #request(Request)}, with priority 128, no seed and the client's timeout. */
    public CompletableFuture<Answer> request(int service, int method, byte[] payload) {
        return request(Request.of(service, method, payload));
    }

    /**
     * Sends a request. While {@link ClientConfig#maxInFlight} wait for their answers this waits too, up to the request's
     * timeout.
     *
     * @return fails with a {@link RequestException}
     */
    public CompletableFuture<Answer> request(Request request) {
        if (closing) {
            return CompletableFuture.failedFuture(new RequestException.NotSent("the client is closed"));
        }
        long startNs = System.nanoTime();
        long timeoutMs = timeoutMs(request);
        try {
            // the client's own thread makes the room, so it cannot wait for it
            boolean there = loop.inEventLoop() ? room.tryAcquire() : room.tryAcquire(timeoutMs, TimeUnit.MILLISECONDS);
            if (!there) {
                return CompletableFuture.failedFuture(new RequestException.NotSent(
                        config.maxInFlight() + " requests wait for their answers, and there is no room for more"));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return CompletableFuture.failedFuture(new RequestException.NotSent("interrupted while waiting for room"));
        }
        return submit(new Pending(request, timeoutMs, deadlineNs(startNs, timeoutMs)));
    }

    /** As {@link #request(Request)}, but never waits: empty when there is no room now, or the client is closed. */
    public Optional<CompletableFuture<Answer>> offer(Request request) {
        if (closing || !room.tryAcquire()) {
            return Optional.empty();
        }
        long timeoutMs = timeoutMs(request);
        return Optional.of(submit(new Pending(request, timeoutMs, deadlineNs(System.nanoTime(), timeoutMs))));
    }

    /** What the client has been through; a moment's values. */
    public ClientCounters counters() {
        return connection.counters();
    }

    /**
     * Takes no more requests, waits for the answers under way, up to the configuration's limit, and ends the connection.
     * What is unanswered then fails. Not to be called on the client's own thread.
     */
    @Override
    public void close() {
        if (loop.inEventLoop()) {
            throw new IllegalStateException("the client's own thread delivers the answers that close() waits for");
        }
        if (!closing) {
            closing = true;
            try {
                if (room.tryAcquire(config.maxInFlight(), config.timeouts().closeMs(), TimeUnit.MILLISECONDS)) {
                    room.release(config.maxInFlight());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // then without waiting
            }
            shutDown();
        }
    }

    private void shutDown() {
        loop.submit(connection::close).awaitUninterruptibly(); // a loop that shuts down closes sockets before tasks run
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    private long timeoutMs(Request request) {
        return request.timeoutMs() == 0 ? config.timeouts().requestMs() : request.timeoutMs();
    }

    private static long deadlineNs(long startNs, long timeoutMs) {
        return startNs + TimeUnit.MILLISECONDS.toNanos(timeoutMs + timeoutMs / GRACE_DIVISOR);
    }

    private CompletableFuture<Answer> submit(Pending pending) {
        offered.add(pending);
        if (taking.compareAndSet(false, true)) {
            try {
                loop.execute(this::take);
            } catch (RejectedExecutionException e) {
                taking.set(false);
                for (Pending late = offered.poll(); late != null; late = offered.poll()) {
                    finish(late, new RequestException.NotSent("the client is closed"));
                }
            }
        }
        return pending.future;
    }

    /** Everything offered since the last time leaves in one write. */
    private void take() {
        taking.set(false);
        for (Pending pending = offered.poll(); pending != null; pending = offered.poll()) {
            waiting.add(pending);
        }
        send();
        if (!sweeping && room.availablePermits() < config.maxInFlight()) {
            sweeping = true;
            loop.schedule(this::sweep, SWEEP_MS, TimeUnit.MILLISECONDS);
        }
    }

    private void send() {
        while (!waiting.isEmpty()) {
            Pending pending = waiting.peek();
            if (connection.isClosed()) {
                waiting.remove();
                finish(pending, new RequestException.NotSent(end));
            } else if (pending.request.payload().length > connection.maxPayloadLength()) {
                waiting.remove();
                finish(
                        pending,
                        new RequestException.NotSent("the payload has " + pending.request.payload().length
                                + " bytes; it may have up to " + connection.maxPayloadLength()));
            } else if (!send(pending)) {
                break;
            } else {
                waiting.remove();
            }
        }
        connection.flush();
    }

    private boolean send(Pending pending) {
        Request request = pending.request;
        FrameFlyweight frame = connection.claim(request.payload().length);
        if (frame == null) {
            return false;
        }
        frame.service(request.service())
                .method(request.method())
                .priority(request.priority())
                .seed(request.seed())
                .timeoutMs(pending.timeoutMs)
                .buffer()
                .putBytes(frame.payloadOffset(), request.payload());
        bySlot[connection.commit()] = pending;
        return true;
    }

    /** Fails what has taken too long. */
    private void sweep() {
        sweeping = false;
        long nowNs = System.nanoTime();
        for (Iterator<Pending> all = waiting.iterator(); all.hasNext(); ) {
            Pending pending = all.next();
            if (nowNs - pending.deadlineNs >= 0) {
                all.remove();
                finish(
                        pending,
                        new RequestException.NotSent("it could not be sent within " + pending.timeoutMs + " ms"
                                + (connection.isReady() ? "" : ": there is no connection; " + lastLoss)));
            }
        }
        for (int slot = 0; slot < bySlot.length; slot++) {
            Pending pending = bySlot[slot];
            if (pending != null && nowNs - pending.deadlineNs >= 0) {
                connection.abandon(slot);
                bySlot[slot] = null;
                finish(pending, new RequestException.OutcomeUnknown("no answer within " + pending.timeoutMs + " ms"));
            }
        }
        take();
    }

    private void finish(Pending pending, RequestException why) {
        room.release();
        pending.future.completeExceptionally(why);
    }

    private final class Answers implements AnswerHandler {
        @Override
        public void onReady() {
            firstWelcome.complete(null);
            send();
        }

        @Override
        public void onAnswer(int slot, FrameFlyweight answer, boolean last, long nowNs) {
            Pending pending = bySlot[slot];
            if (last) {
                bySlot[slot] = null;
                room.release();
            }
            pending.onAnswer(answer, last);
        }

        @Override
        public void onReadComplete() {
            send();
        }

        @Override
        public void onResent(int slot) {
            bySlot[slot].restart();
        }

        @Override
        public void onUnknown(int slot, String reason) {
            Pending pending = bySlot[slot];
            bySlot[slot] = null;
            finish(pending, new RequestException.OutcomeUnknown(reason));
        }

        @Override
        public void onLost(String reason) {
            lastLoss = reason;
        }

        @Override
        public void onClosed(String reason) {
            end = reason;
            firstWelcome.completeExceptionally(new IOException(reason));
            take();
        }
    }
}
