package io.reprise.llm.frame;

/** What a frame of an answer says. All but {@link #START} and {@link #DELTA} end the answer. */
public enum AnswerEvent {
    /** A streamed answer begins; an {@link Outcome} as far as it is known. */
    START(1),
    /** What a streamed answer says next; a {@link Delta}. */
    DELTA(2),
    /** A streamed answer is whole; an {@link Outcome}. */
    END(3),
    /** An answer that was not streamed: an {@link Outcome} and the content behind it. */
    WHOLE(4),
    /** The provider fails; an {@link Outcome} with a failure. */
    FAILURE(5),
    /** The connection ends in the middle of the answer. */
    CUT(6),
    /** The connection is reset. */
    RESET(7),
    /** What the edge knew may be told now; an {@link Outcome}. */
    ACCOUNT(8),
    /** A kept answer: an {@link Outcome}, the echo and the content. */
    KEPT(9),
    /** There is no such kept answer, or no such session. */
    NOT_FOUND(10),
    /** Records of sessions. */
    SESSIONS(11);

    private static final AnswerEvent[] EVENTS = values();

    private final int code;

    AnswerEvent(int code) {
        this.code = code;
    }

    /** As it stands in the bytes. */
    public int code() {
        return code;
    }

    public static AnswerEvent of(int code) {
        return EVENTS[code - 1];
    }
}
