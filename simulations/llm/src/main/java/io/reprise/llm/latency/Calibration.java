package io.reprise.llm.latency;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Fits a {@link LatencyMixture} to quantiles that were measured: the sum of squared log errors becomes least by a coarse
 * grid and, from its best point, a pattern search with shrinking steps (Hooke and Jeeves, "Direct search", 1961). For
 * tools: it allocates. Deterministic.
 */
public final class Calibration {
    private static final double[] SHARES = {0.5, 0.9, 0.95, 0.99};
    private static final double[] SIGMAS = {0.1, 0.2, 0.35, 0.6, 0.9};
    private static final double[] WEIGHTS = {0.005, 0.015, 0.04, 0.1};
    private static final double[] FACTORS = {1.5, 2.5, 4, 8};
    private static final double[] LOWEST = {0.01, 0.001, 1.1};
    private static final double[] HIGHEST = {2, 0.3, 30};
    private static final double FIRST_STEP = 1.3; // between neighbours of the grid
    private static final double LAST_STEP = 1.001;
    private static final double BETTER_BY = 1e-12; // a step must gain something, or the search goes in circles
    private static final long UNIT_NS = 1_000_000_000_000L; // a median whose quantiles keep 12 digits

    private final List<Target> targets = new ArrayList<>();
    private final long fixedNs;

    private Calibration(long fixedNs, long... quantilesNs) {
        this.fixedNs = fixedNs;
        for (int i = 0; i < SHARES.length; i++) {
            if (quantilesNs[i] != 0) {
                targets.add(new Target(SHARES[i], quantilesNs[i]));
            }
        }
        targets.forEach(target -> Checks.range("fixed part", fixedNs, 0, target.ns - 1));
        if (targets.isEmpty()) {
            throw new IllegalArgumentException("there is no quantile to fit to");
        }
    }

    private record Target(double share, long ns) {}

    /**
     * How well a quantile is met.
     *
     * @param share of draws below it
     */
    public record QuantileError(double share, long measuredNs, long fittedNs) {
        /** Negative when the fit is too fast. */
        public double logError() {
            return StrictMath.log((double) fittedNs / measuredNs);
        }
    }

    /** @param errors one for each quantile that was given */
    public record Result(LatencyMixture mixture, List<QuantileError> errors) {
        public Result {
            errors = List.copyOf(errors);
        }

        /** The largest of the log errors, without its sign. */
        public double worstLogError() {
            return errors.stream()
                    .mapToDouble(error -> Math.abs(error.logError()))
                    .max()
                    .orElse(0);
        }
    }

    /**
     * @param fixedNs network and overhead, a part of every latency that the mixture shall not have
     * @param p50Ns 0 when unknown, as are the others
     */
    public static Result ofQuantiles(long fixedNs, long p50Ns, long p90Ns, long p95Ns, long p99Ns) {
        return new Calibration(fixedNs, p50Ns, p90Ns, p95Ns, p99Ns).fit();
    }

    /** @param samplesNs latencies in any order, at least one; left as they are */
    public static Result ofSamples(long fixedNs, long... samplesNs) {
        if (samplesNs.length == 0) {
            throw new IllegalArgumentException("there is no sample to fit to");
        }
        long[] sorted = samplesNs.clone();
        Arrays.sort(sorted);
        long[] quantilesNs = new long[SHARES.length];
        for (int i = 0; i < SHARES.length; i++) { // nearest rank
            quantilesNs[i] = sorted[(int) Math.max(0, Math.ceil(SHARES[i] * sorted.length) - 1)];
        }
        return new Calibration(fixedNs, quantilesNs).fit();
    }

    private Result fit() {
        double[] point = bestOfGrid();
        double error = squaredError(point);
        for (double step = FIRST_STEP; step > LAST_STEP; ) {
            double before = error;
            for (int parameter = 0; parameter < point.length; parameter++) {
                error = improve(point, parameter, step, error);
                error = improve(point, parameter, 1 / step, error);
            }
            step = error == before ? StrictMath.sqrt(step) : step;
        }
        return result(point);
    }

    private double[] bestOfGrid() {
        double[] best = null;
        double leastError = Double.POSITIVE_INFINITY;
        for (double sigma : SIGMAS) {
            for (double weight : WEIGHTS) {
                for (double factor : FACTORS) {
                    double[] point = {sigma, weight, factor};
                    double error = squaredError(point);
                    if (error < leastError) {
                        leastError = error;
                        best = point;
                    }
                }
            }
        }
        return best;
    }

    /** Moves one parameter if that makes the error less; returns the error. */
    private double improve(double[] point, int parameter, double step, double error) {
        double old = point[parameter];
        point[parameter] = Math.max(LOWEST[parameter], Math.min(HIGHEST[parameter], old * step));
        double newError = squaredError(point);
        if (newError < error - BETTER_BY) {
            return newError;
        }
        point[parameter] = old;
        return error;
    }

    /** With the median that suits these parameters best: the mean of the log ratios is then 0. */
    private double squaredError(double[] point) {
        double sum = 0;
        double squares = 0;
        for (Target target : targets) {
            double ratio = logRatio(point, target);
            sum += ratio;
            squares += ratio * ratio;
        }
        return squares - sum * sum / targets.size();
    }

    private double logRatio(double[] point, Target target) {
        return StrictMath.log((target.ns - fixedNs) / mixture(UNIT_NS, point).quantileNs(target.share));
    }

    private Result result(double[] point) {
        double sum = 0;
        for (Target target : targets) {
            sum += logRatio(point, target);
        }
        long medianNs = LatencyDraw.bounded(UNIT_NS * StrictMath.exp(sum / targets.size()));
        LatencyMixture mixture = mixture(medianNs, point);
        List<QuantileError> errors = new ArrayList<>();
        for (Target target : targets) {
            long fittedNs = fixedNs + LatencyDraw.bounded(mixture.quantileNs(target.share));
            errors.add(new QuantileError(target.share, target.ns, fittedNs));
        }
        return new Result(mixture, errors);
    }

    private static LatencyMixture mixture(long medianNs, double[] point) {
        return new LatencyMixture(medianNs, point[0], point[1], point[2]);
    }
}
