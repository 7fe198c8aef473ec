package io.reprise.replay.diff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reprise.journal.RunUnusableException;
import io.reprise.kernel.machine.FaultPolicy;
import io.reprise.kernel.machine.MachineProvider;
import io.reprise.replay.ChangedEcho;
import io.reprise.replay.RecordedRun;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two runs of thirty requests each, side by side. */
final class RunDiffTest {
    private static final int FRAMES = 30;
    private static final int CHANGED = 13;

    @TempDir
    private Path directory;

    @Test
    void shouldFindNoDifference() {
        RunDiff diff = diff(record("a", FRAMES, 1), record("b", FRAMES, 1), RecordedRun.ECHO);

        assertTrue(diff.isSame());
        assertTrue(diff.sameTimes());
        assertEquals(FRAMES, diff.events());
        assertEquals(List.of(), diff.settings());
        assertEquals(Map.of("echo.add", List.of(20L, 0L, 0L), "echo.echo", List.of(10L, 0L, 0L)), counts(diff));
    }

    @Test
    void shouldFindTheFirstRequestAnswerAndRecordThatDiffer() {
        RunDiff diff = diff(record("a", FRAMES, 1), record("b", FRAMES, 5), RecordedRun.ECHO);

        assertFalse(diff.isSame());
        assertEquals(CHANGED, diff.request().sequence());
        assertTrue(diff.request().a().get(0).endsWith("key=1 delta=1"), diff::toString);
        assertTrue(diff.request().b().get(0).endsWith("key=1 delta=5"), diff::toString);
        assertEquals(CHANGED, diff.answers().sequence());
        assertEquals(CHANGED, diff.state().sequence());
        StateDifference state = diff.state().difference();
        assertEquals("echo/counters", state.place());
        assertEquals(4, sum(state.recordB()) - sum(state.recordA()));
        assertEquals(List.of(20L, 1L, 6L), counts(diff).get("echo.add")); // all later additions to that key
    }

    private static long sum(com.fasterxml.jackson.databind.node.ObjectNode record) {
        return record.at("/fields/sum").asLong();
    }

    @Test
    void shouldFindAnswersThatDifferAfterTheSameRequests() {
        List<MachineProvider> other = List.of(new ChangedEcho(ChangedEcho.Change.ANSWER, 9));
        RunDiff diff = diff(record("a", FRAMES, 1), record("b", other, FRAMES, 1), other);

        assertNull(diff.request());
        assertEquals(9, diff.answers().sequence());
        assertTrue(diff.answers().a().get(0).contains(" RESPONSE echo.echo "), diff::toString);
        assertTrue(diff.answers().b().get(0).contains(" ERROR echo.echo "), diff::toString);
        assertNull(diff.state());
    }

    @Test
    void shouldFindAStateThatDiffersAfterTheSameAnswers() {
        List<MachineProvider> other = List.of(new ChangedEcho(ChangedEcho.Change.STATE, 22));
        RunDiff diff = diff(record("a", FRAMES, 1), record("b", other, FRAMES, 1), other);

        assertNull(diff.request());
        assertNull(diff.answers());
        assertEquals(22, diff.state().sequence());
        assertEquals("echo/counters", diff.state().difference().place());
        assertTrue(diff.state().request().contains(" REQUEST "), diff::toString);
    }

    @Test
    void shouldSayWhichRunIsLonger() {
        Path longer = record("b", FRAMES + 1, 1);
        RunDiff diff = diff(record("a", FRAMES, 1), longer, RecordedRun.ECHO);

        assertFalse(diff.isSame());
        assertEquals(longer + " goes on after sequence " + FRAMES + ", the other ends", diff.more());
        assertEquals(FRAMES, diff.events());
    }

    @Test
    void shouldRefuseARunThatTheMachinesDoNotReproduce() {
        List<MachineProvider> other = List.of(new ChangedEcho(ChangedEcho.Change.ANSWER, 9));
        Path a = record("a", FRAMES, 1);
        Path b = record("b", other, FRAMES, 1);

        RunUnusableException refusal = assertThrows(RunUnusableException.class, () -> diff(a, b, RecordedRun.ECHO));
        assertTrue(refusal.getMessage().contains("do not reproduce " + b + " from sequence 9 on"), refusal::getMessage);
    }

    private Path record(String name, int frames, long changedDelta) {
        return record(name, RecordedRun.ECHO, frames, changedDelta);
    }

    /** Two additions and an echo in turn; the key of an addition is 0 or 1. */
    private Path record(String name, List<MachineProvider> machines, int frames, long changedDelta) {
        Path path = directory.resolve(name);
        try (RecordedRun run = new RecordedRun(path, machines, FaultPolicy.QUARANTINE)) {
            for (int sequence = 1; sequence <= frames; sequence++) {
                if (sequence % 3 == 0) {
                    run.echo(sequence);
                } else {
                    run.add(sequence % 2, sequence == CHANGED ? changedDelta : 1);
                }
            }
        }
        return path;
    }

    private static RunDiff diff(Path a, Path b, List<MachineProvider> machinesB) {
        return RunDiff.of(a, RecordedRun.ECHO, b, machinesB, sequence -> {});
    }

    private static Map<String, List<Long>> counts(RunDiff diff) {
        return diff.methods().entrySet().stream()
                .collect(java.util.stream.Collectors.toMap(
                        Map.Entry::getKey,
                        method -> List.of(
                                method.getValue().frames(),
                                method.getValue().requestsDiffer(),
                                method.getValue().answersDiffer())));
    }
}
