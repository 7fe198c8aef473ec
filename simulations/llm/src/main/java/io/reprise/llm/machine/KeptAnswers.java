package io.reprise.llm.machine;

import io.reprise.kernel.machine.MachineSetup;
import io.reprise.kernel.state.BlockStore;
import io.reprise.kernel.state.LongTable;
import io.reprise.kernel.state.Region;
import io.reprise.kernel.state.RegionLayout.Field;
import io.reprise.llm.frame.Command;
import io.reprise.llm.frame.Command.Section;

/**
 * Answers that clients may fetch again or go on from, off-heap: what was said, and what the edge wants to see again. The oldest
 * make room for new ones. Engine thread only; allocates nothing after construction.
 *
 * <pre>
 *   record, by contentSeed:
 *   offset  bytes
 *        0      8  block          of echo and content in region kept-bytes
 *        8      4  echoLength
 *       12      4  contentLength
 *       16      4  promptTokens   those of what it went on from included
 *       20      4  completionTokens
 *       24      8  createdNs
 *       32      8  place          in the order of keeping
 * </pre>
 */
final class KeptAnswers {
    static final int NONE = LongTable.NONE;

    private static final int BLOCK_OFFSET = 0;
    private static final int ECHO_LENGTH_OFFSET = 8;
    private static final int CONTENT_LENGTH_OFFSET = 12;
    private static final int PROMPT_TOKENS_OFFSET = 16;
    private static final int COMPLETION_TOKENS_OFFSET = 20;
    private static final int CREATED_NS_OFFSET = 24;
    private static final int PLACE_OFFSET = 32;
    private static final int LENGTH = 40;

    // region kept-order: next place, oldest place, then the seed kept at each place
    private static final int NEXT_OFFSET = 0;
    private static final int OLDEST_OFFSET = 8;
    private static final int SEEDS_OFFSET = 16;

    /** Bounds what keeping one answer may cost others. */
    private static final int MAX_MADE_ROOM = 64;

    private final int max;
    private final LongTable table;
    private final Region records;
    private final Region order;
    private final BlockStore bytes;

    KeptAnswers(MachineSetup setup) {
        max = (int) setup.limit("max-kept", 10_000, 1, 1 << 20);
        int length = (int) setup.limit("kept-bytes", 64L << 20, 1 << 16, 1L << 30);
        table = new LongTable(
                setup.store(),
                "kept",
                max,
                LENGTH,
                Field.i64("block", BLOCK_OFFSET),
                Field.timeNs("createdNs", CREATED_NS_OFFSET));
        records = table.region();
        order = setup.store().region("kept-order", SEEDS_OFFSET + max * Long.BYTES);
        bytes = new BlockStore(setup.store(), "kept-bytes", length);
    }

    /** Keeps the answer of a command; one that is too long for what there is is not kept. */
    void keep(Command command, int promptTokens, int completionTokens, long nowNs) {
        drop(command.contentSeed()); // the same request again has the same answer
        int echoLength = command.length(Section.ECHO);
        int contentLength = command.length(Section.CONTENT);
        int length = padded(echoLength) + contentLength;
        int block = room(Math.max(1, length));
        if (block == BlockStore.NONE) {
            return;
        }
        bytes.region().putBytes(block, command.buffer(), command.offset(Section.ECHO), echoLength);
        bytes.region()
                .putBytes(block + padded(echoLength), command.buffer(), command.offset(Section.CONTENT), contentLength);
        long place = order.getLong(NEXT_OFFSET);
        order.putLong(NEXT_OFFSET, place + 1);
        order.putLong(seedOffset(place), command.contentSeed());
        int at = table.findOrAdd(command.contentSeed());
        records.putLong(at + BLOCK_OFFSET, block);
        records.putInt(at + ECHO_LENGTH_OFFSET, echoLength);
        records.putInt(at + CONTENT_LENGTH_OFFSET, contentLength);
        records.putInt(at + PROMPT_TOKENS_OFFSET, promptTokens);
        records.putInt(at + COMPLETION_TOKENS_OFFSET, completionTokens);
        records.putLong(at + CREATED_NS_OFFSET, nowNs);
        records.putLong(at + PLACE_OFFSET, place);
    }

    /** Where the record of an answer is, or {@link #NONE}. */
    int find(long contentSeed) {
        return table.find(contentSeed);
    }

    /** Tokens of all that was said up to the end of that answer. */
    int contextTokens(int at) {
        return promptTokens(at) + completionTokens(at);
    }

    int promptTokens(int at) {
        return records.getInt(at + PROMPT_TOKENS_OFFSET);
    }

    int completionTokens(int at) {
        return records.getInt(at + COMPLETION_TOKENS_OFFSET);
    }

    long createdNs(int at) {
        return records.getLong(at + CREATED_NS_OFFSET);
    }

    int echoLength(int at) {
        return records.getInt(at + ECHO_LENGTH_OFFSET);
    }

    /** Of the echo, padded to a multiple of 8, and the content behind it. */
    int length(int at) {
        return padded(echoLength(at)) + records.getInt(at + CONTENT_LENGTH_OFFSET);
    }

    /** Where these bytes begin in {@link #bytes()}. */
    int offset(int at) {
        return (int) records.getLong(at + BLOCK_OFFSET);
    }

    Region bytes() {
        return bytes.region();
    }

    /** False when there is none. */
    boolean drop(long contentSeed) {
        int at = table.find(contentSeed);
        if (at == NONE) {
            return false;
        }
        order.putLong(seedOffset(records.getLong(at + PLACE_OFFSET)), 0);
        bytes.free(offset(at), Math.max(1, length(at)));
        return table.remove(contentSeed);
    }

    private int room(int length) {
        for (int i = 0; i < MAX_MADE_ROOM; i++) {
            int block = order.getLong(NEXT_OFFSET) - order.getLong(OLDEST_OFFSET) < max
                    ? bytes.allocate(length)
                    : BlockStore.NONE;
            if (block != BlockStore.NONE || table.count() == 0) {
                return block;
            }
            dropOldest();
        }
        return BlockStore.NONE;
    }

    private void dropOldest() {
        long place = order.getLong(OLDEST_OFFSET);
        while (place < order.getLong(NEXT_OFFSET)) {
            long seed = order.getLong(seedOffset(place));
            order.putLong(OLDEST_OFFSET, ++place);
            int at = table.find(seed);
            if (at != NONE && records.getLong(at + PLACE_OFFSET) == place - 1) {
                drop(seed);
                return;
            }
        }
    }

    /** Places come round. */
    private int seedOffset(long place) {
        return SEEDS_OFFSET + (int) (place % max) * Long.BYTES;
    }

    private static int padded(int length) {
        return length + 7 & -8;
    }
}
