package io.reprise.replay.bisect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reprise.journal.RunUnusableException;
import io.reprise.kernel.machine.MachineProvider;
import io.reprise.replay.ChangedEcho;
import io.reprise.replay.ChangedEcho.Change;
import io.reprise.replay.RecordedRun;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two builds that treat one request otherwise, and runs of some hundred requests. */
final class BisectionTest {
    /** Partial replays besides the halving: one to find where to look, one to go there, two to show what is there. */
    private static final int OTHER_REPLAYS = 4;

    @TempDir
    private Path directory;

    @Test
    void shouldAgreeWithItself() {
        Bisection none = bisect(record(100), RecordedRun.ECHO);

        assertTrue(none.isNone());
        assertEquals(100, none.events());
        assertEquals(1, none.replays());
        assertEquals(100, none.executed());
    }

    @ParameterizedTest
    @CsvSource({"100, 1", "100, 50", "100, 99", "100, 100", "1000, 2", "1000, 700", "1000, 1000"})
    void shouldFindTheStateThatDiffersInLogarithmicallyManyReplays(int frames, int sequence) {
        Bisection found = bisect(record(frames), List.of(new ChangedEcho(Change.STATE, sequence)));

        assertEquals(sequence, found.sequence());
        assertEquals(found.answersOne(), found.answersOther());
        assertEquals("echo/counters", found.state().place());
        assertEquals(frames, found.events());
        int halvings = Long.SIZE - Long.numberOfLeadingZeros(frames - 1L); // log2, rounded up
        assertTrue(found.replays() <= 2 * halvings + OTHER_REPLAYS, found::toString);
        assertTrue(found.executed() <= 6L * frames, found::toString); // pieces of halves, not the run each time
    }

    @ParameterizedTest
    @CsvSource({"1", "64", "299", "300"})
    void shouldFindTheAnswerThatDiffers(int sequence) {
        Bisection found = bisect(record(300), List.of(new ChangedEcho(Change.ANSWER, sequence)));

        assertEquals(sequence, found.sequence());
        assertTrue(found.request().contains(" REQUEST echo.add "), found::request);
        assertNotEquals(found.answersOne(), found.answersOther());
        assertTrue(found.answersOther().get(0).contains("not in this build"), found::toString);
        assertEquals("echo/counters", found.state().place()); // what was refused was not added
    }

    @Test
    void shouldFindAnAnswerThatLeavesTheSameState() {
        Path path = directory.resolve("run");
        try (RecordedRun run = new RecordedRun(path)) {
            run.add(1, 1).echo(8).echo(9).add(1, 1);
        }
        Bisection found = bisect(path, List.of(new ChangedEcho(Change.ANSWER, 3)));

        assertEquals(3, found.sequence());
        assertNull(found.state());
    }

    @Test
    void shouldRefuseABuildThatDidNotMakeTheRun() {
        Path path = record(100);
        List<MachineProvider> one = List.of(new ChangedEcho(Change.ANSWER, 20));
        List<MachineProvider> other = List.of(new ChangedEcho(Change.ANSWER, 60));

        RunUnusableException refusal =
                assertThrows(RunUnusableException.class, () -> Bisection.of(path, one, other, executed -> {}));
        assertTrue(refusal.getMessage().startsWith("this build does not reproduce " + path), refusal::getMessage);
    }

    private static Bisection bisect(Path path, List<MachineProvider> other) {
        return Bisection.of(path, RecordedRun.ECHO, other, executed -> {});
    }

    private Path record(int frames) {
        Path path = directory.resolve("run-" + frames);
        try (RecordedRun run = new RecordedRun(path)) {
            for (int i = 0; i < frames; i++) {
                run.add(i % 7, i);
            }
        }
        return path;
    }
}
