package io.reprise.kernel.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLongArray;
import org.HdrHistogram.Histogram;

/**
 * A stage's latencies since the start. One thread adds intervals; any thread reads the quantiles there were at the last
 * one, without waiting.
 */
public final class LatencyTotals {
    private static final int SIGNIFICANT_DIGITS = 3;

    private final String name;
    private final Histogram total = new Histogram(LatencyRecorder.MAX_NS, SIGNIFICANT_DIGITS);
    private final AtomicLongArray valuesNs = new AtomicLongArray(Quantile.values().length);
    private volatile long count;

    /** What is read of a distribution. */
    public enum Quantile {
        P50(0.5),
        P90(0.9),
        P99(0.99),
        P99_9(0.999),
        P99_99(0.9999),
        MAX(1);

        private final double share;

        Quantile(double share) {
            this.share = share;
        }

        /** From 0 to 1. */
        public double share() {
            return share;
        }

        /** As names of readings have it, such as {@code p99_9}. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** @param name of the stage */
    public LatencyTotals(String name) {
        this.name = name;
    }

    public String name() {
        return name;
    }

    /** Adds what was recorded since the last call. One thread. */
    public void add(Histogram interval) {
        total.add(interval);
        for (Quantile quantile : Quantile.values()) {
            valuesNs.set(quantile.ordinal(), total.getValueAtPercentile(quantile.share() * 100));
        }
        count = total.getTotalCount();
    }

    /** How many were recorded; any thread. */
    public long count() {
        return count;
    }

    /** In ns, or {@link Reading#NONE} before the first; any thread. */
    public long valueNs(Quantile quantile) {
        return count == 0 ? Reading.NONE : valuesNs.get(quantile.ordinal());
    }

    /** Count and quantiles, as {@code latency_<stage>_<what>}. */
    List<Reading> readings() {
        String stage = name.replace('-', '_');
        List<Reading> readings = new ArrayList<>();
        readings.add(new Reading(
                "latency_" + stage + "_count",
                "Times recorded at " + name + ".",
                Reading.Type.COUNTER,
                Reading.Unit.COUNT,
                this::count));
        for (Quantile quantile : Quantile.values()) {
            readings.add(new Reading(
                    "latency_" + stage + "_" + quantile.label(),
                    "Time taken at " + name + ", since the start.",
                    Reading.Type.GAUGE,
                    Reading.Unit.NANOSECONDS,
                    () -> valueNs(quantile)));
        }
        return readings;
    }
}
