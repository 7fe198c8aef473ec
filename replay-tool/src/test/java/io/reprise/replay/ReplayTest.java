package io.reprise.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reprise.journal.StateLog;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Replays of a run of 40 requests, as somebody's own test would ask for them. */
final class ReplayTest {
    private static final int FRAMES = 40;

    @TempDir
    private Path directory;

    private Path path;
    private StateLog.Entry last;

    @BeforeEach
    void record() {
        path = directory.resolve("run");
        try (RecordedRun run = new RecordedRun(path)) {
            for (int i = 0; i < FRAMES; i++) {
                run.add(i % 3, i);
            }
            last = run.states().get(FRAMES);
        }
    }

    @Test
    void shouldBeIdentical() {
        Replay replay = Replay.of(path, RecordedRun.ECHO, sequence -> {});

        assertTrue(replay.identical());
        assertEquals(FRAMES, replay.events());
        assertEquals(FRAMES, replay.compared());
        assertEquals(last.outputs(), replay.outputs());
        assertEquals(last.state(), replay.state());
        assertEquals("", replay.dropped());
    }

    @Test
    void shouldStopAtTheFirstOtherAnswer() {
        Replay replay = Replay.of(path, List.of(new ChangedEcho(ChangedEcho.Change.ANSWER, 17)), sequence -> {});

        assertFalse(replay.identical());
        assertEquals(17, replay.divergence().sequence());
        assertEquals(16, replay.compared());
        assertTrue(replay.divergence().request().contains(" REQUEST echo.add "), replay::toString);
        assertTrue(replay.divergence().replayed().contains("not in this build"), replay::toString);
    }

    @Test
    void shouldSeeAnotherStateWhereOneWasRecorded() {
        Replay replay = Replay.of(path, List.of(new ChangedEcho(ChangedEcho.Change.STATE, 17)), sequence -> {});

        assertFalse(replay.identical());
        assertEquals(FRAMES, replay.divergence().sequence()); // the only state recorded
        assertEquals(FRAMES, replay.compared());
        assertTrue(replay.divergence().recorded().contains("state " + last.state()), replay::toString);
    }
}
