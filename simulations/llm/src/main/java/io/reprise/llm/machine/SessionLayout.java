package io.reprise.llm.machine;

import static org.agrona.BitUtil.SIZE_OF_INT;
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
 *       32      8  firstSeenNs       kernel time of the first request
 *       40      8  lastSeenNs        kernel time of the last one
 *       48      8  messages          taken down in all; the newest are in the history
 *       56      4  place             among all sessions, from 0
 *       60      4  nameLength        bytes of the name that are kept
 *       64     64  name              UTF-8, as far as it fits
 *      128      …  history           8 bytes for each of the newest messages, a ring: message n is at n % max-history
 *   message:
 *        0      4  hash              of what it says
 *        4      4  tokens            and in the highest bit who said it: 1 = the model
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
    static final int MESSAGES_OFFSET = LAST_SEEN_NS_OFFSET + SIZE_OF_LONG;
    static final int PLACE_OFFSET = MESSAGES_OFFSET + SIZE_OF_LONG;
    static final int NAME_LENGTH_OFFSET = PLACE_OFFSET + SIZE_OF_INT;
    static final int NAME_OFFSET = NAME_LENGTH_OFFSET + SIZE_OF_INT;
    static final int HISTORY_OFFSET = 128;

    /** Bytes of a name that are kept. */
    static final int MAX_NAME_LENGTH = HISTORY_OFFSET - NAME_OFFSET;

    static final int MESSAGE_LENGTH = 8;
    static final int MESSAGE_TOKENS = 4;

    private SessionLayout() {}

    /** Bytes of a record. */
    static int length(int maxHistory) {
        return HISTORY_OFFSET + maxHistory * MESSAGE_LENGTH;
    }

    /** For tools that show a session. */
    static Field[] fields() {
        return new Field[] {
            Field.i64("turns", TURNS_OFFSET),
            Field.i64("requests", REQUESTS_OFFSET),
            Field.i64("promptTokens", PROMPT_TOKENS_OFFSET),
            Field.i64("completionTokens", COMPLETION_TOKENS_OFFSET),
            Field.timeNs("firstSeenNs", FIRST_SEEN_NS_OFFSET),
            Field.timeNs("lastSeenNs", LAST_SEEN_NS_OFFSET),
            Field.i64("messages", MESSAGES_OFFSET)
        };
    }
}
