package io.reprise.journal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JournalIndexTest {
    private static final long SEED = 20261127;

    @TempDir
    private Path directory;

    private final SplittableRandom random = new SplittableRandom(SEED);
    private TestRun run;

    @BeforeEach
    void write() {
        run = TestRun.create(directory.resolve("run"), random);
        run.start().batches(300, 20, 1_000).nextDay().batches(100, 20, 1_000).stop();
        run.start().batch(64).stop();
        run.start().batches(200, 3, 20_000).stop();
    }

    @AfterEach
    void close() {
        run.close();
    }

    @Test
    void shouldFindEverySequenceAndTime() {
        JournalIndex index = index();
        int last = run.written().size();

        for (int i = 0; i < 200; i++) {
            int sequence = 1 + random.nextInt(last);
            assertReads(index.readerAt(sequence), sequence);
            assertReads(index.readerAtTime(TestRun.timestampNs(sequence)), sequence);
            assertReads(index.readerAtTime(TestRun.timestampNs(sequence) - 1), sequence);
        }
        assertReads(index.readerAt(1), 1);
        assertReads(index.readerAtTime(0), 1);
        assertEquals(last + 1L, index.sequenceAt(TestRun.timestampNs(last) + 1));
        try (JournalReader behind = index.readerAt(last + 1L)) {
            assertFalse(behind.next());
        }
    }

    @Test
    void shouldReadToTheEndFromAnywhere() {
        JournalIndex index = index();
        int last = run.written().size();

        for (int sequence = 1; sequence <= last; sequence += 1 + random.nextInt(500)) {
            try (JournalReader reader = index.readerAt(sequence)) {
                for (int expected = sequence; expected <= last; expected++) {
                    assertTrue(reader.next());
                    assertEquals(run.written().getLong(expected - 1), TestRun.digest(reader.frame()));
                }
                assertFalse(reader.next());
            }
        }
    }

    @Test
    void shouldMakeWhatIsMissingOrDamagedAgain() throws IOException {
        index();
        byte[] whole = Files.readAllBytes(file());

        for (int i = 0; i < 100; i++) {
            byte[] damaged = whole.clone();
            damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
            Files.write(file(), damaged);
            assertReads(index().readerAt(1_000), 1_000);
            assertArrayEquals(whole, Files.readAllBytes(file()));
        }
        for (int length : new int[] {0, 1, 24, 64, whole.length - 1}) {
            Files.write(file(), java.util.Arrays.copyOf(whole, length));
            assertReads(index().readerAt(1_000), 1_000);
            assertArrayEquals(whole, Files.readAllBytes(file()));
        }
        Files.delete(file());
        assertReads(index().readerAt(1_000), 1_000);
    }

    @Test
    void shouldReadOnWhereItEnded() {
        index();
        run.start().batches(100, 20, 1_000).stop();
        int last = run.written().size();

        assertReads(index().readerAt(last), last);
    }

    @Test
    void shouldReadARunThatIsBeingWritten() throws IOException {
        run.start().batches(50, 20, 1_000);
        int last = run.written().size();

        try (RunDirectory live = RunDirectory.openToRead(run.directory().path())) {
            assertTrue(live.isLive());
            JournalIndex index = JournalIndex.of(live, sequence -> {});
            assertReads(index.readerAt(last), last);
            try (JournalReader reader = index.readerAt(last + 1L)) {
                assertFalse(reader.next());
                assertEquals("", reader.tail().sentence());
            }
        }
        assertFalse(Files.exists(file()));
    }

    private JournalIndex index() {
        return JournalIndex.of(run.directory(), sequence -> {});
    }

    private Path file() {
        return run.directory().path().resolve(JournalIndex.FILE_NAME);
    }

    private void assertReads(JournalReader opened, int sequence) {
        try (JournalReader reader = opened) {
            assertTrue(reader.next());
            assertEquals(sequence, reader.sequence());
            assertEquals(run.written().getLong(sequence - 1), TestRun.digest(reader.frame()));
        }
    }
}
