package io.reprise.replay.latency.plot;

import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;

/**
 * The latencies of a stage during a piece of time, counted in bands as wide as a cell is high. Bands and not a
 * histogram: a hundredth of the memory, and there is a column for each stage and piece of time.
 */
final class HeatColumn {
    /** A cell is 12 % higher than the one below it. */
    static final int BANDS_PER_DECADE = 20;

    private static final int BANDS = band(Long.MAX_VALUE) + 1;

    private final long[] counts = new long[BANDS];
    private long startMs = Long.MAX_VALUE;
    private long endMs = Long.MIN_VALUE;
    private long total;
    private int lowest = BANDS;
    private int highest = -1;

    /** Cells one above the other whose share is of the same level. */
    record Stretch(double fromNs, double toNs, HeatLevel level) {}

    void add(long intervalStartMs, long intervalEndMs, Histogram interval) {
        startMs = Math.min(startMs, intervalStartMs);
        endMs = Math.max(endMs, intervalEndMs);
        for (HistogramIterationValue value : interval.recordedValues()) {
            int band = band(interval.medianEquivalentValue(value.getValueIteratedTo()));
            counts[band] += value.getCountAtValueIteratedTo();
            total += value.getCountAtValueIteratedTo();
            lowest = Math.min(lowest, band);
            highest = Math.max(highest, band);
        }
    }

    long startMs() {
        return startMs;
    }

    /** Exclusive. */
    long endMs() {
        return endMs;
    }

    /** How many latencies; with none the methods below must not be asked. */
    long total() {
        return total;
    }

    /** Lower edge of the lowest cell. */
    double lowNs() {
        return floorNs(lowest);
    }

    /** Upper edge of the highest cell. */
    double highNs() {
        return floorNs(highest + 1);
    }

    /** The cell with the most latencies, the lowest of several. */
    Stretch fullest() {
        int fullest = lowest;
        for (int band = lowest; band <= highest; band++) {
            fullest = counts[band] > counts[fullest] ? band : fullest;
        }
        return new Stretch(floorNs(fullest), floorNs(fullest + 1), HeatLevel.of(counts[fullest], total));
    }

    /** Upwards; cells without latencies are in none. */
    List<Stretch> stretches() {
        List<Stretch> stretches = new ArrayList<>();
        int from = lowest;
        while (from <= highest) {
            int to = from + 1;
            while (to <= highest && level(to) == level(from)) {
                to++;
            }
            if (level(from) != null) {
                stretches.add(new Stretch(floorNs(from), floorNs(to), level(from)));
            }
            from = to;
        }
        return stretches;
    }

    private HeatLevel level(int band) {
        return counts[band] == 0 ? null : HeatLevel.of(counts[band], total);
    }

    /** Less than 1 ns counts as 1, as on the axis. */
    private static int band(long ns) {
        return (int) Math.floor(Math.log10(Math.max(1, ns)) * BANDS_PER_DECADE);
    }

    private static double floorNs(int band) {
        return Math.pow(10, (double) band / BANDS_PER_DECADE);
    }
}
