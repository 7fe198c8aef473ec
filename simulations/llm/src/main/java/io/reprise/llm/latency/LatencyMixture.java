package io.reprise.llm.latency;

/**
 * A log-normal body with a slow mode, itself log-normal around a multiple of the body's median. One log-normal cannot
 * have both the p95 and the p99 of hosted models; two can. Immutable.
 *
 * @param medianNs of the body, not of the whole
 * @param sigma of the body's logarithm
 * @param slowWeight share of draws from the slow mode, 0 to 1
 * @param slowFactor median of the slow mode over that of the body
 */
public record LatencyMixture(long medianNs, double sigma, double slowWeight, double slowFactor) {
    /** Of the slow mode's logarithm. */
    static final double SLOW_SIGMA = 0.3;

    /** Nothing takes any time. */
    public static final LatencyMixture NONE = new LatencyMixture(0, 0, 0, 1);

    private static final double MAX_LOG = 12; // quantiles are sought within e^±12 of the median
    private static final int BISECTIONS = 50; // 24 / 2^50 is beyond what a double of that size resolves

    public LatencyMixture {
        Checks.range("median", medianNs, 0, LatencyDraw.MAX_NS);
        Checks.range("sigma", sigma, 0, 3);
        Checks.range("slow weight", slowWeight, 0, 1);
        Checks.range("slow factor", slowFactor, 0.001, 1000);
    }

    /**
     * The value that a share of draws stays below.
     *
     * @param share in (0, 1)
     */
    public double quantileNs(double share) {
        double low = -MAX_LOG;
        double high = MAX_LOG;
        for (int i = 0; i < BISECTIONS; i++) {
            double middle = (low + high) / 2;
            if (shareBelow(middle) < share) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return medianNs * StrictMath.exp(low);
    }

    /** Share of draws below the body's median times e^log. */
    private double shareBelow(double log) {
        double slow = normalShareBelow((log - StrictMath.log(slowFactor)) / SLOW_SIGMA);
        double body = sigma == 0 ? (log < 0 ? 0 : 1) : normalShareBelow(log / sigma);
        return (1 - slowWeight) * body + slowWeight * slow;
    }

    /** The normal distribution, within 7.5e-8 (Abramowitz and Stegun, Handbook of Mathematical Functions, 26.2.17). */
    private static double normalShareBelow(double x) {
        double t = 1 / (1 + 0.2316419 * Math.abs(x));
        double sum = 0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429)));
        double above = 0.3989422804014327 * StrictMath.exp(-x * x / 2) * t * sum;
        return x < 0 ? above : 1 - above;
    }
}
