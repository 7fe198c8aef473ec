package io.reprise.llm.content;

/** Why a choice ended; stands on its last block. */
public enum Finish {
    /** The choice goes on with another block. */
    NONE(0),
    STOP(1),
    /** Cut by the limit of tokens; the text of the block may end anywhere, that of a call too. */
    LENGTH(2),
    TOOL_CALLS(3),
    STOP_SEQUENCE(4),
    REFUSAL(5);

    private static final Finish[] FINISHES = values();

    private final int code;

    Finish(int code) {
        this.code = code;
    }

    /** As it stands in the bytes. */
    public int code() {
        return code;
    }

    static boolean isCode(int code) {
        return code >= 0 && code < FINISHES.length;
    }

    public static Finish of(int code) {
        return FINISHES[code];
    }
}
