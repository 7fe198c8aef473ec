package io.reprise.llm.machine;

import static io.reprise.llm.machine.SessionLayout.COMPLETION_TOKENS_OFFSET;
import static io.reprise.llm.machine.SessionLayout.FIRST_SEEN_NS_OFFSET;
import static io.reprise.llm.machine.SessionLayout.LAST_SEEN_NS_OFFSET;
import static io.reprise.llm.machine.SessionLayout.PROMPT_TOKENS_OFFSET;
import static io.reprise.llm.machine.SessionLayout.REQUESTS_OFFSET;
import static io.reprise.llm.machine.SessionLayout.TURNS_OFFSET;

import io.reprise.kernel.machine.MachineSetup;
import io.reprise.kernel.state.LongTable;
import io.reprise.kernel.state.Region;

/**
 * What every session has used so far, off-heap. A session that is not used for its time to live begins anew with its next
 * request. Engine thread only; allocates nothing after construction.
 */
final class SessionTable {
    private static final long NS_PER_MS = 1_000_000;

    private final int maxSessions;
    private final long ttlNs;
    private final LongTable table;
    private final Region region;

    SessionTable(MachineSetup setup) {
        maxSessions = (int) setup.limit("max-sessions", 100_000, 1, 1 << 24);
        ttlNs = setup.limit("session-ttl-ms", 3_600_000, 1, 1L << 40) * NS_PER_MS;
        table = new LongTable(setup.store(), "sessions", maxSessions, SessionLayout.LENGTH, SessionLayout.fields());
        region = table.region();
    }

    int maxSessions() {
        return maxSessions;
    }

    /** Whether the session is known or can be added. */
    boolean hasRoomFor(long session) {
        return table.count() < maxSessions || table.find(session) != LongTable.NONE;
    }

    /**
     * Notes an answered request. The session must have room.
     *
     * @param turns how many turns it began, 0 or 1
     */
    void record(long session, int turns, int promptTokens, int completionTokens, long timeNs) {
        int at = table.findOrAdd(session);
        if (region.getLong(at + REQUESTS_OFFSET) != 0 && timeNs - region.getLong(at + LAST_SEEN_NS_OFFSET) > ttlNs) {
            region.clear(at, SessionLayout.LENGTH);
        }
        if (region.getLong(at + REQUESTS_OFFSET) == 0) {
            region.putLong(at + FIRST_SEEN_NS_OFFSET, timeNs);
        }
        add(at + TURNS_OFFSET, turns);
        add(at + REQUESTS_OFFSET, 1);
        add(at + PROMPT_TOKENS_OFFSET, promptTokens);
        add(at + COMPLETION_TOKENS_OFFSET, completionTokens);
        region.putLong(at + LAST_SEEN_NS_OFFSET, timeNs);
    }

    private void add(int offset, long amount) {
        region.putLong(offset, region.getLong(offset) + amount);
    }
}
