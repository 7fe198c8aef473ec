package io.reprise.kernel.time;

/** Where the sequencer takes timestamps from. Nothing behind the ring asks a clock. */
@FunctionalInterface
public interface Clock {
    /** Nanoseconds since the Unix epoch; never goes back. */
    long timeNs();
}
