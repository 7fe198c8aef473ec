package io.reprise.llm.machine;

import static io.reprise.llm.machine.SessionLayout.COMPLETION_TOKENS_OFFSET;
import static io.reprise.llm.machine.SessionLayout.FIRST_SEEN_NS_OFFSET;
import static io.reprise.llm.machine.SessionLayout.HISTORY_OFFSET;
import static io.reprise.llm.machine.SessionLayout.LAST_SEEN_NS_OFFSET;
import static io.reprise.llm.machine.SessionLayout.MAX_NAME_LENGTH;
import static io.reprise.llm.machine.SessionLayout.MESSAGES_OFFSET;
import static io.reprise.llm.machine.SessionLayout.MESSAGE_LENGTH;
import static io.reprise.llm.machine.SessionLayout.MESSAGE_TOKENS;
import static io.reprise.llm.machine.SessionLayout.NAME_LENGTH_OFFSET;
import static io.reprise.llm.machine.SessionLayout.NAME_OFFSET;
import static io.reprise.llm.machine.SessionLayout.PLACE_OFFSET;
import static io.reprise.llm.machine.SessionLayout.PROMPT_TOKENS_OFFSET;
import static io.reprise.llm.machine.SessionLayout.REQUESTS_OFFSET;
import static io.reprise.llm.machine.SessionLayout.TURNS_OFFSET;

import io.reprise.kernel.machine.MachineSetup;
import io.reprise.kernel.state.LongTable;
import io.reprise.kernel.state.Region;
import io.reprise.kernel.state.RegionLayout;
import io.reprise.llm.frame.Command;
import io.reprise.llm.frame.Command.Section;
import java.util.List;
import org.agrona.MutableDirectBuffer;

/**
 * What every session has used so far and its newest messages, off-heap. A session that is not used for its time to live is
 * forgotten. Engine thread only; allocates nothing after construction.
 */
final class SessionTable {
    /** Sessions of a list. */
    static final int MAX_LISTED = 100;

    private static final long NS_PER_MS = 1_000_000;
    private static final int MODEL_SAID = 1 << 31;

    /** Sessions looked at for their age with every request, and when all room is taken. */
    private static final int LOOKS = 2;

    private static final int LOOKS_WHEN_FULL = 64;

    // region session-order: the place that is looked at next, and the key of the session at every place
    private static final int HAND_OFFSET = 0;
    private static final int KEYS_OFFSET = 8;

    private final int maxSessions;
    private final int maxHistory;
    private final long ttlNs;
    private final LongTable table;
    private final Region region;
    private final Region order;

    SessionTable(MachineSetup setup) {
        maxSessions = (int) setup.limit("max-sessions", 100_000, 1, 1 << 24);
        maxHistory = (int) setup.limit("max-history", 100, 1, 1 << 16);
        ttlNs = setup.limit("session-ttl-ms", 3_600_000, 1, 1L << 40) * NS_PER_MS;
        table = new LongTable(
                setup.store(), "sessions", maxSessions, SessionLayout.length(maxHistory), SessionLayout.fields());
        region = table.region();
        order = setup.store().region("session-order", KEYS_OFFSET + maxSessions * Long.BYTES);
        order.layout(RegionLayout.ofHeader(List.of(RegionLayout.Field.i64("hand", HAND_OFFSET))));
    }

    int maxSessions() {
        return maxSessions;
    }

    int count() {
        return (int) table.count();
    }

    /** Whether the session is known or can be added. Forgets some that are too old. */
    boolean hasRoomFor(long session, long nowNs) {
        boolean known = table.find(session) != LongTable.NONE;
        forgetOld(nowNs, known || count() < maxSessions ? LOOKS : LOOKS_WHEN_FULL, session);
        return known || count() < maxSessions;
    }

