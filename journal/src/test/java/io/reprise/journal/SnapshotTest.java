package io.reprise.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reprise.kernel.echo.EchoProvider;
import io.reprise.kernel.machine.MachineProvider;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SnapshotTest {
    private static final List<MachineProvider> ECHO = List.of(new EchoProvider());
    private static final int ROUNDS = 150;

    @TempDir
    private Path temporary;

    private Path path;
    private StateLog.Entry recorded;

    @BeforeEach
    void recordARun() {
        path = temporary.resolve("run");
        try (InlineKernel kernel = InlineKernel.withEcho(path)) {
            for (int i = 0; i < ROUNDS; i++) {
                kernel.add(7, i % 13, i);
                kernel.request(EchoProvider.SERVICE, EchoProvider.ECHO, 3 * i);
            }
            recorded = kernel.stop();
        }
    }

    /** In the middle of a batch, at the end of one, at the very end. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 6, 7, 8, 9, 100, 599, 600, 601, 1_000, 1_199, 1_200})
    void shouldGoOnAsIfAllHadBeenExecuted(int events) {
        snapshotAfter(events);

        try (RunDirectory run = RunDirectory.open(path);
                RunDigests digests = new RunDigests(run, false);
                Playback rest = new Playback(run, ECHO, digests, newest(run))) {
            assertEquals(events, rest.machines().sequence());
            steps(rest);
            assertFalse(rest.diverged());
            assertEquals(recorded, rest.state());
            assertEquals(recorded.sequence() - events, digests.compared());
        }
    }

    @Test
    void shouldNoticeEveryFlippedBit() throws IOException {
        Path file = snapshotAfter(700);
        byte[] whole = Files.readAllBytes(file);
        Random random = new Random(1);
        try (RunDirectory run = RunDirectory.open(path)) {
            for (int flip = 0; flip < 200; flip++) {
                int bit = random.nextInt(whole.length * Byte.SIZE);
                byte[] damaged = whole.clone();
                damaged[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
                Files.write(file, damaged);
                assertThrows(
                        RunUnusableException.class,
                        () -> Snapshot.read(run, file).verify(),
                        "bit " + bit);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 63, 64, 100, 4_096, 8_191})
    void shouldNoticeAFileCutShort(int length) throws IOException {
        Path file = snapshotAfter(700);
        Disk.truncate(file, length);
        try (RunDirectory run = RunDirectory.open(path)) {
            assertThrows(RunUnusableException.class, () -> Snapshot.read(run, file));
        }
    }

    @Test
    void shouldRefuseASnapshotOfAnotherRun() throws IOException {
        Path file = snapshotAfter(700);
        Path other = temporary.resolve("other");
        RunDirectory.create(other, TestRun.manifest("other")).close();
        try (RunDirectory run = RunDirectory.open(other)) {
            RunUnusableException refused = assertThrows(RunUnusableException.class, () -> Snapshot.read(run, file));
            assertTrue(refused.getMessage().endsWith("it belongs to another run"), refused.getMessage());
        }
    }

    /** Power went in mode process, and the run went on from an earlier record: the snapshot knows another history. */
    @Test
    void shouldRefuseASnapshotOfAnotherHistory() {
        try (RunDirectory run = RunDirectory.open(path);
                RunDigests digests = new RunDigests(run, false);
                Playback playback = new Playback(run, ECHO, digests)) {
            playback.step(500);
            Snapshot.write(run, playback.machines(), playback.reader().link() + 1, digests.hash());
            Snapshot other = newest(run);

            RunUnusableException refused =
                    assertThrows(RunUnusableException.class, () -> new Playback(run, ECHO, digests, other));

            assertTrue(
                    refused.getMessage().endsWith("the journal does not have the record it was taken after"),
                    refused.getMessage());
        }
    }

    /** The records went with the power and their batch's header did not: what that means is for the whole reading to say. */
    @Test
    void shouldLeaveItToTheWholeJournalWhatALostRecordMeans() throws IOException {
        Path file = snapshotAfter(ROUNDS * 8 - 4);
        Path journal;
        long position;
        try (RunDirectory run = RunDirectory.open(path);
                JournalReader reader = new JournalReader(run, TestRun.BOOT)) {
            for (long left = ROUNDS * 8 - 5; left > 0; left--) {
                assertTrue(reader.next());
            }
            journal = reader.file();
            position = offsetOf(journal, reader.sequence());
        }
        try (FileChannel channel = FileChannel.open(journal, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.allocate(64), position);
        }
        try (RunDirectory run = RunDirectory.open(path);
                RunDigests digests = new RunDigests(run, false)) {
            Snapshot snapshot = Snapshot.read(run, file);
            assertThrows(RunUnusableException.class, () -> new Playback(run, ECHO, digests, snapshot));
        }
    }

    /** Of the record, found by its sequence: no other eight bytes at that place in a header are the same. */
    private static long offsetOf(Path journal, long sequence) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(journal)).order(RecordLayout.ORDER);
        for (int at = 0; at < bytes.limit() - 64; at += 4) {
            if (bytes.getLong(at + 32) == sequence && bytes.getInt(at + 4) == (1 | 1 << 16)) {
                return at;
            }
        }
        throw new AssertionError("no record of sequence " + sequence);
    }

    @Test
    void shouldListTheNewestFirst() {
        snapshotAfter(5);
        snapshotAfter(1_000);
        snapshotAfter(70);
        try (RunDirectory run = RunDirectory.open(path)) {
            assertEquals(
                    List.of(1_000L, 70L, 5L),
                    Snapshot.newestFirst(run).stream()
                            .map(file -> Snapshot.read(run, file).sequence())
                            .toList());
        }
    }

    private Path snapshotAfter(int events) {
        try (RunDirectory run = RunDirectory.open(path);
                RunDigests digests = new RunDigests(run, false);
                Playback playback = new Playback(run, ECHO, digests)) {
            for (int left = events; left > 0; left -= playback.step(left)) {
                assertFalse(playback.diverged());
            }
            return playback.writeSnapshot();
        }
    }

    private static Snapshot newest(RunDirectory run) {
        return Snapshot.read(run, Snapshot.newestFirst(run).get(0));
    }

    private static void steps(Playback playback) {
        while (playback.step(100) > 0) {
            assertFalse(playback.diverged());
        }
    }
}
