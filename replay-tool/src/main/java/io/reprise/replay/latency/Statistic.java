package io.reprise.replay.latency;

import io.reprise.replay.Durations;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;

/** A row of the table. */
enum Statistic {
    COUNT("count", "count", Histogram::getTotalCount),
    MEAN("mean", "mean", Histogram::getMean),
    MIN("min", "min", Histogram::getMinValue),
    P50("50%", "p50", 50),
    P90("90%", "p90", 90),
    P99("99%", "p99", 99),
    P99_9("99.9%", "p99.9", 99.9),
    P99_99("99.99%", "p99.99", 99.99),
    MAX("max", "max", Histogram::getMaxValue);

    private final String label;
    private final String key;
    private final ToDoubleFunction<Histogram> value;

    Statistic(String label, String key, ToDoubleFunction<Histogram> value) {
        this.label = label;
        this.key = key;
        this.value = value;
    }

    Statistic(String label, String key, double percentile) {
        this(label, key, histogram -> histogram.getValueAtPercentile(percentile));
    }

    /** For people. */
    String label() {
        return label;
    }

    /** For programs. */
    String key() {
        return key;
    }

    /** In ns, but for {@link #COUNT}. */
    double of(Histogram histogram) {
        return value.applyAsDouble(histogram);
    }

    /** In us, but for {@link #COUNT}; a dash when nothing was recorded. */
    String cell(Histogram histogram) {
        if (this == COUNT) {
            return String.format(Locale.ROOT, "%,d", histogram.getTotalCount());
        }
        return histogram.getTotalCount() == 0 ? "-" : Durations.micros(of(histogram));
    }

    /**
     * How large it is beside another one, with three significant digits or decimals; empty for {@link #COUNT}, which says how long
     * a run was and not how fast, and a dash when either has nothing or is 0.
     */
    String ratio(Histogram histogram, Histogram reference) {
        if (this == COUNT) {
            return "";
        }
        boolean known = histogram.getTotalCount() > 0 && reference.getTotalCount() > 0 && of(reference) > 0;
        return known ? Durations.significant(of(histogram) / of(reference)) : "-";
    }
}
