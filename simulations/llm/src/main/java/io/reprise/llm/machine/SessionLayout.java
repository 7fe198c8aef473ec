package io.reprise.llm.machine;

import static org.agrona.BitUtil.SIZE_OF_LONG;

import io.reprise.kernel.state.RegionLayout.Field;

/**
 * The record of one session, the value in a {@code LongTable} whose key is the session's hash (0: requests that name
 * nobody). Little-endian, 8-byte aligned.
 *
 * <pre>
 *   offset  bytes
 *        0      8  turns             answered requests whose last message is a user message
 *        8      8  requests          answered requests; the rest of them carries tool results
 *       16      8  promptTokens      of all answered requests
 *       24      8  completionTokens  of all answers
 *       32      8  firstSeenNs       kernel time of the first answered request
 *       40      8  lastSeenNs        kernel time of the last one
 * </pre>
 *
 * {@code docs/formats/llm-session.md} mirrors this class and a test holds the two together.
 */
final class SessionLayout {
    static final int TURNS_OFFSET = 0;
    static final int REQUESTS_OFFSET = TURNS_OFFSET + SIZE_OF_LONG;
    static final int PROMPT_TOKENS_OFFSET = REQUESTS_OFFSET + SIZE_OF_LONG;
    static final int COMPLETION_TOKENS_OFFSET = PROMPT_TOKENS_OFFSET + SIZE_OF_LONG;
    static final int FIRST_SEEN_NS_OFFSET = COMPLETION_TOKENS_OFFSET + SIZE_OF_LONG;
    static final int LAST_SEEN_NS_OFFSET = FIRST_SEEN_NS_OFFSET + SIZE_OF_LONG;
    static final int LENGTH = LAST_SEEN_NS_OFFSET + SIZE_OF_LONG;

    private SessionLayout() {}

    /** For tools that show a session. */
    static Field[] fields() {
        return new Field[] {
            Field.i64("turns", TURNS_OFFSET),
            Field.i64("requests", REQUESTS_OFFSET),
            Field.i64("promptTokens", PROMPT_TOKENS_OFFSET),
            Field.i64("completionTokens", COMPLETION_TOKENS_OFFSET),
            Field.timeNs("firstSeenNs", FIRST_SEEN_NS_OFFSET),
            Field.timeNs("lastSeenNs", LAST_SEEN_NS_OFFSET)
        };
    }
}
