package io.reprise.perf.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Ours beside a raw part: both in turn, round by round, so that a change of the machine's speed meets both. The ratio is
 * taken pair by pair. Each side checks its own answer and throws when it is wrong.
 */
interface Comparison extends AutoCloseable {
    /** What is compared. */
    String name();

    /** What ours is held against. */
    String rawName();

    /** The ratio wanted, ours / raw. */
    double goal();

    /** One round of the raw part, in {@link #unit()}. */
    double raw() throws Exception;

    /** One round of ours. */
    double ours() throws Exception;

    /** Of the figures; more is better. */
    default String unit() {
        return "M/s";
    }

    /** Further facts, known after the rounds. */
    default String remark() {
        return "";
    }

    @Override
    default void close() {}

    /** Figures of all rounds, in the order they were taken. */
    record Result(Comparison comparison, double[] raw, double[] ours, double[] ratios) {
        static Result of(Comparison comparison, int warmUps, int rounds) throws Exception {
            List<Double> raw = new ArrayList<>();
            List<Double> ours = new ArrayList<>();
            for (int i = -warmUps; i < rounds; i++) {
                double rawFigure = comparison.raw();
                double ourFigure = comparison.ours();
                if (i >= 0) {
                    raw.add(rawFigure);
                    ours.add(ourFigure);
                }
            }
            double[] ratios = new double[rounds];
            Arrays.setAll(ratios, i -> ours.get(i) / raw.get(i));
            return new Result(comparison, toArray(raw), toArray(ours), ratios);
        }

        double ratio() {
            return median(ratios);
        }

        boolean met() {
            return ratio() >= comparison.goal();
        }

        String line() {
            return String.format(
                    Locale.ROOT,
                    "%-42s %9.3f %9.3f %-6s %6.2f [%.2f..%.2f]  goal %.2f %s  vs %s%s",
                    comparison.name(),
                    median(ours),
                    median(raw),
                    comparison.unit(),
                    ratio(),
                    Arrays.stream(ratios).min().orElse(0),
                    Arrays.stream(ratios).max().orElse(0),
                    comparison.goal(),
                    met() ? "met " : "MISS",
                    comparison.rawName(),
                    comparison.remark().isEmpty() ? "" : "; " + comparison.remark());
        }

        static double median(double[] figures) {
            double[] sorted = figures.clone();
            Arrays.sort(sorted);
            int middle = sorted.length / 2;
            return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        }

        private static double[] toArray(List<Double> figures) {
            return figures.stream().mapToDouble(Double::doubleValue).toArray();
        }
    }
}
