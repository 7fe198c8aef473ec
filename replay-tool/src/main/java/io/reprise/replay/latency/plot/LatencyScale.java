package io.reprise.replay.latency.plot;

import java.util.ArrayList;
import java.util.List;

/**
 * A logarithmic axis from one round value to another, with its ticks: at 1, 2 and 5 of each decade, closer together
 * when the values are, and at decades only when they are far apart.
 *
 * @param labelledNs ticks to write beside the axis, upwards
 * @param unlabelledNs ticks that only get a line
 */
public record LatencyScale(double lowNs, double highNs, List<Double> labelledNs, List<Double> unlabelledNs) {
    private static final double[] FINE = {1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8};
    private static final double[] USUAL = {1, 2, 5};
    private static final double[] COARSE = {1};
    private static final double FINE_RATIO = 4;
    private static final double USUAL_RATIO = 3000;
    private static final double MARGIN = 1.02; // a curve must not run along the frame
    private static final int DECADES = 19; // as many as a long of ns can have

    /** @param minNs less than 1 ns counts as 1: zero has no place on this axis */
    static LatencyScale of(double minNs, double maxNs) {
        double min = Math.max(1, minNs) / MARGIN;
        double max = Math.max(1, Math.max(minNs, maxNs)) * MARGIN;
        double ratio = max / min;
        List<Double> bounds = ticks(ratio <= FINE_RATIO ? FINE : USUAL);
        double low =
                bounds.stream().filter(tick -> tick <= min).reduce((a, b) -> b).orElseThrow();
        double high = bounds.stream().filter(tick -> tick >= max).findFirst().orElseThrow();
        List<Double> labelled = new ArrayList<>(ratio <= USUAL_RATIO ? bounds : ticks(COARSE));
        labelled.removeIf(tick -> tick < low || tick > high);
        List<Double> unlabelled = new ArrayList<>(bounds);
        unlabelled.removeIf(tick -> tick < low || tick > high || labelled.contains(tick));
        return new LatencyScale(low, high, List.copyOf(labelled), List.copyOf(unlabelled));
    }

    /** Place of a value: 0 at the low end, 1 at the high end. */
    double fraction(double ns) {
        double fraction = Math.log(Math.max(ns, lowNs) / lowNs) / Math.log(highNs / lowNs);
        return Math.min(1, fraction);
    }

    private static List<Double> ticks(double... mantissas) {
        List<Double> ticks = new ArrayList<>();
        for (int decade = -1; decade <= DECADES; decade++) {
            for (double mantissa : mantissas) {
                ticks.add(mantissa * Math.pow(10, decade));
            }
        }
        return ticks;
    }
}
