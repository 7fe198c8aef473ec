package io.reprise.perf.faults;

import io.reprise.kernel.frame.ErrorPayload;
import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.frame.FrameKind;
import io.reprise.kernel.frame.FrameLayout;
import io.reprise.kernel.frame.Status;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * One client that adds and echoes in windows of pipelined requests until the server is gone or it is told to end, and
 * remembers what was acknowledged. It may be started again when it has ended. With an exactly-once session it then goes on
 * in that session and first sends again what it has no answer to; without one it begins anew. A thread of its own.
 */
public final class AddLoad {
    /** Keys 0 to this, shared by all clients. */
    public static final int KEYS = 64;

    private static final int WINDOW = 8;
    private static final int ECHO_EVERY = 5;
    private static final int TIMEOUT_MS = 60_000;
    private static final long REFUSED_WAIT_MS = 20;
    private static final long FLOW_MINUTES_MAX = 5;

    private final SplittableRandom random;
    private final boolean exactlyOnce;
    private final int patienceMs;
    private final long[] sent = new long[KEYS];
    private final List<Acknowledged> acknowledged = new ArrayList<>();
    private final Map<Long, byte[]> unanswered = new LinkedHashMap<>(); // frames by correlation id, in order
    private long correlationId;
    private long clientId;
    private long sessionId;
    private Thread thread;
    private CountDownLatch flowing;
    private String loss = "";
    private volatile boolean ending;
    private final AtomicInteger connectionsLost = new AtomicInteger();
    private final AtomicLong refused = new AtomicLong();
    private volatile Throwable wrong;

    /**
     * A request that was answered: where the journal must hold it.
     *
     * @param sum the answer to an addition, or {@link #NO_SUM}
     */
    public record Acknowledged(long sequence, long sessionId, long correlationId, long sum) {
        /** Of a request that is no addition. */
        public static final long NO_SUM = Long.MIN_VALUE;
    }

    private AddLoad(long seed, boolean exactlyOnce, int patienceMs) {
        this.random = new SplittableRandom(seed);
        this.exactlyOnce = exactlyOnce;
        this.patienceMs = patienceMs;
    }

    /** Sends nothing twice, and ends with its connection. */
    public static AddLoad atMostOnce(long seed) {
        return new AddLoad(seed, false, 0);
    }

    /** Ends with its connection. */
    static AddLoad exactlyOnce(long seed) {
        return new AddLoad(seed, true, 0);
    }

    /** Comes back at once when its connection is lost or an answer takes too long, until it is told to end. */
    static AddLoad impatient(long seed, int patienceMs) {
        return new AddLoad(seed, true, patienceMs);
    }

    /** Starts, or goes on. */
    public AddLoad start(InetSocketAddress address) {
        ending = false;
        flowing = new CountDownLatch(1);
        thread = new Thread(() -> run(address), "load");
        thread.setDaemon(true);
        thread.start();
        return this;
    }

    private void run(InetSocketAddress address) {
        try {
            do {
                converse(address);
            } while (patienceMs > 0 && !ending);
        } catch (RuntimeException | Error e) {
            wrong = e;
        } finally {
            flowing.countDown();
        }
    }

    private void converse(InetSocketAddress address) {
        try (FrameSocket connection = connect(address)) {
            if (!unanswered.isEmpty()) {
                exchange(connection);
            }
            while (!ending) {
                fill();
                exchange(connection);
                flowing.countDown();
            }
        } catch (IOException e) {
            loss = e.toString();
            connectionsLost.incrementAndGet();
        }
    }

    private FrameSocket connect(InetSocketAddress address) throws IOException {
        int timeoutMs = patienceMs > 0 ? patienceMs : TIMEOUT_MS;
        if (!exactlyOnce) {
            unanswered.clear();
            return FrameSocket.connect(address, timeoutMs);
        }
        FrameSocket connection = FrameSocket.connectExactlyOnce(address, timeoutMs, clientId);
        clientId = connection.clientId();
        sessionId = connection.sessionId();
        return connection;
    }

