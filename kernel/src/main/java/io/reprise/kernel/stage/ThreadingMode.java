package io.reprise.kernel.stage;

import java.util.Locale;

/** Which threads run the stages. */
public enum ThreadingMode {
    /** The event loop that writes the ring runs all stages itself. */
    INLINE,
    /** All stages on one kernel thread. */
    SHARED,
    /** Journal, engine and egress each on a thread of its own. */
    PIPELINED;

    /** Fewer cores than this run inline: measured, every further thread on a shared core only costs. */
    public static final int MIN_CORES_FOR_THREADS = 4;

    /** What {@code auto} means on a machine with so many cores. */
    public static ThreadingMode forCores(int cores) {
        return cores < MIN_CORES_FOR_THREADS ? INLINE : PIPELINED;
    }

    /** @param text {@code auto}, {@code inline}, {@code shared} or {@code pipelined}, in any case */
    public static ThreadingMode parse(String text, int cores) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "auto" -> forCores(cores);
            case "inline" -> INLINE;
            case "shared" -> SHARED;
            case "pipelined" -> PIPELINED;
            default ->
                throw new IllegalArgumentException(
                        "threading must be one of auto, inline, shared, pipelined, not " + text);
        };
    }

    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
