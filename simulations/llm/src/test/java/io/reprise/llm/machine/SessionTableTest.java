package io.reprise.llm.machine;

import static io.reprise.llm.machine.SessionLayout.COMPLETION_TOKENS_OFFSET;
import static io.reprise.llm.machine.SessionLayout.FIRST_SEEN_NS_OFFSET;
import static io.reprise.llm.machine.SessionLayout.LAST_SEEN_NS_OFFSET;
import static io.reprise.llm.machine.SessionLayout.PROMPT_TOKENS_OFFSET;
import static io.reprise.llm.machine.SessionLayout.REQUESTS_OFFSET;
import static io.reprise.llm.machine.SessionLayout.TURNS_OFFSET;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reprise.kernel.machine.MachineSetup;
import io.reprise.kernel.state.Region;
import io.reprise.llm.MachineSetups;
import io.reprise.llm.frame.Command;
import java.util.ArrayList;
import java.util.List;
import org.agrona.ExpandableArrayBuffer;
import org.junit.jupiter.api.Test;

class SessionTableTest {
    private static final int TABLE_HEADER_LENGTH = 64;
    private static final int KEY_LENGTH = 8;
    private static final int MAX_HISTORY = 1;
    private static final long ADA = 11;
    private static final long BOB = 12;

    /** A session as the region has it. */
    private record Session(
            long turns, long requests, long promptTokens, long completionTokens, long first, long last) {}

    @Test
    void shouldKeepWhatASessionUsed() {
        MachineSetup setup = setup(10);
        SessionTable table = new SessionTable(setup);

        table.record(asked(ADA, true, 100), 8, 1_000);
        table.record(asked(ADA, false, 30), 20, 5_000);

        assertEquals(List.of(new Session(1, 2, 28, 130, 1_000, 5_000)), sessions(setup));
    }

    @Test
    void shouldHaveNoRoomForNewSessionsWhenFull() {
        SessionTable table = new SessionTable(setup(2));

        table.record(asked(ADA, true, 1), 1, 1);
        assertTrue(table.hasRoomFor(0, 1));
        table.record(asked(0, true, 1), 1, 1);

        assertTrue(table.hasRoomFor(ADA, 2) && table.hasRoomFor(0, 2));
        assertFalse(table.hasRoomFor(BOB, 2));
    }

    @Test
    void shouldMakeRoomWhenATimeToLiveIsOver() {
        SessionTable table = new SessionTable(setup(1));

        table.record(asked(ADA, true, 1), 1, 1_000);

        assertFalse(table.hasRoomFor(BOB, 1_001_000));
        assertTrue(table.hasRoomFor(BOB, 1_001_001));
    }

    @Test
    void shouldBeginAnewWhatWasNotUsedForItsTimeToLive() {
        MachineSetup setup = setup(10);
        SessionTable table = new SessionTable(setup);

        table.record(asked(ADA, true, 100), 8, 1_000);
        table.record(asked(ADA, true, 100), 8, 1_001_000);
        assertEquals(2, sessions(setup).get(0).requests);
        table.record(asked(ADA, true, 6), 5, 2_001_001);

        assertEquals(List.of(new Session(1, 1, 5, 6, 2_001_001, 2_001_001)), sessions(setup));
    }

    @Test
    void shouldRefuseALimitOutOfRange() {
        for (int max : new int[] {0, (1 << 24) + 1}) {
            MachineSetup setup = MachineSetups.of("max-sessions", max);
            assertThrows(IllegalArgumentException.class, () -> new SessionTable(setup));
        }
    }

    private static MachineSetup setup(int maxSessions) {
        return MachineSetups.of("max-sessions", maxSessions, "session-ttl-ms", 1, "max-history", MAX_HISTORY);
    }

    private static Command asked(long session, boolean beginsTurn, int contentTokens) {
        Command command = new Command().begin(new ExpandableArrayBuffer());
        command.session(session).flag(Command.FLAG_BEGINS_TURN, beginsTurn).contentTokens(contentTokens);
        return command;
    }

    /** All records in use, in the order of the slots. */
    private static List<Session> sessions(MachineSetup setup) {
        Region region = setup.store().regions().get(0);
        assertEquals("sessions", region.name());
        List<Session> sessions = new ArrayList<>();
        int stride = KEY_LENGTH + SessionLayout.length(MAX_HISTORY);
        for (int slot = TABLE_HEADER_LENGTH; slot + stride <= region.length(); slot += stride) {
            int at = slot + KEY_LENGTH;
            if (region.getLong(at + REQUESTS_OFFSET) != 0) {
                sessions.add(new Session(
                        region.getLong(at + TURNS_OFFSET),
                        region.getLong(at + REQUESTS_OFFSET),
                        region.getLong(at + PROMPT_TOKENS_OFFSET),
                        region.getLong(at + COMPLETION_TOKENS_OFFSET),
                        region.getLong(at + FIRST_SEEN_NS_OFFSET),
                        region.getLong(at + LAST_SEEN_NS_OFFSET)));
            }
        }
        return sessions;
    }
}
