package io.reprise.perf.load.pace;

/** Equal distances. Computed from the index, so that rounding does not add up. */
final class UniformTimes implements ArrivalTimes {
    private final double periodNs;
    private long index;

    UniformTimes(double ratePerSecond) {
        periodNs = 1e9 / ratePerSecond;
    }

    @Override
    public long nextNs() {
        return expectedNs(index++);
    }

    @Override
    public long expectedNs(long at) {
        return (long) (at * periodNs);
    }
}
