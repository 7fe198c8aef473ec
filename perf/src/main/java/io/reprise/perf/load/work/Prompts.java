package io.reprise.perf.load.work;

/** How long prompts and answers are and which parts of prompts are alike. Immutable. */
public interface Prompts {
    /** One phrase for reports. */
    String label();

    /** How many there are. */
    long count();

    /** Length of the prompt of request {@code index}. */
    int inputTokens(long index);

    /** What the request sets as {@code max_tokens}; at least 1. */
    int maxTokens(long index);

    /** Names the text of one block of the prompt; equal ids are equal text. */
    long blockId(long index, int block, long seed);
}
