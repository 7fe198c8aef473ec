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

    /** The kernel stopped itself: journal, disk, or a machine under policy {@code halt}. */
    public static final int KERNEL_FAILED = 4;

    /** Nothing was wrong, but not everything that was asked for could be tried on this machine. */
    public static final int SKIPPED = 77;

    private ExitCode() {}
}