    /** Notes an answered request. The session must have room. */
    void record(Command asked, int promptTokens, long nowNs) {
        long session = asked.session();
        int at = table.find(session);
        if (at != LongTable.NONE && nowNs - region.getLong(at + LAST_SEEN_NS_OFFSET) > ttlNs) {
            end(session);
            at = LongTable.NONE;
        }
        if (at == LongTable.NONE) {
            at = add(asked, nowNs);
        }
        add(at + TURNS_OFFSET, asked.has(Command.FLAG_BEGINS_TURN) ? 1 : 0);
        add(at + REQUESTS_OFFSET, 1);
        add(at + PROMPT_TOKENS_OFFSET, promptTokens);
        add(at + COMPLETION_TOKENS_OFFSET, asked.contentTokens());
        region.putLong(at + LAST_SEEN_NS_OFFSET, nowNs);
        message(at, (int) asked.conversation(), promptTokens);
        message(at, (int) asked.contentSeed(), asked.contentTokens() | MODEL_SAID);
    }

    /** Forgets a session; false when it is not known. */
    boolean end(long session) {
        int at = table.find(session);
        if (at == LongTable.NONE) {
            return false;
        }
        int place = region.getInt(at + PLACE_OFFSET);
        int last = count() - 1;
        long lastKey = order.getLong(keyOffset(last));
        order.putLong(keyOffset(place), lastKey);
        order.putLong(keyOffset(last), 0);
        region.putInt(table.find(lastKey) + PLACE_OFFSET, place);
        return table.remove(session);
    }

    /** Bytes of the list a command asks for: the one session it names, or up to {@link #MAX_LISTED} from a place on. */
    int listLength(Command asked) {
        return listed(asked) * HISTORY_OFFSET;
    }

    /** Writes the records of the list, each without its history. */
    void copyList(Command asked, MutableDirectBuffer target, int offset) {
        int count = listed(asked);
        for (int i = 0; i < count; i++) {
            long key = asked.session() != 0 ? asked.session() : order.getLong(keyOffset(asked.turn() + i));
            target.putBytes(offset + i * HISTORY_OFFSET, region.bytes(), table.find(key), HISTORY_OFFSET);
        }
    }

    private int listed(Command asked) {
        if (asked.session() != 0) {
            return table.find(asked.session()) == LongTable.NONE ? 0 : 1;
        }
        return Math.max(0, Math.min(MAX_LISTED, count() - Math.max(0, asked.turn())));
    }

    private int add(Command asked, long nowNs) {
        int place = count();
        int at = table.findOrAdd(asked.session());
        int nameLength = Math.min(MAX_NAME_LENGTH, asked.length(Section.SESSION));
        order.putLong(keyOffset(place), asked.session());
        region.putInt(at + PLACE_OFFSET, place);
        region.putLong(at + FIRST_SEEN_NS_OFFSET, nowNs);
        region.putInt(at + NAME_LENGTH_OFFSET, nameLength);
        region.putBytes(at + NAME_OFFSET, asked.buffer(), asked.offset(Section.SESSION), nameLength);
        return at;
    }

    private void message(int at, int hash, int tokens) {
        long messages = region.getLong(at + MESSAGES_OFFSET);
        int offset = at + HISTORY_OFFSET + (int) (messages % maxHistory) * MESSAGE_LENGTH;
        region.putInt(offset, hash);
        region.putInt(offset + MESSAGE_TOKENS, tokens);
        region.putLong(at + MESSAGES_OFFSET, messages + 1);
    }

    /** Looks at some sessions, in turn, whether their time to live is over; never at the one that is asked for. */
    private void forgetOld(long nowNs, int looks, long except) {
        long hand = order.getLong(HAND_OFFSET);
        for (int i = 0; i < looks && count() > 0; i++) {
            hand = hand >= count() ? 0 : hand;
            long key = order.getLong(keyOffset((int) hand));
            int at = table.find(key);
            if (key != except && nowNs - region.getLong(at + LAST_SEEN_NS_OFFSET) > ttlNs) {
                end(key); // the last one is at this place now
            } else {
                hand++;
            }
        }
        order.putLong(HAND_OFFSET, hand);
    }

    private void add(int offset, long amount) {
        region.putLong(offset, region.getLong(offset) + amount);
    }

    private static int keyOffset(int place) {
        return KEYS_OFFSET + place * Long.BYTES;
    }
}
