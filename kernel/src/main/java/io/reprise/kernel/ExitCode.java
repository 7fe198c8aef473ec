package io.reprise.kernel;

/** What the process's exit code says; {@code docs/exit-codes.md} lists them. */
public final class ExitCode {
    public static final int OK = 0;

    /** A replay did not reach what was recorded, or a check failed. */
    public static final int DIVERGED = 1;

    /** The input or the arguments cannot be used; nothing was done. */
    public static final int UNUSABLE = 2;

    /** A peer refused or lost the connection. */
    public static final int DISCONNECTED = 3;

    /** The kernel stopped itself: a machine under policy {@code halt}, or a fault of its own. */
    public static final int KERNEL_FAILED = 4;

    /** The disk failed: nothing was acknowledged after the first error, and nothing tried again. */
    public static final int STORAGE_FAILED = 5;

    /** The disk has no room for what was asked; nothing was done. */
    public static final int STORAGE_FULL = 6;

    /** Nothing was wrong, but not everything that was asked for could be tried on this machine. */
    public static final int SKIPPED = 77;

    private ExitCode() {}
}
