package io.reprise.llm.machine;

import io.reprise.kernel.machine.MachineSetup;
import io.reprise.kernel.random.Seeds;
import io.reprise.kernel.random.XorShift64Star;
import io.reprise.kernel.state.BlockStore;
import io.reprise.kernel.state.LongTable;
import io.reprise.kernel.state.Region;
import io.reprise.kernel.state.RegionLayout;
import io.reprise.kernel.state.RegionLayout.Field;
import io.reprise.llm.frame.Command;
import java.util.List;
import org.agrona.DirectBuffer;

/**
 * Calls whose answer is not told yet, off-heap: what was asked, and how far the answer has come. A view: {@link #at} says which one
 * the accessors are about. Engine thread only; allocates nothing after construction.
 *
 * <pre>
 *   region calls:
 *   offset  bytes
 *        0      4  count      in use
 *        4      4  free       first free record + 1; 0 = none
 *        8      4  end        where records were never used yet
 *       64      …  records
 *   record: see the constants; a free one begins with the number of the next free one + 1
 * </pre>
 */
final class RunningCalls {
    /** No call, or no room for one. */
    static final int NONE = -1;

    /** What a call waits for. */
    enum State {
        /** Not in use. */
        FREE,
        /** A place. */
        WAITING,
        /** Its first token. */
        STARTING,
        /** Its next tokens. */
        TELLING,
        /** The end of a fault's silence; the connection ends then. */
        SILENT
    }

    private static final State[] STATES = State.values();

    private static final int COUNT_OFFSET = 0;
    private static final int FREE_OFFSET = 4;
    private static final int END_OFFSET = 8;
    private static final int RECORDS_OFFSET = 64;

    private static final int SESSION_ID_OFFSET = 0;
    private static final int CORRELATION_ID_OFFSET = 8;
    private static final int CREATED_NS_OFFSET = 16;
    private static final int STARTED_NS_OFFSET = 24;
    private static final int DUE_NS_OFFSET = 32;
    private static final int TIMER_ID_OFFSET = 40;
    private static final int RANDOM_STATE_OFFSET = 48;
    private static final int RANDOM_OPERATIONS_OFFSET = 56;
    private static final int STATE_OFFSET = 64;
    private static final int METHOD_OFFSET = 68;
    private static final int BLOCK_OFFSET = 72;
    private static final int LENGTH_OFFSET = 76;
    private static final int MODEL_OFFSET = 80;
    private static final int PROMPT_TOKENS_OFFSET = 84;
    private static final int CACHED_TOKENS_OFFSET = 88;
    private static final int TOLD_TOKENS_OFFSET = 92;
    private static final int THINKING_TOKENS_OFFSET = 96;
    private static final int STEPS_OFFSET = 100;
    private static final int NEXT_TOKENS_OFFSET = 104;
    private static final int BLOCK_POSITION_OFFSET = 108;
    private static final int POSITION_OFFSET = 112;
    private static final int BLOCK_NUMBER_OFFSET = 116;
    private static final int IN_BLOCK_OFFSET = 120;
    private static final int ATTEMPT_OFFSET = 124;
    private static final int FAULT_OFFSET = 128;
    private static final int LOOKUPS_OFFSET = 132;
    private static final int LENGTH = 136;

    private final int max;
    private final Region records;
    private final BlockStore commands;
    private final LongTable byClient;
    private int at;

    RunningCalls(MachineSetup setup) {
        max = (int) setup.limit("max-running", 65_536, 1, 1 << 22);
        int bytes = (int) setup.limit("running-bytes", 256L << 20, 1 << 20, (1L << 31) - (1 << 20));
        records = setup.store().region("calls", RECORDS_OFFSET + max * LENGTH);
        commands = new BlockStore(setup.store(), "call-commands", bytes);
        byClient = new LongTable(setup.store(), "calls-by-client", max, Long.BYTES, Field.i64("call", 0));
        records.layout(new RegionLayout(List.of(), RECORDS_OFFSET, LENGTH, max, fields(), List.of(), new Records()));
    }

