package io.reprise.llm.frame;

/** How a provider fails, whatever its API calls it. */
public enum Failure {
    /** Too many requests per minute. */
    RATE_REQUESTS(1),
    /** Too many tokens per minute. */
    RATE_TOKENS(2),
    /** Nothing is left of what was paid for. */
    QUOTA(3),
    SERVER_ERROR(4),
    /** Overloaded for now. */
    UNAVAILABLE(5),
    /** Anthropic's 529. */
    OVERLOADED(6),
    CONTEXT_LENGTH(7),
    CONTENT_POLICY(8),
    /** The last message may not be the assistant's. */
    NO_PREFILL(9),
    /** What is to be gone on from is not kept. */
    PREVIOUS_NOT_FOUND(10),
    /** A table of the simulator is full. */
    EXHAUSTED(11),
    /** Any HTTP status a test has asked for. */
    STATUS(12);

    private static final Failure[] FAILURES = values();

    private final int code;

    Failure(int code) {
        this.code = code;
    }

    /** As it stands in the bytes. */
    public int code() {
        return code;
    }

    /** Null for 0: no failure. */
    public static Failure of(int code) {
        return code == 0 ? null : FAILURES[code - 1];
    }
}
