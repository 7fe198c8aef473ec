package io.reprise.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reprise.kernel.echo.EchoProvider;
import io.reprise.kernel.machine.MachineProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A run of three starts, the second over two days: queue files 0001/a, 0002/a, 0002/b, 0003/a of 100 frames each. */
final class PruningTest {
    private static final List<MachineProvider> ECHO = List.of(new EchoProvider());
    private static final int FRAMES = 400;

    @TempDir
    private Path temporary;

    private Path path;
    private final List<String> log = new ArrayList<>();
    private StateLog.Entry whole;

    @BeforeEach
    void recordARun() {
        path = temporary.resolve("run");
        try (TestRun run = TestRun.create(path, new Random(1))) {
            hundred(run.start()).stop();
            hundred(run.start());
            hundred(run.nextDay()).stop();
            hundred(run.start()).stop();
        }
        whole = executed(path, false);
    }

    /** The journal begins with the file that holds the first frame behind the oldest snapshot kept. */
    @ParameterizedTest
    @CsvSource({
        "50, 250, 0, 4",
        "99, 250, 0, 4",
        "100, 250, 100, 3",
        "199, 250, 100, 3",
        "200, 400, 200, 2",
        "299, 400, 200, 2",
        "350, 400, 300, 1",
    })
    void shouldKeepWhatTheOldestSnapshotKeptNeeds(long oldest, long newest, long begin, int files) throws IOException {
        snapshotsAfter(10, oldest, newest);
        try (RunDirectory run = RunDirectory.open(path)) {
            Pruning pruning = plan(run, 2);
            assertEquals(List.of(newest, oldest), pruning.kept());
            pruning.apply(run);
            assertEquals(List.of(), log);
            assertEquals(2, Snapshot.newestFirst(run).size());
        }
        assertEquals(begin, read(path));
        assertEquals(files, queueFiles());
        assertEquals(whole, executed(path, false));
        assertEquals(whole, executed(path, true));
        try (RunDirectory run = RunDirectory.open(path)) {
            assertEquals(List.of(), plan(run, 2).doomed());
        }
    }

    @Test
    void shouldChangeNothingWhenItOnlyLooks() throws IOException {
        snapshotsAfter(350);
        List<Path> before = files();
        try (RunDirectory run = RunDirectory.open(path)) {
            Pruning pruning = plan(run, 1);
            assertTrue(pruning.doomed().size() >= 3, pruning::toString);
            assertTrue(pruning.bytes() > 0);
        }
        assertEquals(before, files());
        assertEquals(0, read(path));
    }

    @Test
    void shouldDeleteNothingWithTooFewSnapshots() throws IOException {
        snapshotsAfter(100, 350);
        damage(snapshot(100));
        try (RunDirectory run = RunDirectory.open(path)) {
            Pruning pruning = plan(run, 2);
            assertEquals(List.of(350L), pruning.kept());
            assertEquals(List.of(), pruning.doomed());
            assertTrue(log.get(0).endsWith("; it does not count"), log::toString);
        }
    }

    @Test
    void shouldNotCountADamagedSnapshot() throws IOException {
        snapshotsAfter(100, 250, 350);
        damage(snapshot(350));
        prune(2);
        assertEquals(100, read(path));
        assertTrue(Files.exists(snapshot(350)), "what is damaged and new stays for who wants to look");
    }

    /** The process ended after the manifest was written and before anything was deleted. */
    @Test
    void shouldGoOnWhereItWasInterrupted() throws IOException {
        snapshotsAfter(250);
        try (RunDirectory run = RunDirectory.open(path)) {
            run.beginAt(plan(run, 1).begin());
        }
        assertEquals(4, queueFiles());
        assertEquals(200, read(path));
        assertEquals(whole, executed(path, false));

        prune(1);

        assertEquals(2, queueFiles());
        assertEquals(200, read(path));
    }

