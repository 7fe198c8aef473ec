package io.reprise.replay.step;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reprise.journal.RunDirectory;
import io.reprise.journal.StateLog;
import io.reprise.kernel.echo.EchoProvider;
import io.reprise.kernel.machine.FaultPolicy;
import io.reprise.kernel.machine.MachineFaultException;
import io.reprise.kernel.machine.MachineProvider;
import io.reprise.replay.RecordedRun;
import io.reprise.replay.TestFrames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Wherever it goes and however it came there: the state is the one a straight execution has. */
final class TimeTravelTest {
    private static final int FRAMES = 1_000;

    @TempDir
    private Path temporary;

    private final List<String> log = new ArrayList<>();
    private Path path;
    private List<StateLog.Entry> states;

    @BeforeEach
    void record() {
        path = temporary.resolve("run");
        SplittableRandom random = new SplittableRandom(7);
        try (RecordedRun run = new RecordedRun(path)) {
            while (run.last() < FRAMES) {
                switch (random.nextInt(5)) {
                    case 0 -> run.echo(random.nextInt(200));
                    case 1 -> run.addNothing();
                    default -> run.add(random.nextInt(20), random.nextInt(1_000));
                }
            }
            states = List.copyOf(run.states());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void shouldHaveTheStateOfAStraightExecutionWhereverItGoes(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        if (seed % 2 == 0) {
            RecordedRun.snapshot(path, 300);
            RecordedRun.snapshot(path, 800);
        }
        try (RunDirectory run = RunDirectory.openToRead(path);
                TimeTravel travel = travel(run, 1 + random.nextInt(100))) {
            long expected = 0;
            for (int i = 0; i < 150; i++) {
                long frames = 1L + random.nextInt(random.nextBoolean() ? 3 : 400);
                switch (random.nextInt(3)) {
                    case 0 -> {
                        assertEquals(Math.min(frames, FRAMES - expected), travel.next(frames));
                        expected = Math.min(FRAMES, expected + frames);
                    }
                    case 1 -> {
                        travel.back(frames);
                        expected = Math.max(0, expected - frames);
                    }
                    default -> {
                        expected = random.nextLong(FRAMES + 1);
                        travel.goTo(expected);
                    }
                }
                assertIsAt(travel, expected, "seed " + seed + ", move " + i);
            }
            assertTrue(travel.checkpointCount() <= Checkpoints.MAX_COUNT);
        }
        assertEquals(List.of(), log);
    }

    private void assertIsAt(TimeTravel travel, long expected, String where) {
        assertEquals(states.get((int) expected), travel.state(), where);
        assertEquals("", travel.obstacle(), where);
        if (expected == 0) {
            assertNull(travel.frame(), where);
            assertEquals(List.of(), travel.answers(), where);
        } else {
            assertEquals(expected, travel.frame().sequence(), where);
            assertEquals(1, travel.answers().size(), where);
            assertEquals(expected, travel.answers().get(0).sequence(), where);
            assertEquals(TestFrames.NOON_NS + expected * TestFrames.NS_PER_FRAME, travel.timeNs(), where);
        }
    }

    @Test
    void shouldKeepStatesDenserTowardsWhereItGoes() {
        List<Long> executed = new ArrayList<>();
        try (RunDirectory run = RunDirectory.openToRead(path);
                TimeTravel travel = new TimeTravel(run, RecordedRun.ECHO, executed::add, log::add, 10)) {
            travel.goTo(FRAMES);
            int checkpoints = travel.checkpointCount();
            assertTrue(checkpoints >= 5 && checkpoints <= Checkpoints.MAX_COUNT, () -> checkpoints + " checkpoints");
            executed.clear();

            for (int i = 0; i < 10; i++) {
                travel.back(1);
            }

            assertTrue(executed.stream().allMatch(sequence -> sequence > FRAMES - 60), executed::toString);
            assertEquals(states.get(FRAMES - 10), travel.state());
        }
    }

    @Test
    void shouldFindATime() {
        try (RunDirectory run = RunDirectory.openToRead(path);
                TimeTravel travel = travel(run, 100)) {
            long timeNs = TestFrames.NOON_NS + 500 * TestFrames.NS_PER_FRAME;

            assertEquals(500, travel.sequenceAt(timeNs));
            assertEquals(501, travel.sequenceAt(timeNs + 1));
            assertEquals(1, travel.sequenceAt(0));
            assertEquals(FRAMES + 1L, travel.sequenceAt(Long.MAX_VALUE));
        }
    }

    @Test
    void shouldLeaveOutASnapshotThatIsDamaged() throws IOException {
        RecordedRun.snapshot(path, 300);
        RecordedRun.snapshot(path, 800);
        Path newest = path.resolve("snapshots").resolve(String.format(java.util.Locale.ROOT, "%020d.snap", 800));
        byte[] bytes = Files.readAllBytes(newest);
        bytes[bytes.length - 1] ^= 1;
        Files.write(newest, bytes);

        try (RunDirectory run = RunDirectory.openToRead(path);
                TimeTravel travel = travel(run, 100)) {
            travel.goTo(900);
            assertIsAt(travel, 900, "from the older one");
            travel.goTo(0);
            travel.goTo(850);
            assertIsAt(travel, 850, "again");
        }
        assertEquals(1, log.size(), log::toString);
    }

    @Test
    void shouldNotGoBeyondWhatIsAnsweredOtherwise() throws IOException {
        Path file = path.resolve("outputs/digests.bin");
        byte[] digests = Files.readAllBytes(file);
        digests[(600 - 1) * Long.BYTES] ^= 1;
        Files.write(file, digests);

        try (RunDirectory run = RunDirectory.openToRead(path);
                TimeTravel travel = travel(run, 100)) {
            travel.goTo(FRAMES);
            assertEquals(600, travel.sequence());
            assertEquals(600, travel.frame().sequence());
            assertTrue(travel.obstacle().startsWith("diverged at sequence 600: "), travel::obstacle);
            assertEquals(0, travel.next(1));
            travel.back(1);
            assertIsAt(travel, 599, "before it");
            assertEquals(1, travel.next(10));
            assertTrue(travel.obstacle().startsWith("diverged at sequence 600: "), travel::obstacle);
        }
    }

    @Test
    void shouldEndWhereTheRunWasHalted() {
        Path halted = temporary.resolve("halted");
        List<MachineProvider> machines = List.of(new EchoProvider(), new ThrowingProvider());
        try (RecordedRun run = new RecordedRun(halted, machines, FaultPolicy.HALT)) {
            run.add(1, 1).add(1, 2);
            assertThrows(MachineFaultException.class, () -> run.request(ThrowingProvider.SERVICE, 1));
        }
        try (RunDirectory run = RunDirectory.openToRead(halted);
                TimeTravel travel = new TimeTravel(run, machines, sequence -> {}, log::add, 10)) {
            assertEquals(3, travel.next(10));
            assertEquals(3, travel.frame().sequence());
            assertEquals(List.of(), travel.answers());
            assertEquals(
                    "halted at sequence 3: service 9 method 1 failed at sequence 3; policy halt "
                            + "(java.lang.IllegalStateException: on purpose)",
                    travel.obstacle());
            travel.back(1);
            assertEquals("", travel.obstacle());
            assertEquals(1, travel.answers().size());
        }
    }

    @Test
    void shouldGoThroughARunThatIsBeingServed() {
        Path live = temporary.resolve("live");
        try (RecordedRun served = new RecordedRun(live)) {
            served.add(1, 1).add(1, 2).add(1, 3).flush();
            try (RunDirectory run = RunDirectory.openToRead(live);
                    TimeTravel travel = travel(run, 10)) {
                served.add(1, 4).flush();
                travel.goTo(travel.last());
                assertEquals(3, travel.sequence());
                assertEquals(served.states().get(3), travel.state());
                travel.back(2);
                assertEquals(served.states().get(1), travel.state());
            }
        }
    }

    @Test
    void shouldRefuseWhatIsNotInTheRun() {
        try (RunDirectory run = RunDirectory.openToRead(path);
                TimeTravel travel = travel(run, 100)) {
            assertThrows(IllegalArgumentException.class, () -> travel.goTo(FRAMES + 1L));
            assertThrows(IllegalArgumentException.class, () -> travel.goTo(-1));
            assertIsAt(travel, 0, "nothing happened");
        }
    }

    private TimeTravel travel(RunDirectory run, int spacing) {
        return new TimeTravel(run, RecordedRun.ECHO, sequence -> {}, log::add, spacing);
    }
}
