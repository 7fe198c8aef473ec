package io.reprise.perf.load.pace;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reprise.perf.load.trace.Trace;
import io.reprise.perf.load.trace.TraceFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PacerTest {
    private static final long START_NS = 5_000;
    private static final long SEED = 42;

    @Test
    void shouldKeepEqualDistancesWithoutAddingUpRounding() {
        long[] times = times(Schedule.uniform(3).count(3_000_001), SEED);

        assertEquals(START_NS, times[0]);
        assertEquals(START_NS + 333_333_333, times[1]);
        assertEquals(START_NS + 1_000_000_000_000_000L, times[3_000_000]);
    }

    @Test
    void shouldDrawTheSamePoissonTimesFromTheSameSeed() {
        Schedule schedule = Schedule.poisson(1_000).count(10_000);

        assertArrayEquals(times(schedule, SEED), times(schedule, SEED));
        assertFalse(Arrays.equals(times(schedule, SEED), times(schedule, SEED + 1)));
    }

    @Test
    void shouldDrawExponentialDistances() {
        int count = 100_000;
        long[] times = times(Schedule.poisson(1_000).count(count), SEED);
        int longerThanMean = 0;
        for (int i = 1; i < count; i++) {
            longerThanMean += times[i] - times[i - 1] > 1_000_000 ? 1 : 0;
        }

        assertEquals(100e9, times[count - 1], 1e9);
        assertEquals(Math.exp(-1), longerThanMean / (double) count, 0.01);
    }

    @Test
    void shouldDivideTheTimesOfATraceBySpeed(@TempDir Path directory) throws IOException {
        Trace trace = trace(directory, 0, 100, 100, 3_600_000);

        assertArrayEquals(
                new long[] {START_NS, START_NS + 40_000_000, START_NS + 40_000_000, START_NS + 1_440_000_000_000L},
                times(Schedule.recorded(trace, 2.5), SEED));
    }

    @Test
    void shouldEndWithTheTraceEvenWhenMoreIsAskedFor(@TempDir Path directory) throws IOException {
        Schedule schedule = Schedule.recorded(trace(directory, 0, 100), 1).count(50);

        assertEquals(2, times(schedule, SEED).length);
        assertEquals(START_NS + 100_000_000, new Pacer(schedule, SEED, START_NS).endNs());
    }

    @Test
    void shouldKeepTheIntendedTimeOfARequestThatWaits() {
        Pacer pacer = new Pacer(Schedule.uniform(1_000).count(10), SEED, START_NS);
        long lateNs = START_NS + 500_000_000;

        assertTrue(pacer.isDue(lateNs));
        pacer.advance();
        assertEquals(START_NS + 1_000_000, pacer.intendedNs(lateNs));
        assertEquals(0, pacer.untilDueNs(lateNs));
    }

    @Test
    void shouldSayHowLongUntilTheNext() {
        Pacer pacer = new Pacer(Schedule.uniform(1_000).count(2), SEED, START_NS);
        pacer.advance();

        assertFalse(pacer.isDue(START_NS + 400_000));
        assertEquals(600_000, pacer.untilDueNs(START_NS + 400_000));
        pacer.advance();
        assertEquals(Pacer.NEVER, pacer.untilDueNs(START_NS + 400_000));
    }

    @Test
    void shouldSendWhatIsDueWithinTheDuration() {
        assertEquals(10, times(Schedule.uniform(1_000).durationNs(10_000_000), SEED).length);
        assertEquals(11, times(Schedule.uniform(1_000).durationNs(10_000_001), SEED).length);
    }

    @Test
    void shouldAlwaysBeDueInAClosedLoopUntilTheEnd() {
        Pacer pacer = new Pacer(Schedule.window().count(2).durationNs(100), SEED, START_NS);

        assertTrue(pacer.isDue(START_NS));
        assertEquals(START_NS + 7, pacer.intendedNs(START_NS + 7));
        assertTrue(pacer.isExhausted(START_NS + 100));
        pacer.advance();
        pacer.advance();
        assertTrue(pacer.isExhausted(START_NS));
    }

    @Test
    void shouldCountWhatWasDueAndNotSent() {
        Pacer pacer = new Pacer(Schedule.uniform(1_000).count(100), SEED, START_NS);
        pacer.advance();

        assertEquals(9, pacer.countDue(START_NS + 9_500_000));
        assertEquals(90, pacer.countDue(START_NS + 1_000_000_000));
        assertEquals(0, new Pacer(Schedule.window().count(100), SEED, START_NS).countDue(START_NS));
    }

    @Test
    void shouldKnowWhenTheScheduleEnds() {
        assertEquals(
                START_NS + 99_000_000, pacer(Schedule.uniform(1_000).count(100)).endNs());
        assertEquals(
                START_NS + 100_000_000,
                pacer(Schedule.poisson(1_000).count(100)).endNs());
        assertEquals(
                START_NS + 70,
                pacer(Schedule.uniform(1_000).count(100).durationNs(70)).endNs());
        assertEquals(START_NS + 70, pacer(Schedule.window().durationNs(70)).endNs());
        assertEquals(Pacer.NEVER, pacer(Schedule.window().count(70)).endNs());
    }

    @Test
    void shouldRefuseWhatIsNoSchedule(@TempDir Path directory) throws IOException {
        Trace trace = trace(directory, 0);

        assertThrows(IllegalArgumentException.class, () -> Schedule.uniform(0));
        assertThrows(IllegalArgumentException.class, () -> Schedule.poisson(Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> Schedule.recorded(trace, -1));
        assertThrows(IllegalArgumentException.class, () -> Schedule.window().count(0));
        assertThrows(IllegalArgumentException.class, () -> Schedule.window().durationNs(0));
    }

    private static Pacer pacer(Schedule schedule) {
        return new Pacer(schedule, SEED, START_NS);
    }

    /** Walks to the end at a time when everything is due. */
    private static long[] times(Schedule schedule, long seed) {
        Pacer pacer = new Pacer(schedule, seed, START_NS);
        long endOfTime = Long.MAX_VALUE / 2;
        long[] times = new long[1024];
        while (pacer.isDue(endOfTime)) {
            int index = (int) pacer.index();
            times = index < times.length ? times : Arrays.copyOf(times, 2 * index);
            times[index] = pacer.intendedNs(endOfTime);
            pacer.advance();
        }
        return Arrays.copyOf(times, (int) pacer.index());
    }

    private static Trace trace(Path directory, long... timestampsMs) throws IOException {
        StringBuilder lines = new StringBuilder();
        for (long timestampMs : timestampsMs) {
            lines.append("{\"timestamp\":").append(timestampMs);
            lines.append(",\"input_length\":1,\"output_length\":1,\"hash_ids\":[]}\n");
        }
        return TraceFile.read(Files.writeString(directory.resolve("trace"), lines), Long.MAX_VALUE);
    }
}
