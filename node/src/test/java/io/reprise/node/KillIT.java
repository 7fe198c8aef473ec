package io.reprise.node;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.frame.FrameLayout;
import io.reprise.kernel.machine.Machines;
import io.reprise.node.AddLoad.Acknowledged;
import io.reprise.node.ChildProcess.Outcome;
import io.reprise.replay.Replay;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Twenty times kill -9 under load, always the same run: whatever was acknowledged is in the journal and in the recovered
 * state, and the run replays.
 */
@DisabledOnOs(OS.WINDOWS)
final class KillIT {
    private static final long SEED = 20_261_120;
    private static final int ROUNDS = 20;
    private static final int CLIENTS = 3;
    private static final int KILL_MS_MIN = 50;
    private static final int KILL_MS_MAX = 1_500;
    private static final List<String> THREADINGS = List.of("inline", "shared", "pipelined");

    private final SplittableRandom random = new SplittableRandom(SEED);
    private final long[] highestSums = new long[AddLoad.KEYS];
    private final List<Acknowledged> acknowledged = new ArrayList<>();

    @TempDir
    private Path directory;

    @Test
    void shouldKeepEverythingAcknowledged() throws Exception {
        Path run = directory.resolve("run");
        for (int round = 0; round < ROUNDS; round++) {
            String ack = round % 10 >= 7 ? "durable" : "process"; // three of ten
            String threading = THREADINGS.get(round % THREADINGS.size());
            int killAfterMs = random.nextInt(KILL_MS_MIN, KILL_MS_MAX + 1);
            String what = "round " + round + ", " + ack + ", " + threading + ", killed after " + killAfterMs + " ms";

            loadAndKill(run, ack, threading, killAfterMs, what);

            assertJournaled(run, what);
            Replay replay = Replay.of(run, Machines.discover(), events -> {});
            assertTrue(replay.identical(), what + ": " + replay);
        }
        assertIdentical(run); // as everybody replays it: once is enough, a JVM takes longer to start than to do this
        try (ServerProcess server = ServerProcess.start(run)) {
            assertRecovered(server, "at the end");
            assertEquals(0, server.terminate(), server::stderr);
        }
        assertIdentical(run);
    }

    private void assertIdentical(Path run) {
        Outcome replay = Verbs.replay(directory, run);
        assertEquals(0, replay.exitCode(), replay::toString);
        assertTrue(Verbs.lastLine(replay).startsWith("identical: "), replay::toString);
    }

    private void loadAndKill(Path run, String ack, String threading, int killAfterMs, String what) throws Exception {
        try (ServerProcess server = ServerProcess.start(run, "--ack", ack, "--threading", threading)) {
            assertRecovered(server, what);
            List<AddLoad> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(AddLoad.start(server.binary(), random.nextLong()));
            }
            for (AddLoad client : clients) {
                client.awaitFlow();
            }
            // a moment chosen by the seed, not a wait for something: nothing counts this latch down
            assertFalse(new CountDownLatch(1).await(killAfterMs, TimeUnit.MILLISECONDS));
            assertTrue(server.isAlive(), () -> what + ": it ended by itself: " + server.stderr());
            server.kill();
            int before = acknowledged.size();
            for (AddLoad client : clients) {
                remember(client.join());
            }
            assertTrue(acknowledged.size() > before, what + ": nothing was acknowledged");
        }
    }

    private void remember(AddLoad client) {
        acknowledged.addAll(client.acknowledged());
        for (int key = 0; key < AddLoad.KEYS; key++) {
            highestSums[key] = Math.max(highestSums[key], client.highestSums()[key]);
        }
    }

    /** Adding 0 to a key tells its sum: not less than any that was acknowledged. */
    private void assertRecovered(ServerProcess server, String what) throws Exception {
        try (BinaryClient client = BinaryClient.connect(server.binary())) {
            for (int key = 0; key < AddLoad.KEYS; key++) {
                client.send(BinaryClient.add(key, key, 0));
            }
            for (int key = 0; key < AddLoad.KEYS; key++) {
                FrameFlyweight answer = client.readFrame();
                long sum = answer.buffer().getLong(answer.payloadOffset(), FrameLayout.ORDER);
                long acknowledgedSum = highestSums[key];
                assertTrue(sum >= acknowledgedSum, what + ": key " + key + " has " + sum + " < " + acknowledgedSum);
            }
        }
    }

    /** Every request that was ever answered is in the journal at the sequence its answer named. */
    private void assertJournaled(Path run, String what) {
        acknowledged.sort((one, other) -> Long.compare(one.sequence(), other.sequence()));
        int[] found = new int[1];
        long last = Journal.forEach(run, frame -> {
            Acknowledged wanted = found[0] < acknowledged.size() ? acknowledged.get(found[0]) : null;
            if (wanted != null && wanted.sequence() == frame.sequence()) {
                assertAll(
                        what,
                        () -> assertEquals(wanted.sessionId(), frame.sessionId()),
                        () -> assertEquals(wanted.correlationId(), frame.correlationId()));
                found[0]++;
            }
        });
        assertEquals(acknowledged.size(), found[0], what + ": acknowledged, but not in a journal of " + last);
    }
}
