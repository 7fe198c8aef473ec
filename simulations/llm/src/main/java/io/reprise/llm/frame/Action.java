package io.reprise.llm.frame;

/** What a command wants of the machine. */
public enum Action {
    /** An answer from a model: the command carries what it will say. */
    GENERATE(1),
    /** Only an account of it: what is answered, such as a list of models or a vector, the edge knows. */
    ACCOUNT(2),
    /** The request was wrong; the command says why. */
    REFUSE(3),
    /** A kept answer. */
    FETCH(4),
    /** A kept answer is no longer wanted. */
    DROP(5),
    /** What is known of a session, or of all. */
    LIST_SESSIONS(6),
    END_SESSION(7),
    /** Faults that happen a few times begin anew. */
    RESET_FAULTS(8);

    private static final Action[] ACTIONS = values();

    private final int code;

    Action(int code) {
        this.code = code;
    }

    /** As it stands in the bytes. */
    public int code() {
        return code;
    }

    /** Null when there is no such code: a frame may come from another build. */
    public static Action of(int code) {
        return code >= 1 && code <= ACTIONS.length ? ACTIONS[code - 1] : null;
    }
}
