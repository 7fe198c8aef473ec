package io.reprise.perf.load.work;

import io.reprise.kernel.random.Seeds;

/** All prompts of one length, no two alike. */
public record FixedPrompts(int inputTokens, int maxTokens) implements Prompts {
    public FixedPrompts {
        if (inputTokens < 1 || maxTokens < 1) {
            throw new IllegalArgumentException(
                    "a prompt and its answer have 1 token or more; got " + inputTokens + " in, " + maxTokens + " out");
        }
    }

    @Override
    public String label() {
        return "prompts of " + inputTokens + " tokens";
    }

    @Override
    public long count() {
        return Long.MAX_VALUE;
    }

    @Override
    public int inputTokens(long index) {
        return inputTokens;
    }

    @Override
    public int maxTokens(long index) {
        return maxTokens;
    }

    @Override
    public long blockId(long index, int block, long seed) {
        return ownBlock(index, block, seed);
    }

    /** A block that no other request has. */
    static long ownBlock(long index, int block, long seed) {
        return Seeds.combine(Seeds.combine(seed, index), block);
    }
}