    @Test
    void shouldTellAMissingFileFromAPrunedOne() throws IOException {
        snapshotsAfter(250);
        prune(1);
        try (Stream<Path> files = Files.walk(path.resolve("journal/0002"))) {
            for (Path file :
                    files.filter(found -> found.toString().endsWith(".cq4")).toList()) {
                Files.delete(file);
            }
        }
        JournalDamagedException damaged = assertThrows(JournalDamagedException.class, () -> read(path));
        assertTrue(damaged.getMessage().startsWith("journal damaged at sequence 201: "), damaged.getMessage());
    }

    @Test
    void shouldRefuseAPrunedRunWithoutASnapshotThatCanBeUsed() throws IOException {
        snapshotsAfter(250, 350);
        prune(2);
        damage(snapshot(250));
        damage(snapshot(350));
        RunUnusableException refused = assertThrows(RunUnusableException.class, () -> executed(path, true));
        assertTrue(
                refused.getMessage()
                        .endsWith(
                                " can be used, and the frames up to sequence 200 were pruned: put a snapshot back from"
                                        + " a copy"),
                refused.getMessage());
        assertEquals(2, log.size(), log::toString);
    }

    @Test
    void shouldServeOnBehindAPrunedJournal() {
        snapshotsAfter(350);
        prune(1);
        int link;
        try (RunDirectory run = RunDirectory.open(path);
                JournalReader reader = new JournalReader(run, TestRun.BOOT)) {
            while (reader.next()) {
                assertTrue(reader.sequence() > 300);
            }
            link = reader.link();
            RunManifest.Start start = TestRun.start(run.nextQueueName(), AckMode.PROCESS);
            run.addStart(start);
            assertEquals("0004", start.queue());
            assertEquals(300, run.manifest().begin().sequence());
        }
        assertTrue(link != 0);
        assertEquals(300, read(path));
    }

    private static TestRun hundred(TestRun run) {
        for (int i = 0; i < 25; i++) {
            run.batch(64, 80, 200, 64);
        }
        return run;
    }

    private void snapshotsAfter(long... sequences) {
        try (RunDirectory run = RunDirectory.open(path);
                RunDigests digests = new RunDigests(run, true);
                Playback playback = new Playback(run, ECHO, digests)) {
            for (long sequence : sequences) {
                for (long left = sequence - playback.machines().sequence(); left > 0; ) {
                    left -= playback.step((int) left);
                }
                playback.writeSnapshot();
            }
        }
    }

    private Pruning plan(RunDirectory run, int retain) {
        return Pruning.plan(run, retain, log::add);
    }

    private void prune(int retain) {
        try (RunDirectory run = RunDirectory.open(path)) {
            plan(run, retain).apply(run);
        }
    }

    /** Reads all of the journal and returns what is before it. */
    private static long read(Path path) {
        try (RunDirectory run = RunDirectory.open(path);
                JournalReader reader = new JournalReader(run, TestRun.BOOT)) {
            while (reader.next()) {
                assertTrue(reader.sequence() > reader.beginSequence());
            }
            assertEquals(FRAMES, reader.sequence());
            return reader.beginSequence();
        }
    }

    private StateLog.Entry executed(Path run, boolean fromNewest) {
        try (RunDirectory directory = RunDirectory.open(run);
                RunDigests digests = new RunDigests(directory, true);
                Playback playback = fromNewest
                        ? Playback.fromNewest(directory, ECHO, digests, log::add)
                        : Playback.ofAll(directory, ECHO, digests, log::add)) {
            while (playback.step(100) > 0) {
                assertFalse(playback.diverged());
            }
            return playback.state();
        }
    }

    private Path snapshot(long sequence) {
        return path.resolve("snapshots").resolve("0".repeat(17) + sequence + ".snap");
    }

    private static void damage(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 1] ^= 1;
        Files.write(file, bytes);
    }

    private long queueFiles() throws IOException {
        return files().stream().filter(file -> file.toString().endsWith(".cq4")).count();
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(path)) {
            return List.copyOf(new TreeSet<>(files.filter(Files::isRegularFile).toList()));
        }
    }
}
