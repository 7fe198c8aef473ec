package io.reprise.kernel.frame;

/** Values of {@code method} in a CONTROL frame: what the kernel itself is asked to do, at this place of the order. */
public final class ControlMethod {
    /** A snapshot of the state after this frame is taken. No payload, no answer. */
    public static final int SNAPSHOT = 1;

    /** A client opens a session, or comes back to one; answered with WELCOME or ERROR. */
    public static final int OPEN_SESSION = 2;

    /** A client is done with its session, which is forgotten. No payload, no answer. */
    public static final int CLOSE_SESSION = 3;

    private ControlMethod() {}
}
