package io.reprise.perf.faults;

import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.frame.FrameKind;
import io.reprise.kernel.frame.FrameLayout;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * One client that adds and echoes in windows of pipelined requests until the server is gone or it is told to end, and
 * remembers what was acknowledged. A thread of its own.
 */
public final class AddLoad implements Runnable {
    /** Keys 0 to this, shared by all clients. */
    public static final int KEYS = 64;

    private static final int WINDOW = 8;
    private static final int ECHO_EVERY = 5;
    private static final int TIMEOUT_MS = 60_000;

    private final InetSocketAddress address;
    private final SplittableRandom random;
    private final int timeoutMs;
    private final boolean persistent;
    private final long[] sent = new long[KEYS];
    private final List<Acknowledged> acknowledged = new ArrayList<>();
    private final AtomicBoolean ending = new AtomicBoolean();
    private final AtomicReference<Throwable> wrong = new AtomicReference<>();
    private final CountDownLatch flowing = new CountDownLatch(1);
    private final Thread thread = new Thread(this, "load");
    private FrameSocket connection;
    private long correlationId;
    private final AtomicInteger timeouts = new AtomicInteger();

    /**
     * A request that was answered: where the journal must hold it.
     *
     * @param sum the answer to an addition, or {@link #NO_SUM}
     */
    public record Acknowledged(long sequence, long sessionId, long correlationId, long sum) {
        /** Of a request that is no addition. */
        public static final long NO_SUM = Long.MIN_VALUE;
    }

    private AddLoad(InetSocketAddress address, long seed, int timeoutMs, boolean persistent) {
        this.address = address;
        this.random = new SplittableRandom(seed);
        this.timeoutMs = timeoutMs;
        this.persistent = persistent;
        thread.setDaemon(true);
    }

    /** A client that ends with its connection. */
    public static AddLoad start(InetSocketAddress address, long seed) throws IOException {
        AddLoad load = new AddLoad(address, seed, TIMEOUT_MS, false);
        load.connection = FrameSocket.connect(address, TIMEOUT_MS);
        load.thread.start();
        return load;
    }

    /** A client that takes a new connection when the old one is lost, or an answer takes too long. */
    static AddLoad startPersistent(InetSocketAddress address, long seed, int timeoutMs) {
        AddLoad load = new AddLoad(address, seed, timeoutMs, true);
        load.thread.start();
        return load;
    }

    @Override
    public void run() {
        try {
            while (!ending.get()) {
                exchange();
            }
        } catch (IOException e) {
            // the server is gone
        } catch (RuntimeException | Error e) {
            wrong.set(e);
        } finally {
            flowing.countDown();
        }
    }

    private void exchange() throws IOException {
        try (FrameSocket open = connection == null ? FrameSocket.connect(address, timeoutMs) : connection) {
            connection = open;
            while (!ending.get()) {
                long first = correlationId;
                send();
                receive(first);
                flowing.countDown();
            }
        } catch (IOException e) {
            if (!persistent) {
                throw e;
            }
            timeouts.incrementAndGet();
        } finally {
            connection = null;
        }
    }

    private void send() throws IOException {
        byte[][] window = new byte[WINDOW][];
        for (int i = 0; i < WINDOW; i++) {
            if (isEcho(correlationId)) {
                window[i] = FrameSocket.echo(correlationId, new byte[random.nextInt(200)]);
            } else {
                int delta = 1 + random.nextInt(100);
                window[i] = FrameSocket.add(correlationId, key(correlationId), delta);
                sent[key(correlationId)] += delta;
            }
            correlationId++;
        }
        connection.send(window);
    }

    private void receive(long first) throws IOException {
        for (long expected = first; expected < first + WINDOW; expected++) {
            FrameFlyweight answer = connection.read();
            if (answer.kind() != FrameKind.RESPONSE || answer.correlationId() != expected) {
                throw new IllegalStateException("expected the answer to " + expected + ", got " + answer);
            }
            long sum = isEcho(expected)
                    ? Acknowledged.NO_SUM
                    : answer.buffer().getLong(answer.payloadOffset(), FrameLayout.ORDER);
            acknowledged.add(new Acknowledged(answer.sequence(), answer.sessionId(), expected, sum));
        }
    }

    private static boolean isEcho(long correlationId) {
        return correlationId % ECHO_EVERY == 0;
    }

    private static int key(long correlationId) {
        return (int) (correlationId % KEYS);
    }

    /** Waits until a window was answered, or the server is gone. */
    public AddLoad awaitFlow() throws InterruptedException {
        flowing.await();
        return this;
    }

    /** Ends after the window under way. */
    public void end() {
        ending.set(true);
    }

    /** Waits for the end; what went wrong, other than the loss of the server, is thrown here. */
    public AddLoad join() throws InterruptedException {
        thread.join();
        if (wrong.get() != null) {
            throw new IllegalStateException("a client got a wrong answer", wrong.get());
        }
        return this;
    }

    /** After {@link #join}: all that was sent to every key, answered or not. */
    long[] sent() {
        return sent;
    }

    /** How many connections were given up. */
    int timeouts() {
        return timeouts.get();
    }

    /** After {@link #join}: in order of arrival. */
    public List<Acknowledged> acknowledged() {
        return acknowledged;
    }
}
