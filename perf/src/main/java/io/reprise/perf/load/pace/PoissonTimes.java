package io.reprise.perf.load.pace;

import io.reprise.kernel.random.XorShift64Star;

/** A Poisson process: independent, exponentially distributed distances. The same seed gives the same times anywhere. */
final class PoissonTimes implements ArrivalTimes {
    private final XorShift64Star random;
    private final double meanNs;
    private double timeNs;

    PoissonTimes(double ratePerSecond, long seed) {
        meanNs = 1e9 / ratePerSecond;
        random = new XorShift64Star(seed);
    }

    @Override
    public long nextNs() {
        timeNs -= StrictMath.log(random.nextOpenDouble()) * meanNs;
        return (long) timeNs;
    }

    @Override
    public long expectedNs(long index) {
        return (long) ((index + 1) * meanNs);
    }
}
