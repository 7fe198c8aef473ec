package io.reprise.kernel.session;

import io.reprise.kernel.state.BlockStore;
import io.reprise.kernel.state.LongTable;
import io.reprise.kernel.state.Region;
import io.reprise.kernel.state.RegionLayout;
import io.reprise.kernel.state.RegionLayout.Field;
import io.reprise.kernel.state.StateStore;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The sessions whose requests are executed exactly once, however often they are sent: of each, which of its last requests
 * were executed, and their answers. Engine thread only; allocates nothing.
 *
 * <p>A session's requests are numbered by their correlation ids, counted from 1. Request n has slot n mod window; a slot
 * holds the highest number that came to it, so a number below that is never executed again, and a number above it was not
 * executed yet. Who keeps less than a window of requests under way can always send one again and get its answer.
 *
 * <pre>
 *   offset  bytes
 *        0      8  used          records that were ever used
 *        8      8  freeRecord    first free one, counted from 1; 0 = none
 *       16      8  hand          the record looked at next for what may be dropped
 *       24     40  reserved      zero
 *       64      …  records
 *   record:
 *        0      8  sessionId     0 = free
 *        8      8  owner         who may come back to it
 *       16      8  lastUsedNs    kernel time
 *       24      8  highestId     of the requests executed; in a free record, the next free one
 *       32     32  reserved      zero
 *       64      …  slots         of 24 bytes: i64 correlationId, i64 sequence, i32 block in the store of answers, i32 length
 * </pre>
 */
public final class Sessions {
    /** What to do about a request. */
    public enum Verdict {
        /** It was not executed yet: execute it and then {@link Sessions#executed}. */
        EXECUTE,
        /** It was executed, and its answers are at {@link Sessions#answerOffset()}. */
        REPEAT,
        /** It was executed, and its answers are not kept. */
        FORGOTTEN,
        /** There is no such session. */
        NO_SESSION,
        /** Its correlation id is not 1 or more. */
        NOT_NUMBERED
    }

    /** {@link #open}: all sessions are in use. */
    public static final long NO_ROOM = -1;

    private static final int USED_OFFSET = 0;
    private static final int FREE_RECORD_OFFSET = 8;
    private static final int HAND_OFFSET = 16;
    private static final int RECORDS_OFFSET = 64;

    private static final int OWNER_OFFSET = 8;
    private static final int LAST_USED_OFFSET = 16;
    private static final int HIGHEST_ID_OFFSET = 24;
    private static final int SLOTS_OFFSET = 64;

    private static final int SLOT_LENGTH = 24;
    private static final int SLOT_SEQUENCE_OFFSET = 8;
    private static final int SLOT_BLOCK_OFFSET = 16;
    private static final int SLOT_ANSWER_LENGTH_OFFSET = 20;

    /** Records looked at in one go: what a request can cause stays bounded. */
    private static final int MAX_STEPS = 64;

    /** A session that was used within this time keeps its answers, whoever needs room. */
    private static final long FRESH_NS = TimeUnit.SECONDS.toNanos(10);

    private final LongTable index;
    private final Region records;
    private final BlockStore answers;
    private final int maxSessions;
    private final int window;
    private final long ttlNs;
    private final int recordLength;
    private int record;
    private int slot;

    /**
     * @param maxSessions how many there may be
     * @param window requests of a session whose answers are kept
     * @param ttlMs so long a session is kept after its last use, at least
     * @param answerBytes room for the answers of all sessions
     */
    public Sessions(StateStore store, int maxSessions, int window, long ttlMs, int answerBytes) {
        this.maxSessions = maxSessions;
        this.window = window;
        this.ttlNs = TimeUnit.MILLISECONDS.toNanos(ttlMs);
        this.recordLength = SLOTS_OFFSET + window * SLOT_LENGTH;
        long length = RECORDS_OFFSET + (long) maxSessions * recordLength;
        if (length > Region.MAX_LENGTH) {
            throw new IllegalArgumentException(maxSessions + " sessions with a window of " + window + " requests take "
                    + length + " bytes; together they may take 2 GiB");
        }
        this.index = new LongTable(store, "session-index", maxSessions, Long.BYTES, Field.i64("record", 0));
        this.records = store.region("sessions", (int) length);
        this.answers = new BlockStore(store, "answers", answerBytes);
        records.layout(describe());
    }

