package io.reprise.node;

import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.frame.FrameKind;
import io.reprise.kernel.frame.FrameLayout;
import io.reprise.kernel.frame.Status;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/**
 * One client that adds and echoes in windows of pipelined requests until the server is gone or it is told to end, and
 * remembers what was acknowledged. A thread of its own.
 */
final class AddLoad implements Runnable {
    /** Keys 0 to this, shared by all clients. */
    static final int KEYS = 64;

    private static final int WINDOW = 8;
    private static final int ECHO_EVERY = 5;

    private final BinaryClient client;
    private final SplittableRandom random;
    private final long[] highestSums = new long[KEYS];
    private final List<Acknowledged> acknowledged = new ArrayList<>();
    private final AtomicBoolean ending = new AtomicBoolean();
    private final AtomicReference<Throwable> wrong = new AtomicReference<>();
    private final CountDownLatch flowing = new CountDownLatch(1);
    private final Thread thread = new Thread(this, "load");
    private long sessionId;
    private long correlationId;

    /** A request that was answered: where the journal must hold it. */
    record Acknowledged(long sequence, long sessionId, long correlationId) {}

    private AddLoad(BinaryClient client, long seed) {
        this.client = client;
        this.random = new SplittableRandom(seed);
    }

    static AddLoad start(InetSocketAddress address, long seed) throws IOException {
        AddLoad load = new AddLoad(BinaryClient.connect(address), seed);
        load.thread.start();
        return load;
    }

    @Override
    public void run() {
        try (client) {
            while (!ending.get()) {
                long first = correlationId;
                send();
                receive(first);
                flowing.countDown();
            }
        } catch (IOException e) {
            // the server is gone
        } catch (RuntimeException | Error e) {
            wrong.set(e);
        } finally {
            flowing.countDown();
        }
    }

    private void send() throws IOException {
        byte[][] window = new byte[WINDOW][];
        for (int i = 0; i < WINDOW; i++) {
            window[i] = correlationId % ECHO_EVERY == 0
                    ? BinaryClient.echo(correlationId, new byte[random.nextInt(200)])
                    : BinaryClient.add(correlationId, key(correlationId), 1 + random.nextInt(100));
            correlationId++;
        }
        client.send(window);
    }

    private void receive(long first) throws IOException {
        long expected = first;
        for (int i = 0; i < WINDOW; i++) {
            FrameFlyweight answer = client.readFrame();
            if (answer.status() == Status.SHUTTING_DOWN.code()) { // and so are the requests behind it
                ending.set(true);
                continue;
            }
            if (answer.kind() != FrameKind.RESPONSE || answer.correlationId() != expected) {
                throw new AssertionError("expected the answer to " + expected + ", got " + answer);
            }
            sessionId = answer.sessionId();
            acknowledged.add(new Acknowledged(answer.sequence(), sessionId, expected));
            if (expected % ECHO_EVERY != 0) {
                long sum = answer.buffer().getLong(answer.payloadOffset(), FrameLayout.ORDER);
                int key = key(expected);
                highestSums[key] = Math.max(highestSums[key], sum);
            }
            expected++;
        }
    }

    private static int key(long correlationId) {
        return (int) (correlationId % KEYS);
    }

    /** Waits until a window was answered, or the server is gone. */
    AddLoad awaitFlow() throws InterruptedException {
        flowing.await();
        return this;
    }

    /** Ends after the window under way. */
    void end() {
        ending.set(true);
    }

    /** Waits for the end; what went wrong, other than the loss of the server, is thrown here. */
    AddLoad join() throws InterruptedException {
        thread.join();
        if (wrong.get() != null) {
            throw new AssertionError("a client got a wrong answer", wrong.get());
        }
        return this;
    }

    /** After {@link #join}: the highest sum seen of every key; 0 = none. */
    long[] highestSums() {
        return highestSums;
    }

    /** After {@link #join}: in order of arrival. */
    List<Acknowledged> acknowledged() {
        return acknowledged;
    }
}
