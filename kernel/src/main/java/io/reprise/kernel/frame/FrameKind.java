package io.reprise.kernel.frame;

/** Values of the frame's {@code kind}. Plain ints: they are switched on for every frame. */
public final class FrameKind {
    /** Space in a ring that carries nothing; never on the wire, never in a journal. */
    public static final int PADDING = 0;

    /** Wants an answer. */
    public static final int REQUEST = 1;

    /** Wants none. */
    public static final int NOTIFICATION = 2;

    /** Kernel time has reached a timer's deadline. */
    public static final int TICK = 3;

    /** Snapshot mark, clock, shutdown. */
    public static final int CONTROL = 4;

    /** What was refused when the kernel was overloaded. */
    public static final int SHED = 5;

    /** The answer to a request. */
    public static final int RESPONSE = 16;

    /** One part of a streamed answer. */
    public static final int PART = 17;

    /** The answer to a request that failed; {@code status} says how. */
    public static final int ERROR = 18;

    /** First frame of a client. */
    public static final int HELLO = 32;

    /** The server's answer to HELLO. */
    public static final int WELCOME = 33;

    /** Are you there? */
    public static final int PING = 34;

    /** The answer to PING; same correlation id and payload. */
    public static final int PONG = 35;

    private FrameKind() {}

    /** The name the documentation uses, or the number when there is none. */
    public static String name(int kind) {
        return switch (kind) {
            case PADDING -> "PADDING";
            case REQUEST -> "REQUEST";
            case NOTIFICATION -> "NOTIFICATION";
            case TICK -> "TICK";
            case CONTROL -> "CONTROL";
            case SHED -> "SHED";
            case RESPONSE -> "RESPONSE";
            case PART -> "PART";
            case ERROR -> "ERROR";
            case HELLO -> "HELLO";
            case WELCOME -> "WELCOME";
            case PING -> "PING";
            case PONG -> "PONG";
            default -> "KIND_" + kind;
        };
    }
}