    private RegionLayout describe() {
        List<Field> header = List.of(
                Field.i64("used", USED_OFFSET),
                Field.i64("freeRecord", FREE_RECORD_OFFSET),
                Field.i64("hand", HAND_OFFSET));
        List<Field> fields = List.of(
                Field.i64("sessionId", 0),
                Field.i64("owner", OWNER_OFFSET),
                Field.timeNs("lastUsedNs", LAST_USED_OFFSET),
                Field.i64("highestId", HIGHEST_ID_OFFSET));
        List<Field> slotFields = List.of(
                Field.i64("correlationId", 0),
                Field.i64("sequence", SLOT_SEQUENCE_OFFSET),
                Field.i32("block", SLOT_BLOCK_OFFSET),
                Field.i32("length", SLOT_ANSWER_LENGTH_OFFSET));
        List<RegionLayout.Group> slots =
                List.of(new RegionLayout.Group("slots", SLOTS_OFFSET, SLOT_LENGTH, window, slotFields));
        return new RegionLayout(header, RECORDS_OFFSET, recordLength, maxSessions, fields, slots, new Records());
    }

    /** For tools: sessions by their ids. */
    private final class Records implements RegionLayout.Directory {
        @Override
        public boolean isUsed(int number) {
            return records.getLong(recordOffset(number)) != 0;
        }

        @Override
        public int find(long sessionId) {
            int found = index.find(sessionId);
            return found == LongTable.NONE
                    ? NONE
                    : recordOffset((int) index.region().getLong(found));
        }
    }

    /** Sessions there are. */
    public long count() {
        return index.count();
    }

    /** How many there may be. */
    public int maxSessions() {
        return maxSessions;
    }

    /** How many of a session's requests may be under way at once, so that all of them can be sent again. */
    public int window() {
        return window;
    }

    /**
     * Makes a session. Some sessions that were not used for longer than their time to live are forgotten for it.
     *
     * @param sessionId unique in the run, not 0
     * @param owner who may come back to it
     * @return {@link #NO_ROOM} when all are in use, else the id
     */
    public long open(long sessionId, long owner, long nowNs) {
        forgetExpired(nowNs);
        if (index.count() == maxSessions) {
            return NO_ROOM;
        }
        int number = takeRecord();
        index.region().putLong(index.findOrAdd(sessionId), number);
        int opened = recordOffset(number);
        records.putLong(opened, sessionId);
        records.putLong(opened + OWNER_OFFSET, owner);
        records.putLong(opened + LAST_USED_OFFSET, nowNs);
        records.putLong(opened + HIGHEST_ID_OFFSET, 0);
        return sessionId;
    }

    /** Whether the session is there and belongs to that owner; it counts as used then. */
    public boolean comeBack(long sessionId, long owner, long nowNs) {
        if (!select(sessionId) || records.getLong(record + OWNER_OFFSET) != owner) {
            return false;
        }
        records.putLong(record + LAST_USED_OFFSET, nowNs);
        return true;
    }

    /** Forgets a session, if it is there. */
    public void close(long sessionId) {
        if (select(sessionId)) {
            forget(record);
        }
    }

    /** The highest correlation id that was executed in a session that is there; 0 = none. */
    public long highestId(long sessionId) {
        select(sessionId);
        return records.getLong(record + HIGHEST_ID_OFFSET);
    }

    /** What to do about a request; it is the one that the methods below speak about. */
    public Verdict look(long sessionId, long correlationId) {
        if (correlationId <= 0) {
            return Verdict.NOT_NUMBERED;
        }
        if (!select(sessionId)) {
            return Verdict.NO_SESSION;
        }
        slot = record + SLOTS_OFFSET + (int) (correlationId % window) * SLOT_LENGTH;
        long latest = records.getLong(slot);
        if (latest < correlationId) {
            return Verdict.EXECUTE;
        }
        boolean kept = latest == correlationId && records.getInt(slot + SLOT_BLOCK_OFFSET) != BlockStore.NONE;
        return kept ? Verdict.REPEAT : Verdict.FORGOTTEN;
    }

