package io.reprise.perf.load.work;

import io.reprise.perf.load.trace.Trace;

/** Prompts as long as those of a trace; blocks the trace calls equal are equal. */
public record TracePrompts(Trace trace) implements Prompts {
    @Override
    public String label() {
        return trace.toString();
    }

    @Override
    public long count() {
        return trace.size();
    }

    @Override
    public int inputTokens(long index) {
        return Math.max(1, trace.inputTokens((int) index));
    }

    @Override
    public int maxTokens(long index) {
        return Math.max(1, trace.outputTokens((int) index));
    }

    @Override
    public long blockId(long index, int block, long seed) {
        boolean named = block < trace.blocks((int) index);
        return named ? trace.blockId((int) index, block) : FixedPrompts.ownBlock(index, block, seed);
    }
}