    private static List<Field> fields() {
        return List.of(
                Field.i64("sessionId", SESSION_ID_OFFSET),
                Field.i64("correlationId", CORRELATION_ID_OFFSET),
                Field.timeNs("createdNs", CREATED_NS_OFFSET),
                Field.timeNs("startedNs", STARTED_NS_OFFSET),
                Field.timeNs("dueNs", DUE_NS_OFFSET),
                Field.i64("timerId", TIMER_ID_OFFSET));
    }

    /** For tools: calls by their numbers. */
    private final class Records implements RegionLayout.Directory {
        @Override
        public boolean isUsed(int call) {
            return records.getInt(offset(call) + STATE_OFFSET) != State.FREE.ordinal();
        }

        @Override
        public int find(long call) {
            return call >= 0 && call < max && isUsed((int) call) ? offset((int) call) : RegionLayout.Directory.NONE;
        }
    }

    int max() {
        return max;
    }

    int count() {
        return records.getInt(COUNT_OFFSET);
    }

    /**
     * Takes a request in, and looks at it; all else is zero.
     *
     * @return its number, or {@link #NONE} when there is no room
     */
    int add(long sessionId, long correlationId, int method, DirectBuffer payload, int offset, int length, long nowNs) {
        int free = records.getInt(FREE_OFFSET);
        int end = records.getInt(END_OFFSET);
        if (free == 0 && end == max) {
            return NONE;
        }
        int block = commands.allocate(length);
        if (block == BlockStore.NONE) {
            return NONE;
        }
        int call = free == 0 ? end : free - 1;
        if (free == 0) {
            records.putInt(END_OFFSET, end + 1);
        } else {
            records.putInt(FREE_OFFSET, records.getInt(offset(call)));
        }
        records.putInt(COUNT_OFFSET, count() + 1);
        commands.region().putBytes(block, payload, offset, length);
        at(call);
        records.clear(at, LENGTH);
        records.putLong(at + SESSION_ID_OFFSET, sessionId);
        records.putLong(at + CORRELATION_ID_OFFSET, correlationId);
        records.putLong(at + CREATED_NS_OFFSET, nowNs);
        records.putInt(at + METHOD_OFFSET, method);
        records.putInt(at + BLOCK_OFFSET, block);
        records.putInt(at + LENGTH_OFFSET, length);
        records.putInt(at + BLOCK_NUMBER_OFFSET, -1);
        int index = byClient.findOrAdd(client(sessionId, correlationId));
        byClient.region().putLong(index, call);
        return call;
    }

    /** Looks at a call. */
    RunningCalls at(int call) {
        at = offset(call);
        return this;
    }

    /** The call of a client's request, or {@link #NONE}. */
    int find(long sessionId, long correlationId) {
        int index = byClient.find(client(sessionId, correlationId));
        if (index == LongTable.NONE) {
            return NONE;
        }
        int call = (int) byClient.region().getLong(index);
        at(call);
        return sessionId() == sessionId && correlationId() == correlationId ? call : NONE;
    }

    /** Forgets the call that is looked at. */
    void remove(int call) {
        at(call);
        byClient.remove(client(sessionId(), correlationId()));
        commands.free(records.getInt(at + BLOCK_OFFSET), records.getInt(at + LENGTH_OFFSET));
        records.clear(at, LENGTH);
        records.putInt(at, records.getInt(FREE_OFFSET));
        records.putInt(FREE_OFFSET, call + 1);
        records.putInt(COUNT_OFFSET, count() - 1);
    }

    /** What was asked; valid until the call is removed. */
    Command command(Command flyweight) {
        return flyweight.wrap(commands.region().bytes(), records.getInt(at + BLOCK_OFFSET));
    }

    long sessionId() {
        return records.getLong(at + SESSION_ID_OFFSET);
    }

    long correlationId() {
        return records.getLong(at + CORRELATION_ID_OFFSET);
    }

    int method() {
        return records.getInt(at + METHOD_OFFSET);
    }

    State state() {
        return STATES[records.getInt(at + STATE_OFFSET)];
    }

    void state(State state) {
        records.putInt(at + STATE_OFFSET, state.ordinal());
    }

    long createdNs() {
        return records.getLong(at + CREATED_NS_OFFSET);
    }

    /** When it got its place; 0 = it has none yet. */
    long startedNs() {
        return records.getLong(at + STARTED_NS_OFFSET);
    }

    void startedNs(long timeNs) {
        records.putLong(at + STARTED_NS_OFFSET, timeNs);
    }

