package io.reprise.llm.frame;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * What became of a request: the account that begins every frame of an answer but a {@link Delta}. A flyweight: valid as long as
 * the bytes are. One thread.
 *
 * <pre>
 *   offset  bytes
 *        0      1  event             AnswerEvent.code()
 *        1      1  fault             that was played; 0 = none
 *        2      2  attempt           which of the tries this was, from 0
 *        4      4  failure           Failure.code(); 0 = none
 *        8      4  retryAfterMs      -1 = not said
 *       12      4  flags             1 the stream ends without its last word
 *       16      8  contentSeed
 *       24      4  promptTokens      those of what it goes on from included
 *       28      4  cachedTokens      of these
 *       32      4  completionTokens  so far
 *       36      4  thinkingTokens    of these
 *       40      8  queueNs           waited for a place
 *       48      8  processingNs      from then on
 *       56      8  totalNs           since it was put in order
 *       64      4  randomOperations  numbers drawn for times and faults
 *       68      4  stateLookups      records looked up
 *       72     36  limits            requests, prompt tokens, completion tokens: of each u32 per minute (0 = no limit), u32 left,
 *                                    u32 ms until whole again
 *      108      4  echoLength        KEPT: bytes of the echo, which stands before the content
 *      112      8  createdNs         kernel time the request was put in order
 *      120      4  failureStatus  HTTP status of Failure.STATUS
 *      124      4  reserved
 *      128      …  KEPT: echo, padded to a multiple of 8; WHOLE, KEPT: content
 * </pre>
 */
public final class Outcome {
    /** {@link #retryAfterMs()} when the client is told nothing. */
    public static final int NOT_SAID = -1;

    /** The stream ends without its last word. */
    public static final int FLAG_NO_LAST_WORD = 1;

    public static final int LENGTH = 128;

    static final int FAULT_OFFSET = 1;
    static final int ATTEMPT_OFFSET = 2;
    static final int FAILURE_OFFSET = 4;
    static final int RETRY_AFTER_MS_OFFSET = 8;
    static final int FLAGS_OFFSET = 12;
    static final int CONTENT_SEED_OFFSET = 16;
    static final int PROMPT_TOKENS_OFFSET = 24;
    static final int CACHED_TOKENS_OFFSET = 28;
    static final int COMPLETION_TOKENS_OFFSET = 32;
    static final int THINKING_TOKENS_OFFSET = 36;
    static final int QUEUE_NS_OFFSET = 40;
    static final int PROCESSING_NS_OFFSET = 48;
    static final int TOTAL_NS_OFFSET = 56;
    static final int RANDOM_OPERATIONS_OFFSET = 64;
    static final int STATE_LOOKUPS_OFFSET = 68;
    static final int LIMITS_OFFSET = 72;
    static final int ECHO_LENGTH_OFFSET = 108;
    static final int CREATED_NS_OFFSET = 112;
    static final int FAILURE_STATUS_OFFSET = 120;

    private static final int LIMIT_LENGTH = 12;
    private static final int LEFT = 4;
    private static final int RESET_MS = 8;

    /** What is limited. */
    public enum Limit {
        REQUESTS,
        PROMPT_TOKENS,
        COMPLETION_TOKENS
    }

    private DirectBuffer buffer;
    private MutableDirectBuffer writable;
    private int offset;
    private int length;

    /** For reading. */
    public Outcome wrap(DirectBuffer newBuffer, int newOffset, int newLength) {
        buffer = newBuffer;
        offset = newOffset;
        length = newLength;
        return this;
    }

    /** For writing: zero in all fields. */
    public Outcome begin(MutableDirectBuffer newBuffer, int newOffset, int newLength, AnswerEvent event) {
        writable = newBuffer;
        wrap(newBuffer, newOffset, newLength);
        writable.setMemory(offset, LENGTH, (byte) 0);
        writable.putByte(offset, (byte) event.code());
        return putInt(RETRY_AFTER_MS_OFFSET, NOT_SAID);
    }

    public AnswerEvent event() {
        return AnswerEvent.of(buffer.getByte(offset));
    }

    public int fault() {
        return buffer.getByte(offset + FAULT_OFFSET) & 0xFF;
    }

    public Outcome fault(int code, int attempt) {
        writable.putByte(offset + FAULT_OFFSET, (byte) code);
        writable.putShort(offset + ATTEMPT_OFFSET, (short) attempt, LITTLE_ENDIAN);
        return this;
    }

    public int attempt() {
        return buffer.getShort(offset + ATTEMPT_OFFSET, LITTLE_ENDIAN) & 0xFFFF;
    }

    public Failure failure() {
        return Failure.of(getInt(FAILURE_OFFSET));
    }

    public int retryAfterMs() {
        return getInt(RETRY_AFTER_MS_OFFSET);
    }

