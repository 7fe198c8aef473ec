package io.reprise.llm.latency;

/**
 * A latency given by four of its quantiles. Between two of them it is log-linear: the logarithm of the latency grows
 * evenly with the share. The tails are as the parts next to them: the fastest draw is as far below p50 as p90 is above it,
 * and the slowest is as far above p99 as p99 is above p95, both as ratios. Immutable.
 */
public record LatencyQuantiles(long p50Ns, long p90Ns, long p95Ns, long p99Ns) {
    /** There are no quantiles: a mixture counts. */
    public static final LatencyQuantiles NONE = new LatencyQuantiles(0, 0, 0, 0);

    public LatencyQuantiles {
        Checks.range("p50", p50Ns, 0, LatencyDraw.MAX_NS);
        Checks.range("p90", p90Ns, p50Ns, LatencyDraw.MAX_NS);
        Checks.range("p95", p95Ns, p90Ns, LatencyDraw.MAX_NS);
        Checks.range("p99", p99Ns, p95Ns, LatencyDraw.MAX_NS);
        if (p50Ns == 0 && p99Ns > 0) {
            throw new IllegalArgumentException("p50 must be above 0 when p99 is");
        }
    }

    /**
     * The latency below which a share of draws stays.
     *
     * @param share in [0, 1)
     * @param p50Ns positive, as are the others
     */
    static double valueNs(double share, double p50Ns, double p90Ns, double p95Ns, double p99Ns) {
        if (share < 0.5) {
            return between(share / 0.5, p50Ns * (p50Ns / p90Ns), p50Ns);
        }
        if (share < 0.9) {
            return between((share - 0.5) / 0.4, p50Ns, p90Ns);
        }
        if (share < 0.95) {
            return between((share - 0.9) / 0.05, p90Ns, p95Ns);
        }
        if (share < 0.99) {
            return between((share - 0.95) / 0.04, p95Ns, p99Ns);
        }
        return between((share - 0.99) / 0.01, p99Ns, p99Ns * (p99Ns / p95Ns));
    }

    private static double between(double part, double low, double high) {
        return low * StrictMath.exp(part * StrictMath.log(high / low));
    }
}
