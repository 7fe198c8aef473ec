package io.reprise.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reprise.node.ChildProcess.Outcome;
import io.reprise.perf.faults.AddLoad;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code reprise snapshot}, and starts that go on from what it wrote. */
@DisabledOnOs(OS.WINDOWS)
final class SnapshotIT {
    private static final int KEY = 5;

    @TempDir
    private Path directory;

    @Test
    void shouldGoOnFromTheNewestSnapshotThatCanBeUsed() throws Exception {
        Path run = directory.resolve("run");
        addAndStop(run, 100);
        assertWritten(run, 100);
        addAndStop(run, 200, "restored the snapshot at sequence 100\n");
        assertWritten(run, 200);
        addAndStop(run, 300, "restored the snapshot at sequence 200\n");

        damage(newest(run));
        addAndStop(
                run,
                400,
                "does not match its checksum; it is left out\n",
                "restored the snapshot at sequence 100\n",
                "executed the 200 events after it");

        Outcome replay = Verbs.replay(directory, run);
        assertEquals(0, replay.exitCode(), replay::toString);
        assertTrue(Verbs.lastLine(replay).startsWith("identical: 400 events"), replay::toString);
    }

    /** Kill -9 while snapshots are being taken, then a start from one of them: nothing acknowledged is lost or done twice. */
    @ParameterizedTest
    @CsvSource({"inline, process", "shared, durable", "pipelined, process"})
    void shouldGoOnFromASnapshotTakenUnderLoad(String threading, String ack) throws Exception {
        Path run = directory.resolve("run");
        long[] highestSums = new long[AddLoad.KEYS];
        try (ServerProcess server =
                ServerProcess.start(run, "--threading", threading, "--ack", ack, "--snapshot-every", "300")) {
            List<AddLoad> clients = List.of(AddLoad.atMostOnce(1), AddLoad.atMostOnce(2));
            clients.forEach(client -> client.start(server.binary()));
            while (server.metric("reprise_snapshots_total") < 3) {
                assertTrue(server.isAlive(), server::stderr);
            }
            server.kill();
            for (AddLoad client : clients) {
                for (AddLoad.Acknowledged answer : client.join().takeAcknowledged()) {
                    int key = (int) (answer.correlationId() % AddLoad.KEYS);
                    highestSums[key] = Math.max(highestSums[key], answer.sum());
                }
            }
            assertTrue(
                    server.stderr().matches("(?s).*snapshot at sequence \\d+: .*the engine paused \\d+ times.*"),
                    server::stderr);
        }
        try (ServerProcess server = ServerProcess.start(run, "--snapshot-every", "0")) {
            assertTrue(Verbs.said(server.stderr()).contains("restored the snapshot at sequence "), server::stderr);
            try (BinaryClient client = BinaryClient.connect(server.binary())) {
                for (int key = 0; key < AddLoad.KEYS; key++) {
                    assertTrue(client.sum(key, 0) >= highestSums[key]);
                }
            }
            assertEquals(0, server.terminate(), server::stderr);
        }
        Outcome replay = Verbs.replay(directory, run);
        assertEquals(0, replay.exitCode(), replay::toString);
        assertTrue(Verbs.lastLine(replay).startsWith("identical: "), replay::toString);
    }

    @Test
    void shouldTakeASnapshotByTheClockWhenThereWereFrames() throws Exception {
        try (ServerProcess server = ServerProcess.start("--snapshot-interval", "50")) {
            try (BinaryClient client = BinaryClient.connect(server.binary())) {
                assertEquals(1, client.sum(KEY, 1));
            }
            while (server.metric("reprise_snapshots_total") < 1) {
                assertTrue(server.isAlive(), server::stderr);
            }
            assertEquals(0, server.terminate(), server::stderr);
            assertEquals(1, server.stderr().split(": snapshot at sequence ", -1).length - 1, server::stderr);
        }
    }

