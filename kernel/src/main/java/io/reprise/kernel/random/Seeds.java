package io.reprise.kernel.random;

/** How seeds are made from seeds: SplitMix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number generators"). */
public final class Seeds {
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    private Seeds() {}

    /** One step of SplitMix64: a bijection that scatters neighbouring seeds. */
    public static long splitMix64(long seed) {
        long z = seed + GOLDEN_GAMMA;
        z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }

    /** A seed that depends on both values and on their order. */
    public static long combine(long seed, long value) {
        return splitMix64(splitMix64(seed) ^ value);
    }
}
