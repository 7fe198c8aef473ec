package io.reprise.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reprise.node.ChildProcess.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

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
                "does not match its checksum; going on with what is before it\n",
                "restored the snapshot at sequence 100\n",
                "executed the 200 events after it");

        Outcome replay = Verbs.replay(directory, run);
        assertEquals(0, replay.exitCode(), replay::toString);
        assertTrue(Verbs.lastLine(replay).startsWith("identical: 400 events"), replay::toString);
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