    /** When its timer is due. */
    long dueNs() {
        return records.getLong(at + DUE_NS_OFFSET);
    }

    long timerId() {
        return records.getLong(at + TIMER_ID_OFFSET);
    }

    void timer(long timerId, long dueNs) {
        records.putLong(at + TIMER_ID_OFFSET, timerId);
        records.putLong(at + DUE_NS_OFFSET, dueNs);
    }

    /** Goes on with the call's own numbers. */
    void restore(XorShift64Star random) {
        random.restore(records.getLong(at + RANDOM_STATE_OFFSET), records.getLong(at + RANDOM_OPERATIONS_OFFSET));
    }

    void save(XorShift64Star random) {
        records.putLong(at + RANDOM_STATE_OFFSET, random.state());
        records.putLong(at + RANDOM_OPERATIONS_OFFSET, random.operations());
    }

    int randomOperations() {
        return (int) records.getLong(at + RANDOM_OPERATIONS_OFFSET);
    }

    /** Index of its model; {@link #NONE} when it needs no place. */
    int model() {
        return records.getInt(at + MODEL_OFFSET) - 1;
    }

    void model(int model) {
        records.putInt(at + MODEL_OFFSET, model + 1);
    }

    int promptTokens() {
        return records.getInt(at + PROMPT_TOKENS_OFFSET);
    }

    int cachedTokens() {
        return records.getInt(at + CACHED_TOKENS_OFFSET);
    }

    void promptTokens(int tokens, int cached) {
        records.putInt(at + PROMPT_TOKENS_OFFSET, tokens);
        records.putInt(at + CACHED_TOKENS_OFFSET, cached);
    }

    int toldTokens() {
        return records.getInt(at + TOLD_TOKENS_OFFSET);
    }

    int thinkingTokens() {
        return records.getInt(at + THINKING_TOKENS_OFFSET);
    }

    void told(int tokens, int thinking) {
        records.putInt(at + TOLD_TOKENS_OFFSET, tokens);
        records.putInt(at + THINKING_TOKENS_OFFSET, thinking);
    }

    /** Steps of the stream that were told. */
    int steps() {
        return records.getInt(at + STEPS_OFFSET);
    }

    void steps(int steps) {
        records.putInt(at + STEPS_OFFSET, steps);
    }

    /** Tokens that come when the timer is due. */
    int nextTokens() {
        return records.getInt(at + NEXT_TOKENS_OFFSET);
    }

    void nextTokens(int tokens) {
        records.putInt(at + NEXT_TOKENS_OFFSET, tokens);
    }

    int attempt() {
        return records.getInt(at + ATTEMPT_OFFSET);
    }

    /** Code of the fault that is played; 0 = none. */
    int fault() {
        return records.getInt(at + FAULT_OFFSET);
    }

    void fault(int code, int attempt) {
        records.putInt(at + FAULT_OFFSET, code);
        records.putInt(at + ATTEMPT_OFFSET, attempt);
    }

    int lookups() {
        return records.getInt(at + LOOKUPS_OFFSET);
    }

    void lookups(int lookups) {
        records.putInt(at + LOOKUPS_OFFSET, lookups);
    }

    /** Goes on walking over the content where the last step ended. */
    void restore(Steps steps, DirectBuffer content, int offset, int length) {
        steps.resume(
                content,
                offset,
                length,
                records.getInt(at + BLOCK_POSITION_OFFSET),
                records.getInt(at + POSITION_OFFSET),
                records.getInt(at + BLOCK_NUMBER_OFFSET),
                records.getInt(at + IN_BLOCK_OFFSET) != 0);
    }

    void save(Steps steps) {
        records.putInt(at + BLOCK_POSITION_OFFSET, steps.blockPosition());
        records.putInt(at + POSITION_OFFSET, steps.position());
        records.putInt(at + BLOCK_NUMBER_OFFSET, steps.block());
        records.putInt(at + IN_BLOCK_OFFSET, steps.isInBlock() ? 1 : 0);
    }

    private static long client(long sessionId, long correlationId) {
        return Seeds.combine(sessionId, correlationId);
    }

    private static int offset(int call) {
        return RECORDS_OFFSET + call * LENGTH;
    }
}
