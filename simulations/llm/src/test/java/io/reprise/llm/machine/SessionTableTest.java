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
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SessionTableTest {
    private static final int TABLE_HEADER_LENGTH = 64;
    private static final int KEY_LENGTH = 8;
    private static final long ADA = 11;
    private static final long BOB = 12;

    /** A session as the region has it. */
    private record Session(
            long turns, long requests, long promptTokens, long completionTokens, long first, long last) {}

    @Test
    void shouldKeepWhatASessionUsed() {
        MachineSetup setup = MachineSetups.of("max-sessions", 10);
        SessionTable table = new SessionTable(setup);

        table.record(ADA, 1, 8, 100, 1_000);
        table.record(ADA, 0, 20, 30, 5_000);

        assertEquals(List.of(new Session(1, 2, 28, 130, 1_000, 5_000)), sessions(setup));
    }

    @Test
    void shouldHaveNoRoomForNewSessionsWhenFull() {
        SessionTable table = new SessionTable(MachineSetups.of("max-sessions", 2));

        table.record(ADA, 1, 1, 1, 1);
        assertTrue(table.hasRoomFor(0));
        table.record(0, 1, 1, 1, 1);

        assertTrue(table.hasRoomFor(ADA) && table.hasRoomFor(0));
        assertFalse(table.hasRoomFor(BOB));
    }

    @Test
    void shouldBeginAnewWhatWasNotUsedForItsTimeToLive() {
        MachineSetup setup = MachineSetups.of("max-sessions", 10, "session-ttl-ms", 1);
        SessionTable table = new SessionTable(setup);

        table.record(ADA, 1, 8, 100, 1_000);
        table.record(ADA, 1, 8, 100, 1_001_000);
        assertEquals(2, sessions(setup).get(0).requests);
        table.record(ADA, 1, 5, 6, 2_001_001);

        assertEquals(List.of(new Session(1, 1, 5, 6, 2_001_001, 2_001_001)), sessions(setup));
    }

    @Test
    void shouldRefuseALimitOutOfRange() {
        for (int max : new int[] {0, (1 << 24) + 1}) {
            MachineSetup setup = MachineSetups.of("max-sessions", max);
            assertThrows(IllegalArgumentException.class, () -> new SessionTable(setup));
        }
    }

    /** All records in use, in the order of the slots. */
    private static List<Session> sessions(MachineSetup setup) {
        Region region = setup.store().regions().get(0);
        assertEquals("sessions", region.name());
        List<Session> sessions = new ArrayList<>();
        int stride = KEY_LENGTH + SessionLayout.LENGTH;
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