    @Test
    void shouldServeAndReplayARunThatWasPruned() throws Exception {
        Path run = directory.resolve("run");
        addAndStop(run, 100, "");
        assertWritten(run, 100);
        addAndStop(run, 200, "");
        assertWritten(run, 200);

        Outcome dry = Verbs.run(directory, "prune", run.toString(), "--retain", "1", "--dry-run");
        assertEquals(0, dry.exitCode(), dry::toString);
        assertTrue(Verbs.lastLine(dry).startsWith("would delete "), dry::toString);
        assertTrue(Files.exists(run.resolve("journal/0001")));
        Outcome pruned = Verbs.run(directory, "prune", run.toString(), "--retain", "1");
        assertEquals(0, pruned.exitCode(), pruned::toString);
        assertTrue(
                Verbs.lastLine(pruned).endsWith("; kept: snapshots at 200, and the journal from sequence 101"),
                pruned::toString);
        assertFalse(Files.exists(run.resolve("journal/0001")));

        try (ServerProcess server =
                ServerProcess.start(run, "--retain", "1", "--snapshot-every", "150", "--outputs", "frames")) {
            assertTrue(Verbs.said(server.stderr()).contains("restored the snapshot at sequence 200\n"), server::stderr);
            try (BinaryClient client = BinaryClient.connect(server.binary())) {
                for (int sum = 201; sum <= 400; sum++) {
                    assertEquals(sum, client.sum(KEY, 1));
                }
            }
            assertEquals(0, server.terminate(), server::stderr);
            assertTrue(
                    server.stderr()
                            .matches("(?s).*reprise: pruned \\d+ files; kept: snapshots at 3\\d\\d, and.*201\n.*"),
                    server::stderr);
        }
        assertFalse(Files.exists(run.resolve("journal/0002")));

        Outcome replay = Verbs.replay(directory, run);
        assertEquals(0, replay.exitCode(), replay::toString);
        assertTrue(
                Verbs.lastLine(replay).matches("identical from the snapshot at sequence 3\\d\\d: \\d\\d? events, .*"),
                replay::toString);
        Outcome verify = Verbs.run(directory, "journal", "verify", run.toString());
        assertEquals(0, verify.exitCode(), verify::toString);
        assertTrue(
                verify.output().startsWith("the journal begins with sequence 201; what was before it was pruned\n"),
                verify::toString);
    }

    @Test
    void shouldSayThatThereIsNoRun() {
        Outcome outcome =
                Verbs.run(directory, "snapshot", directory.resolve("nowhere").toString());
        assertEquals(2, outcome.exitCode(), outcome::toString);
        assertTrue(outcome.error().contains("there is no run at"), outcome::toString);
    }

    /** The counter goes on where it was, so no addition is missing and none was made twice. */
    private static void addAndStop(Path run, int total, String... said) throws Exception {
        try (ServerProcess server = ServerProcess.start(run)) {
            try (BinaryClient client = BinaryClient.connect(server.binary())) {
                for (int i = total - 99; i <= total; i++) {
                    assertEquals(i, client.sum(KEY, 1));
                }
            }
            assertEquals(0, server.terminate(), server::stderr);
            for (String sentence : said) {
                assertTrue(Verbs.said(server.stderr()).contains(sentence), server::stderr);
            }
        }
    }

    private void assertWritten(Path run, int sequence) {
        Outcome outcome = Verbs.run(directory, "snapshot", run.toString());
        assertEquals(0, outcome.exitCode(), outcome::toString);
        assertTrue(Verbs.lastLine(outcome).startsWith("snapshot at sequence " + sequence + ": "), outcome::toString);
    }

    private static Path newest(Path run) throws IOException {
        try (Stream<Path> files = Files.list(run.resolve("snapshots"))) {
            List<Path> sorted = files.sorted().toList();
            return sorted.get(sorted.size() - 1);
        }
    }

    private static void damage(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
    }
}
