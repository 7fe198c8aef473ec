package io.reprise.journal.monitor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reprise.journal.RunUnusableException;
import io.reprise.kernel.metrics.LatencyTotals;
import io.reprise.kernel.metrics.Reading;
import io.reprise.kernel.metrics.Reading.Unit;
import io.reprise.kernel.metrics.Readings;
import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.HdrHistogram.Histogram;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.status.CountersReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CountersFileTest {
    @TempDir
    Path run;

    private final Readings readings = new Readings();
    private long frames = 7;

    @Test
    void shouldShowWhatTheReadingsSaidAtTheLastUpdate() {
        readings.counter("frames", "Frames taken in.", () -> frames);
        readings.gauge("age", Unit.NANOSECONDS, "Age of something.", () -> 1_500_000_000L);
        readings.gauge("nothing", "Not known yet.", () -> Reading.NONE);
        try (CountersFile file = new CountersFile(run, readings)) {
            file.state("RUNNING");
            frames = 8;
            assertEquals(7, Counters.read(run).values().get("frames").value());
            file.update();

            Counters counters = Counters.read(run);
            assertEquals(
                    new Counters.Value("Frames taken in.", Reading.Type.COUNTER, Unit.COUNT, 8),
                    counters.values().get("frames"));
            assertEquals(1.5, counters.values().get("age").inBaseUnit());
            assertEquals(Reading.NONE, counters.values().get("nothing").value());
            assertEquals("RUNNING", counters.state());
            assertEquals(ProcessHandle.current().pid(), counters.pid());
            assertEquals(
                    List.of("frames", "age", "nothing"),
                    List.copyOf(counters.values().keySet()));
        }
    }

    @Test
    void shouldTakeReadingsAddedLater() {
        try (CountersFile file = new CountersFile(run, readings)) {
            readings.counter("late", "Came later.", () -> 3);
            LatencyTotals totals = new LatencyTotals("end-to-end");
            readings.latency(totals);
            Histogram interval = new Histogram(3);
            interval.recordValueWithCount(2_000, 10);
            totals.add(interval);
            file.update();

            Counters counters = Counters.read(run);
            assertEquals(3, counters.values().get("late").value());
            assertEquals(10, counters.values().get("latency_end_to_end_count").value());
            assertEquals(
                    2_000, counters.values().get("latency_end_to_end_p99_9").value(), 2);
        }
    }

    @Test
    void shouldHaveRoomForAsManyReadingsAsThereMayBe() {
        for (int i = 0; i < Readings.CAPACITY; i++) {
            int number = i;
            readings.gauge("reading_" + i, "x".repeat(500), () -> number);
        }
        assertThrows(IllegalStateException.class, () -> readings.gauge("one_more", "Help.", () -> 0));
        new CountersFile(run, readings).close();

        Counters counters = Counters.read(run);
        assertEquals(Readings.CAPACITY, counters.values().size());
        assertEquals(511, counters.values().get("reading_511").value());
    }

    @Test
    void shouldBeWhatAgronasReaderReads() throws IOException {
        readings.counter("frames", "Frames taken in.", () -> frames);
        new CountersFile(run, readings).close();

        List<String> seen = new ArrayList<>();
        try (FileChannel channel = FileChannel.open(CountersFile.file(run), StandardOpenOption.READ)) {
            MappedByteBuffer bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
            int metadata = CountersLayout.METADATA_LENGTH;
            new CountersReader(
                            new UnsafeBuffer(bytes, CountersLayout.HEADER_LENGTH, metadata),
                            new UnsafeBuffer(
                                    bytes, CountersLayout.HEADER_LENGTH + metadata, CountersLayout.VALUES_LENGTH))
                    .forEach((value, id, label) -> seen.add(label + " = " + value));
        }
        assertEquals(List.of("frames: Frames taken in. = 7"), seen);
    }

    @Test
    void shouldReplaceTheFileOfTheLastStart() {
        readings.counter("frames", "Frames taken in.", () -> frames);
        try (CountersFile first = new CountersFile(run, readings)) {
            frames = 9;
            new CountersFile(run, readings).close();
            frames = 10;
            first.update(); // whoever still has the old one mapped disturbs nobody
        }
        assertEquals(9, Counters.read(run).values().get("frames").value());
    }

    @Test
    void shouldTellALiveServerFromAStoppedOneFromADeadOne() throws Exception {
        try (CountersFile file = new CountersFile(run, readings)) {
            Counters counters = Counters.read(run);
            assertEquals(Counters.Life.ALIVE, counters.life(counters.heartbeatMs()));
            assertEquals(Counters.Life.SILENT, counters.life(counters.heartbeatMs() + Counters.SILENCE_MS + 1));

            file.state("STOPPED");
            assertEquals(Counters.Life.STOPPED, Counters.read(run).life(0));
        }
        Process gone = new ProcessBuilder("true").start();
        gone.waitFor();
        Counters counters =
                new Counters(gone.pid(), 0, 0, "RUNNING", Counters.read(run).values());
        assertEquals(Counters.Life.GONE, counters.life(0));
    }

    @Test
    void shouldSayThatThereIsNothing() {
        assertRefused("has no counters");
        Path missing = run.resolve("missing");
        assertTrue(assertThrows(RunUnusableException.class, () -> Counters.read(missing))
                .getMessage()
                .contains("no such directory"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, CountersLayout.HEADER_LENGTH - 1, CountersLayout.HEADER_LENGTH, 100_000})
    void shouldRefuseAFileThatIsCutOff(int length) throws IOException {
        new CountersFile(run, readings).close();
        try (FileChannel channel = FileChannel.open(CountersFile.file(run), StandardOpenOption.WRITE)) {
            channel.truncate(length);
        }
        assertRefused("damaged");
    }

    @Test
    void shouldRefuseAnotherFileAndAnotherVersion() throws IOException {
        Files.write(CountersFile.file(run), new byte[1000]);
        assertRefused("it starts with other bytes");

        new CountersFile(run, readings).close();
        patch(CountersLayout.VERSION_OFFSET, 2);
        assertRefused("layout version 2");
    }

    @Test
    void shouldSurviveAnyBytes() throws IOException {
        for (int i = 0; i < 20; i++) {
            int number = i;
            readings.counter("counter_" + i, "Help.", () -> number);
        }
        new CountersFile(run, readings).close();
        byte[] whole = Files.readAllBytes(CountersFile.file(run));
        Random random = new Random(11);
        int refused = 0;
        for (int round = 0; round < 2_000; round++) {
            int length = 1 + random.nextInt(8);
            int at = random.nextInt(CountersLayout.HEADER_LENGTH + 30 * CountersReader.METADATA_LENGTH);
            byte[] noise = new byte[length];
            random.nextBytes(noise);
            write(at, noise);
            try {
                assertTrue(Counters.read(run).values().size() <= Readings.CAPACITY);
            } catch (RunUnusableException e) {
                refused++;
            }
            byte[] before = new byte[length];
            System.arraycopy(whole, at, before, 0, length);
            write(at, before);
        }
        assertTrue(refused > 0, "no damage was noticed");
    }

    private void assertRefused(String reason) {
        String message = assertThrows(RunUnusableException.class, () -> Counters.read(run))
                .getMessage();
        assertTrue(message.contains(reason), message);
    }

    private void patch(int offset, int value) throws IOException {
        UnsafeBuffer bytes = new UnsafeBuffer(new byte[Integer.BYTES]);
        bytes.putInt(0, value, CountersLayout.ORDER);
        write(offset, bytes.byteArray());
    }

    private void write(int offset, byte[] bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(CountersFile.file(run), StandardOpenOption.WRITE)) {
            channel.write(java.nio.ByteBuffer.wrap(bytes), offset);
        }
    }
}