    private void fill() {
        for (int i = 0; i < WINDOW; i++) {
            correlationId++;
            if (isEcho(correlationId)) {
                byte[] payload = new byte[random.nextInt(200)];
                unanswered.put(correlationId, FrameSocket.echo(correlationId, payload));
            } else {
                int key = (int) (correlationId % KEYS);
                int delta = 1 + random.nextInt(100);
                unanswered.put(correlationId, FrameSocket.add(correlationId, key, delta));
                sent[key] += delta;
            }
        }
    }

    /** Sends all that is unanswered, and again what is refused for want of disk, until all is answered or it is to end. */
    private void exchange(FrameSocket connection) throws IOException {
        sendAndRead(connection);
        while (!unanswered.isEmpty() && !ending) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(REFUSED_WAIT_MS));
            sendAndRead(connection);
        }
    }

    /** What is executed is answered in order; what is refused, at once. */
    private void sendAndRead(FrameSocket connection) throws IOException {
        connection.send(unanswered.values().toArray(byte[][]::new));
        long last = 0;
        boolean shuttingDown = false;
        for (int outstanding = unanswered.size(); outstanding > 0; outstanding--) {
            FrameFlyweight answer = connection.read();
            if (answer.status() == Status.STORAGE_FULL.code()) {
                refused.incrementAndGet();
                continue;
            }
            if (answer.status() == Status.SHUTTING_DOWN.code()) {
                shuttingDown = true; // those before it are still answered
                continue;
            }
            long id = answer.correlationId();
            if (answer.kind() != FrameKind.RESPONSE || id <= last || unanswered.remove(id) == null) {
                throw new IllegalStateException(
                        "expected an answer to one of " + unanswered.keySet() + ", got " + answer + text(answer));
            }
            last = id;
            long sum = isEcho(id)
                    ? Acknowledged.NO_SUM
                    : answer.buffer().getLong(answer.payloadOffset(), FrameLayout.ORDER);
            acknowledged.add(new Acknowledged(answer.sequence(), answer.sessionId(), id, sum));
        }
        if (shuttingDown) {
            throw new IOException("the server takes no more requests");
        }
    }

    private static String text(FrameFlyweight answer) {
        return answer.kind() == FrameKind.ERROR ? ": " + ErrorPayload.text(answer) : "";
    }

    private static boolean isEcho(long correlationId) {
        return correlationId % ECHO_EVERY == 0;
    }

    /** Waits until a window was answered, or the server is gone. */
    public AddLoad awaitFlow() throws InterruptedException {
        if (!flowing.await(FLOW_MINUTES_MAX, TimeUnit.MINUTES)) {
            throw new IllegalStateException("no window was answered within " + FLOW_MINUTES_MAX + " minutes");
        }
        return this;
    }

    /** Ends after the window under way, answered or refused. */
    public void end() {
        ending = true;
    }

    /** Waits for the end; what went wrong, other than the loss of the server, is thrown here. */
    public AddLoad join() throws InterruptedException {
        thread.join();
        if (wrong != null) {
            throw new IllegalStateException("a client got a wrong answer: " + wrong.getMessage(), wrong);
        }
        return this;
    }

    /** After {@link #join}: in order of arrival, since it was made or was last asked. */
    public List<Acknowledged> takeAcknowledged() {
        List<Acknowledged> taken = List.copyOf(acknowledged);
        acknowledged.clear();
        return taken;
    }

    /** After {@link #join}: all that was ever sent to every key, answered or not. */
    long[] sent() {
        return sent;
    }

    /** After {@link #join}: whether nothing it sent is unanswered. */
    boolean isAnswered() {
        return unanswered.isEmpty();
    }

    /** After {@link #join}: why it lost its last connection that it lost. */
    String loss() {
        return loss;
    }

    /** How often a connection was lost or given up, or not made. */
    int connectionsLost() {
        return connectionsLost.get();
    }

    /** How many requests the server had no disk for; any thread. */
    long refused() {
        return refused.get();
    }

    /** Of its exactly-once session; 0 = it has none. */
    long sessionId() {
        return sessionId;
    }
}
