package io.reprise.llm.rate;

import io.reprise.kernel.state.Region;

/**
 * A bucket that holds a minute's worth and refills all the time, without drift: its state is the moment at which it will
 * be full, to a fraction of a nanosecond that the rate divides (the generic cell rate algorithm, ITU-T I.371, in whole
 * numbers). Nothing has to be written while time passes, and a bucket that is full is as a new one. May be in debt. Engine
 * thread only; allocates nothing.
 *
 * <pre>
 *   offset  bytes
 *        0      8  fullAtNs    kernel time
 *        8      8  fraction    of a ns, in parts of 1 / perMinute
 * </pre>
 */
final class Bucket {
    static final int FULL_AT_NS_OFFSET = 0;
    static final int FRACTION_OFFSET = 8;
    static final int LENGTH = 16;

    /** The highest rate: a minute of it, in token-nanoseconds, just fits into a long. */
    static final long MAX_PER_MINUTE = 150_000_000;

    /** The most that is taken or given back at once; more counts as this. */
    static final long MAX_AMOUNT = 50_000_000;

    /** No time to come is enough. */
    static final long NEVER = Long.MAX_VALUE;

    private static final long NS_PER_MINUTE = 60_000_000_000L;
    private static final long MAX_DEBT_NS = 1L << 60; // 36 years; keeps times and sums within a long

    private final Region region;
    private final long perMinute;
    private int offset;

    /** @param perMinute 1 to {@link #MAX_PER_MINUTE} */
    Bucket(Region region, long perMinute) {
        this.region = region;
        this.perMinute = perMinute;
    }

    /** Moves to the bucket at that offset. */
    Bucket at(int bucketOffset) {
        offset = bucketOffset;
        return this;
    }

    boolean isFull(long nowNs) {
        return resetNs(nowNs) == 0;
    }

    /** How long until it is full, rounded up. */
    long resetNs(long nowNs) {
        long leftNs = fullAtNs() - nowNs + (fraction() > 0 ? 1 : 0);
        return Math.max(0, leftNs);
    }

    /** Whole units that can be taken; never negative. */
    long remaining(long nowNs) {
        long leftNs = fullAtNs() - nowNs;
        if (leftNs < 0) {
            return perMinute;
        }
        if (leftNs >= NS_PER_MINUTE) {
            return 0;
        }
        long missing = leftNs * perMinute + fraction();
        return perMinute - ceilDiv(missing, NS_PER_MINUTE);
    }

    /** How long until so much is there, rounded up; {@link #NEVER} when it holds less even when full. */
    long waitNs(long nowNs, long amount) {
        if (amount > perMinute) {
            return NEVER;
        }
        long spareNs = ceilDiv(fraction() - (perMinute - amount) * NS_PER_MINUTE, perMinute);
        return Math.max(0, fullAtNs() - nowNs + spareNs);
    }

    /**
     * Takes so much, or gives back if it is negative.
     *
     * @param amount more than {@link #MAX_AMOUNT} counts as that
     */
    void take(long nowNs, long amount) {
        long bounded = Math.max(-MAX_AMOUNT, Math.min(MAX_AMOUNT, amount));
        boolean full = fullAtNs() < nowNs;
        long parts = bounded * NS_PER_MINUTE + (full ? 0 : fraction());
        long fromNs = full ? nowNs : fullAtNs();
        long untilNs = fromNs + Math.floorDiv(parts, perMinute);
        long fraction = Math.floorMod(parts, perMinute);
        if (untilNs < nowNs) {
            untilNs = nowNs;
            fraction = 0;
        }
        region.putLong(offset + FULL_AT_NS_OFFSET, Math.min(nowNs + MAX_DEBT_NS, untilNs));
        region.putLong(offset + FRACTION_OFFSET, fraction);
    }

    private long fullAtNs() {
        return region.getLong(offset + FULL_AT_NS_OFFSET);
    }

    private long fraction() {
        return region.getLong(offset + FRACTION_OFFSET);
    }

    private static long ceilDiv(long dividend, long positive) {
        return -Math.floorDiv(-dividend, positive);
    }
}