    /**
     * Notes that the request was executed and makes room for its answers, which are then to be written to
     * {@link #answerOffset()}.
     *
     * @param answerLength in bytes; 0 = there are none
     * @return false when the answers cannot be kept: there are none, or there is no room
     */
    public boolean executed(long correlationId, long sequence, long nowNs, int answerLength) {
        records.putLong(slot, correlationId);
        records.putLong(slot + SLOT_SEQUENCE_OFFSET, sequence);
        records.putLong(record + LAST_USED_OFFSET, nowNs);
        if (correlationId > records.getLong(record + HIGHEST_ID_OFFSET)) {
            records.putLong(record + HIGHEST_ID_OFFSET, correlationId);
        }
        int block = records.getInt(slot + SLOT_BLOCK_OFFSET);
        int length = records.getInt(slot + SLOT_ANSWER_LENGTH_OFFSET);
        if (block == BlockStore.NONE || answerLength == 0 || !BlockStore.isSameSize(length, answerLength)) {
            dropAnswer(slot);
            block = answerLength == 0 ? BlockStore.NONE : room(answerLength, nowNs);
            records.putInt(slot + SLOT_BLOCK_OFFSET, block);
        }
        records.putInt(slot + SLOT_ANSWER_LENGTH_OFFSET, block == BlockStore.NONE ? 0 : answerLength);
        return block != BlockStore.NONE;
    }

    /** Where the answers of all sessions are. */
    public Region answers() {
        return answers.region();
    }

    /** Of the answers to the request, in {@link #answers()}. */
    public int answerOffset() {
        return records.getInt(slot + SLOT_BLOCK_OFFSET);
    }

    /** Of the answers to the request, in bytes. */
    public int answerLength() {
        return records.getInt(slot + SLOT_ANSWER_LENGTH_OFFSET);
    }

    private boolean select(long sessionId) {
        int found = index.find(sessionId);
        if (found == LongTable.NONE) {
            return false;
        }
        record = recordOffset((int) index.region().getLong(found));
        return true;
    }

    /** Room for an answer, if need be that of the answers of sessions which are not in use now. */
    private int room(int answerLength, long nowNs) {
        int block = answers.allocate(answerLength);
        for (int step = 0; block == BlockStore.NONE && step < MAX_STEPS; step++) {
            int candidate = nextCandidate();
            if (records.getLong(candidate) != 0 && nowNs - records.getLong(candidate + LAST_USED_OFFSET) > FRESH_NS) {
                dropAnswers(candidate);
                block = answers.allocate(answerLength);
            }
        }
        return block;
    }

    private void forgetExpired(long nowNs) {
        for (int step = 0; step < MAX_STEPS && records.getLong(USED_OFFSET) > 0; step++) {
            int candidate = nextCandidate();
            if (records.getLong(candidate) != 0 && nowNs - records.getLong(candidate + LAST_USED_OFFSET) > ttlNs) {
                forget(candidate);
            }
        }
    }

    private int nextCandidate() {
        long hand = records.getLong(HAND_OFFSET);
        records.putLong(HAND_OFFSET, hand + 1 < records.getLong(USED_OFFSET) ? hand + 1 : 0);
        return recordOffset((int) hand);
    }

    private void forget(int forgotten) {
        dropAnswers(forgotten);
        index.remove(records.getLong(forgotten));
        records.clear(forgotten, recordLength);
        records.putLong(forgotten + HIGHEST_ID_OFFSET, records.getLong(FREE_RECORD_OFFSET));
        records.putLong(FREE_RECORD_OFFSET, (forgotten - RECORDS_OFFSET) / recordLength + 1L);
    }

    private void dropAnswers(int ofRecord) {
        for (int i = 0; i < window; i++) {
            dropAnswer(ofRecord + SLOTS_OFFSET + i * SLOT_LENGTH);
        }
    }

    private void dropAnswer(int ofSlot) {
        int block = records.getInt(ofSlot + SLOT_BLOCK_OFFSET);
        if (block != BlockStore.NONE) {
            answers.free(block, records.getInt(ofSlot + SLOT_ANSWER_LENGTH_OFFSET));
            records.putInt(ofSlot + SLOT_BLOCK_OFFSET, BlockStore.NONE);
            records.putInt(ofSlot + SLOT_ANSWER_LENGTH_OFFSET, 0);
        }
    }

    private int takeRecord() {
        long free = records.getLong(FREE_RECORD_OFFSET);
        if (free != 0) {
            int number = (int) free - 1;
            records.putLong(FREE_RECORD_OFFSET, records.getLong(recordOffset(number) + HIGHEST_ID_OFFSET));
            return number;
        }
        long used = records.getLong(USED_OFFSET);
        records.putLong(USED_OFFSET, used + 1);
        return (int) used;
    }

    private int recordOffset(int number) {
        return RECORDS_OFFSET + number * recordLength;
    }
}
