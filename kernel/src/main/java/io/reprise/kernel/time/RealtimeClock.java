package io.reprise.kernel.time;

import java.time.Instant;

/**
 * Wall-clock time at construction, carried on by the monotonic clock: steps of the wall clock do not reach kernel time.
 * Any thread.
 */
public final class RealtimeClock implements Clock {
    private final long offsetNs;

    /** @param floorNs time never starts before this: the last timestamp of the journal that is continued, or 0 */
    public RealtimeClock(long floorNs) {
        Instant now = Instant.now();
        long wallNs = Math.addExact(Math.multiplyExact(now.getEpochSecond(), 1_000_000_000L), now.getNano());
        this.offsetNs = Math.max(wallNs, floorNs) - System.nanoTime();
    }

    @Override
    public long timeNs() {
        return System.nanoTime() + offsetNs;
    }
}