    public Outcome failure(Failure failure, int retryAfterMs) {
        return putInt(FAILURE_OFFSET, failure.code()).putInt(RETRY_AFTER_MS_OFFSET, retryAfterMs);
    }

    /** The HTTP status of {@link Failure#STATUS}. */
    public int failureStatus() {
        return getInt(FAILURE_STATUS_OFFSET);
    }

    public Outcome failureStatus(int httpStatus) {
        return putInt(FAILURE_STATUS_OFFSET, httpStatus);
    }

    public boolean has(int flag) {
        return (getInt(FLAGS_OFFSET) & flag) != 0;
    }

    public Outcome flags(int flags) {
        return putInt(FLAGS_OFFSET, flags);
    }

    public long contentSeed() {
        return getLong(CONTENT_SEED_OFFSET);
    }

    public Outcome contentSeed(long seed) {
        return putLong(CONTENT_SEED_OFFSET, seed);
    }

    public int promptTokens() {
        return getInt(PROMPT_TOKENS_OFFSET);
    }

    public int cachedTokens() {
        return getInt(CACHED_TOKENS_OFFSET);
    }

    public Outcome promptTokens(int tokens, int cached) {
        return putInt(PROMPT_TOKENS_OFFSET, tokens).putInt(CACHED_TOKENS_OFFSET, cached);
    }

    /** Thinking included. */
    public int completionTokens() {
        return getInt(COMPLETION_TOKENS_OFFSET);
    }

    public int thinkingTokens() {
        return getInt(THINKING_TOKENS_OFFSET);
    }

    public Outcome completionTokens(int tokens, int thinking) {
        return putInt(COMPLETION_TOKENS_OFFSET, tokens).putInt(THINKING_TOKENS_OFFSET, thinking);
    }

    public long queueNs() {
        return getLong(QUEUE_NS_OFFSET);
    }

    public long processingNs() {
        return getLong(PROCESSING_NS_OFFSET);
    }

    public long totalNs() {
        return getLong(TOTAL_NS_OFFSET);
    }

    public Outcome times(long queueNs, long processingNs, long totalNs) {
        return putLong(QUEUE_NS_OFFSET, queueNs)
                .putLong(PROCESSING_NS_OFFSET, processingNs)
                .putLong(TOTAL_NS_OFFSET, totalNs);
    }

    public int randomOperations() {
        return getInt(RANDOM_OPERATIONS_OFFSET);
    }

    public int stateLookups() {
        return getInt(STATE_LOOKUPS_OFFSET);
    }

    public Outcome work(int randomOperations, int stateLookups) {
        return putInt(RANDOM_OPERATIONS_OFFSET, randomOperations).putInt(STATE_LOOKUPS_OFFSET, stateLookups);
    }

    /** Per minute; 0 = there is no limit. */
    public int perMinute(Limit limit) {
        return getInt(limitOffset(limit));
    }

    public int left(Limit limit) {
        return getInt(limitOffset(limit) + LEFT);
    }

    /** How long until the limit is whole again, if nothing more is asked. */
    public int resetMs(Limit limit) {
        return getInt(limitOffset(limit) + RESET_MS);
    }

    public Outcome limit(Limit limit, int perMinute, int left, int resetMs) {
        return putInt(limitOffset(limit), perMinute)
                .putInt(limitOffset(limit) + LEFT, left)
                .putInt(limitOffset(limit) + RESET_MS, resetMs);
    }

    public long createdNs() {
        return getLong(CREATED_NS_OFFSET);
    }

    public Outcome createdNs(long timeNs) {
        return putLong(CREATED_NS_OFFSET, timeNs);
    }

    public int echoLength() {
        return getInt(ECHO_LENGTH_OFFSET);
    }

    public Outcome echoLength(int bytes) {
        return putInt(ECHO_LENGTH_OFFSET, bytes);
    }

    public DirectBuffer buffer() {
        return buffer;
    }

    public int echoOffset() {
        return offset + LENGTH;
    }

    public int contentOffset() {
        return offset + LENGTH + (echoLength() + 7 & -8);
    }

    public int contentLength() {
        return length - (contentOffset() - offset);
    }

    private static int limitOffset(Limit limit) {
        return LIMITS_OFFSET + limit.ordinal() * LIMIT_LENGTH;
    }

    private long getLong(int field) {
        return buffer.getLong(offset + field, LITTLE_ENDIAN);
    }

    private Outcome putLong(int field, long value) {
        writable.putLong(offset + field, value, LITTLE_ENDIAN);
        return this;
    }

    private int getInt(int field) {
        return buffer.getInt(offset + field, LITTLE_ENDIAN);
    }

    private Outcome putInt(int field, int value) {
        writable.putInt(offset + field, value, LITTLE_ENDIAN);
        return this;
    }
}
