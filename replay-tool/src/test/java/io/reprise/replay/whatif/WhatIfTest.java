package io.reprise.replay.whatif;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reprise.journal.RunUnusableException;
import io.reprise.replay.ChangedEcho;
import io.reprise.replay.RecordedRun;
import io.reprise.replay.Replay;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Ten additions of 1 to 10 to key 1, then one to key 2 and one to key 3, with one thing changed. */
final class WhatIfTest {
    private static final int FRAMES = 12;

    @TempDir
    private Path directory;

    private Path run;
    private Path made;

    @BeforeEach
    void record() {
        run = directory.resolve("run");
        made = directory.resolve("made");
        try (RecordedRun recorded = new RecordedRun(run)) {
            for (int i = 1; i <= 10; i++) {
                recorded.add(1, i);
            }
            recorded.add(2, 1).add(3, 1);
        }
    }

    @Test
    void shouldBeTheSameWithNothingChanged() {
        Outcome outcome = whatIf(changes(Map.of(), List.of(), List.of()));

        assertTrue(outcome.isSame());
        assertNull(outcome.first());
        assertEquals(FRAMES, outcome.frames());
        assertEquals(
                Replay.of(run, RecordedRun.ECHO, sequence -> {}).outputs(),
                Replay.of(made, RecordedRun.ECHO, sequence -> {}).outputs());
    }

    @Test
    void shouldLeaveFramesOut() {
        Outcome outcome = whatIf(changes(Map.of(), List.of("3", "5-6"), List.of()));

        assertEquals(3, outcome.dropped());
        assertEquals(FRAMES - 3, outcome.frames());
        assertEquals(4, outcome.first().sequence()); // the first whose sum lacks what was left out
        assertTrue(outcome.first().before().get(0).endsWith("sum=10"), outcome::toString);
        assertTrue(outcome.first().after().get(0).endsWith("sum=7"), outcome::toString);
        assertEquals(5, outcome.methods().get("echo.add").changed());
        assertEquals(FRAMES - 3L, replayed().events());
    }

    @Test
    void shouldEditAFrame() {
        String payload = "hex:0100000000000000" + "f6ffffffffffffff"; // key 1, delta -10
        Outcome outcome = whatIf(changes(Map.of(), List.of(), List.of("7:payload=" + payload, "9:priority=255")));

        assertEquals(7, outcome.first().sequence());
        assertTrue(outcome.first().after().get(0).endsWith("sum=11"), outcome::toString);
        assertEquals(4, outcome.methods().get("echo.add").changed());
        assertEquals(Map.of(), outcome.statuses());
        assertEquals(FRAMES, replayed().events());
    }

    @Test
    void shouldSetALimit() {
        Outcome outcome = whatIf(changes(Map.of("echo.max-keys", "2"), List.of(), List.of()));

        assertEquals(Map.of("OK → RESOURCE_EXHAUSTED", 1L), outcome.statuses());
        assertEquals(FRAMES, outcome.first().sequence());
        assertEquals(FRAMES, replayed().events());
    }

    @Test
    void shouldTakeAnotherMachine() {
        List<io.reprise.kernel.machine.MachineProvider> other = List.of(new ChangedEcho(ChangedEcho.Change.ANSWER, 11));
        Outcome outcome = whatIf(Changes.parse(Map.of(), other, List.of(), List.of()));

        assertEquals(Map.of("OK → INVALID_REQUEST", 1L), outcome.statuses());
        assertEquals(11, outcome.first().sequence());
        assertTrue(Replay.of(made, other, sequence -> {}).identical());
        assertFalse(Replay.of(made, RecordedRun.ECHO, sequence -> {}).identical());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "3:colour=red      | a frame has no field colour",
                "3 priority=1      | an edit is SEQUENCE:FIELD=VALUE",
                "3:priority=256    | priority of frame 3 must be a number from 0 to 255, not 256",
                "3:method=add      | method of frame 3 must be a number from 1 to 65535, not add",
                "3:payload=hex:0g  | the payload of frame 3 is not hexadecimal",
                "13:priority=1     | the run has no frame 13: it ends with sequence 12",
            })
    void shouldRefuseAnEditThatIsWrong(String edit, String sentence) {
        RunUnusableException refusal =
                assertThrows(RunUnusableException.class, () -> whatIf(changes(Map.of(), List.of(), List.of(edit))));
        assertTrue(refusal.getMessage().contains(sentence), refusal::getMessage);
    }

    @Test
    void shouldRefuseWhatIsNoSequenceAndNoSetting() {
        assertRefused("what is dropped is a sequence or FIRST-LAST, not 3..5", Map.of(), "3..5");
        assertRefused("the run has no frame 20", Map.of(), "10-20");
        assertRefused("a run has no setting max-keys", Map.of("max-keys", "3"), "1");
        assertRefused("seed is a number, not one", Map.of("seed", "one"), "1");
    }

    private void assertRefused(String sentence, Map<String, String> settings, String dropped) {
        RunUnusableException refusal =
                assertThrows(RunUnusableException.class, () -> whatIf(changes(settings, List.of(dropped), List.of())));
        assertTrue(refusal.getMessage().contains(sentence), refusal::getMessage);
    }

    private static Changes changes(Map<String, String> settings, List<String> dropped, List<String> edits) {
        return Changes.parse(settings, RecordedRun.ECHO, dropped, edits);
    }

    private Outcome whatIf(Changes changes) {
        return WhatIf.of(run, RecordedRun.ECHO, made, changes, sequence -> {}).outcome();
    }

    /** The new run is one like any other. */
    private Replay replayed() {
        Replay replay = Replay.of(made, RecordedRun.ECHO, sequence -> {});
        assertTrue(replay.identical(), replay::toString);
        return replay;
    }
}
