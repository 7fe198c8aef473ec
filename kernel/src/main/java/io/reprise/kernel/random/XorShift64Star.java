package io.reprise.kernel.random;

/**
 * XorShift64* (Vigna, "An experimental exploration of Marsaglia's xorshift generators, scrambled", 2016): 64 bits of
 * state, period 2^64 - 1. Every seed is legal, 0 included: it passes through SplitMix64 first. Not thread safe.
 *
 * <p>A checkpoint is the pair {@link #state()}, {@link #operations()}.
 */
public final class XorShift64Star {
    private static final long MULTIPLIER = 0x2545F4914F6CDD1DL;
    private static final double DOUBLE_UNIT = 0x1.0p-53;
    private static final double OPEN_DOUBLE_UNIT = 0x1.0p-52; // 52 bits and a half are exact; 53 would round up to 1.0

    private long state;
    private long operations;

    public XorShift64Star(long seed) {
        seed(seed);
    }

    /** Starts over from a seed. */
    public void seed(long seed) {
        state = firstState(seed);
        operations = 0;
    }

    /** What {@link #nextDouble} of a new generator with that seed gives, without one: for who draws once. */
    public static double firstDouble(long seed) {
        return toDouble(step(firstState(seed)) * MULTIPLIER);
    }

    private static long firstState(long seed) {
        long scattered = Seeds.splitMix64(seed);
        return scattered == 0 ? MULTIPLIER : scattered; // SplitMix64 is a bijection: exactly one seed gives 0
    }

    /** The raw state; never 0. */
    public long state() {
        return state;
    }

    /** How many numbers were drawn since the seed. */
    public long operations() {
        return operations;
    }

    /** Returns to a checkpoint. */
    public void restore(long checkpointState, long checkpointOperations) {
        if (checkpointState == 0) {
            throw new IllegalArgumentException("a checkpoint's state is never 0");
        }
        state = checkpointState;
        operations = checkpointOperations;
    }

    /** A generator of its own, seeded by the next number of this one. */
    public XorShift64Star fork() {
        return new XorShift64Star(nextLong());
    }

    public long nextLong() {
        state = step(state);
        operations++;
        return state * MULTIPLIER;
    }

    private static long step(long state) {
        long x = state;
        x ^= x >>> 12;
        x ^= x << 25;
        return x ^ x >>> 27;
    }

    /**
     * Uniform in [0, bound), without bias: multiply-shift with rejection (Lemire, "Fast random integer generation in an
     * interval", 2019).
     *
     * @param bound positive
     */
    public long nextLong(long bound) {
        if (bound <= 0) {
            throw new IllegalArgumentException("bound must be positive: " + bound);
        }
        long random = nextLong();
        long low = random * bound;
        if (Long.compareUnsigned(low, bound) < 0) {
            long threshold = Long.remainderUnsigned(-bound, bound);
            while (Long.compareUnsigned(low, threshold) < 0) {
                random = nextLong();
                low = random * bound;
            }
        }
        return multiplyHighUnsigned(random, bound);
    }

    /** As {@link #nextLong(long)}, for an int. */
    public int nextInt(int bound) {
        return (int) nextLong(bound);
    }

    /** Uniform in [0, 1), 53 bits. */
    public double nextDouble() {
        return toDouble(nextLong());
    }

    private static double toDouble(long random) {
        return (random >>> 11) * DOUBLE_UNIT;
    }

    /** Uniform in (0, 1): safe before a logarithm. */
    public double nextOpenDouble() {
        return ((nextLong() >>> 12) + 0.5) * OPEN_DOUBLE_UNIT;
    }

    private static long multiplyHighUnsigned(long a, long positive) {
        return Math.multiplyHigh(a, positive) + (a >> 63 & positive);
    }
}
