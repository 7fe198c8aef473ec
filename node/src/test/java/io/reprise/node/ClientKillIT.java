package io.reprise.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reprise.ingress.client.Answer;
import io.reprise.ingress.client.ClientConfig;
import io.reprise.ingress.client.Delivery;
import io.reprise.ingress.client.RepriseClient;
import io.reprise.ingress.client.RequestException.OutcomeUnknown;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Clients that go on through kill -9 of their server, and what the counters say in the end. */
@DisabledOnOs(OS.WINDOWS)
final class ClientKillIT {
    private static final long SEED = 20_261_121;
    private static final int KILLS = 4;
    private static final int KILL_MS_MIN = 50;
    private static final int KILL_MS_MAX = 700;
    private static final int KEYS = 8;

    private final SplittableRandom random = new SplittableRandom(SEED);

    @TempDir
    private Path directory;

    @Test
    void shouldCountEveryAdditionOnceOrSayThatItDoesNotKnow() throws Exception {
        Path run = directory.resolve("run");
        Adder once;
        Adder atMostOnce;
        ServerProcess server = ServerProcess.start(run);
        try {
            int port = server.binary().getPort();
            once = Adder.start(port, Delivery.EXACTLY_ONCE, 0);
            atMostOnce = Adder.start(port, Delivery.AT_MOST_ONCE, KEYS);
            for (int kill = 0; kill < KILLS; kill++) {
                once.awaitAnswers();
                atMostOnce.awaitAnswers();
                // a moment chosen by the seed, not a wait for something: nothing counts this latch down
                assertFalse(new CountDownLatch(1)
                        .await(random.nextInt(KILL_MS_MIN, KILL_MS_MAX + 1), TimeUnit.MILLISECONDS));
                server.kill();
                server.close();
                server = new ServerProcess.Launch().run(run).binaryPort(port).start();
            }
            once.end();
            atMostOnce.end();
            assertSums(server, once, atMostOnce);
            assertEquals(0, server.terminate(), server::stderr);
        } finally {
            server.close();
        }
        assertEquals(0, Verbs.replay(directory, run).exitCode());
    }

    private static void assertSums(ServerProcess server, Adder once, Adder atMostOnce) throws Exception {
        assertEquals(0, once.unknown);
        assertTrue(once.client.counters().reconnects >= KILLS, "it came back after every kill");
        try (BinaryClient client = BinaryClient.connect(server.binary())) {
            for (int key = 0; key < KEYS; key++) {
                assertEquals(once.acknowledged[key], client.sum(key, 0), "key " + key);
            }
            for (int key = 0; key < KEYS; key++) {
                long sum = client.sum(KEYS + key, 0);
                long acknowledged = atMostOnce.acknowledged[key];
                assertTrue(
                        acknowledged <= sum && sum <= acknowledged + atMostOnce.unknown,
                        "key " + (KEYS + key) + ": " + sum + " of " + acknowledged + ", unknown " + atMostOnce.unknown);
            }
        }
    }

    /** Adds 1 to its keys in turn, many additions under way, until it is told to end. */
    private static final class Adder implements Runnable {
        private static final int PIPELINE = 100; // more than the window

        private final RepriseClient client;
        private final int firstKey;
        private final long[] acknowledged = new long[KEYS];
        private final AtomicBoolean ending = new AtomicBoolean();
        private final Thread thread = new Thread(this, "adder");
        private volatile CountDownLatch answers = new CountDownLatch(1);
        private volatile Throwable wrong;
        private long unknown;

        private Adder(RepriseClient client, int firstKey) {
            this.client = client;
            this.firstKey = firstKey;
        }

        static Adder start(int port, Delivery delivery, int firstKey) throws Exception {
            Adder adder = new Adder(
                    RepriseClient.connect(ClientConfig.of("127.0.0.1", port).delivery(delivery)), firstKey);
            adder.thread.start();
            return adder;
        }

        @Override
        public void run() {
            ArrayDeque<CompletableFuture<Answer>> underWay = new ArrayDeque<>();
            long asked = 0;
            long answered = 0;
            try {
                while (!ending.get() || !underWay.isEmpty()) {
                    if (!ending.get()) {
                        underWay.add(client.request(1, 2, addition(firstKey + asked++ % KEYS)));
                    }
                    if (underWay.size() == PIPELINE || ending.get()) {
                        await(underWay.remove(), (int) (answered++ % KEYS));
                    }
                }
            } catch (Exception | AssertionError e) {
                wrong = e;
                answers.countDown();
            }
        }

        private void await(CompletableFuture<Answer> answer, int key) throws Exception {
            try {
                answer.get(60, TimeUnit.SECONDS);
                acknowledged[key]++;
                answers.countDown();
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof OutcomeUnknown)) {
                    throw e;
                }
                unknown++;
            }
        }

        private static byte[] addition(long key) {
            return ByteBuffer.allocate(2 * Long.BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(key)
                    .putLong(1)
                    .array();
        }

        /** Waits for further answers. */
        void awaitAnswers() throws InterruptedException {
            answers = new CountDownLatch(PIPELINE + 1);
            assertTrue(answers.await(60, TimeUnit.SECONDS), "no answers");
            assertEquals(null, wrong);
        }

        /** Waits until everything is answered. */
        void end() throws InterruptedException {
            ending.set(true);
            thread.join();
            assertEquals(null, wrong);
            client.close();
        }
    }
}
