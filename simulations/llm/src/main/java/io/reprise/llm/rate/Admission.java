package io.reprise.llm.rate;

/** Whether a request may go on, and if not, what it lacks. */
public enum Admission {
    ADMITTED,
    LACKS_REQUESTS,
    LACKS_INPUT_TOKENS,
    LACKS_OUTPUT_TOKENS,
    /** All keys the table has room for are in use. */
    TOO_MANY_KEYS;

    private static final Admission[] LACKS = {LACKS_REQUESTS, LACKS_INPUT_TOKENS, LACKS_OUTPUT_TOKENS};

    static Admission lacks(Quota quota) {
        return LACKS[quota.ordinal()];
    }
}
