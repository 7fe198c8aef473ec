package io.reprise.llm.cache;

import io.reprise.kernel.machine.MachineSetup;
import io.reprise.kernel.random.Seeds;
import io.reprise.kernel.state.LongTable;
import io.reprise.kernel.state.Region;
import io.reprise.kernel.state.RegionLayout;
import io.reprise.kernel.state.RegionLayout.Field;
import java.util.List;

/**
 * The prefix blocks of prompts that every model has seen. A block's hash must stand for the whole prompt up to its end, as
 * the hash ids of Mooncake's traces do. When there is no room, a block is forgotten that was not seen again since the hand
 * of the clock passed it (Corbató, "A paging experiment with the Multics system", 1968). Engine thread only; allocates
 * nothing after construction.
 *
 * <pre>
 *   offset  bytes
 *        0      8  hand      position that is looked at next
 *        8     56  reserved  zero
 *       64      …  ring      8 bytes each: key of a block in the table, by the order they came at first
 *   value in the table:
 *        0      8  seenAgain 1 = it was, since the hand passed
 * </pre>
 */
public final class PromptCache {
    private static final int HAND_OFFSET = 0;
    private static final int RING_OFFSET = 64;

    private final int maxBlocks;
    private final Region ring;
    private final LongTable blocks;

    /** Limit {@code cache-blocks}, 65,536 by default. */
    public PromptCache(MachineSetup setup) {
        maxBlocks = (int) setup.limit("cache-blocks", 65_536, 1, 1 << 24);
        ring = setup.store().region("cache-ring", RING_OFFSET + maxBlocks * Long.BYTES);
        blocks = new LongTable(setup.store(), "cache-blocks", maxBlocks, Long.BYTES, Field.i64("seenAgain", 0));
        ring.layout(RegionLayout.ofHeader(List.of(Field.i64("hand", HAND_OFFSET))));
    }

    /** How many blocks are known. */
    public int count() {
        return (int) blocks.count();
    }

    /**
     * How many tokens of a prompt the model need not work on, and remembers the prompt.
     *
     * @param model index
     * @param prefixHashes one for each whole block, first block first; only the first {@code count} matter
     * @param blockTokens length of a block
     * @return a multiple of that
     */
    public int cachedTokens(int model, long[] prefixHashes, int count, int blockTokens) {
        int known = 0;
        while (known < count && touch(key(model, prefixHashes[known]))) {
            known++;
        }
        for (int i = known; i < count; i++) {
            long key = key(model, prefixHashes[i]);
            if (!touch(key)) {
                remember(key);
            }
        }
        return known * blockTokens;
    }

    /** Whether the block is known; it is then seen again. */
    private boolean touch(long key) {
        int found = blocks.find(key);
        if (found == LongTable.NONE) {
            return false;
        }
        blocks.region().putLong(found, 1);
        return true;
    }

    private void remember(long key) {
        int position = count() < maxBlocks ? count() : freePosition();
        ring.putLong(RING_OFFSET + position * Long.BYTES, key);
        blocks.findOrAdd(key);
    }

    /** Forgets the first block in the way of the hand that was not seen again; the hand goes around once at most. */
    private int freePosition() {
        int position = (int) ring.getLong(HAND_OFFSET);
        while (seenAgain(position)) {
            blocks.region().putLong(blocks.find(key(position)), 0);
            position = after(position);
        }
        blocks.remove(key(position));
        ring.putLong(HAND_OFFSET, after(position));
        return position;
    }

    private boolean seenAgain(int position) {
        return blocks.region().getLong(blocks.find(key(position))) != 0;
    }

    private int after(int position) {
        return position + 1 == maxBlocks ? 0 : position + 1;
    }

    private long key(int position) {
        return ring.getLong(RING_OFFSET + position * Long.BYTES);
    }

    private static long key(int model, long prefixHash) {
        return Seeds.combine(prefixHash, model);
    }
}
