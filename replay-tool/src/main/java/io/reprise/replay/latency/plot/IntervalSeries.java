package io.reprise.replay.latency.plot;

import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/**
 * The intervals of one stage on a grid over time, few enough to draw. Intervals that start in the same cell are merged
 * as histograms, so the percentiles of a cell are true ones and no mean of percentiles.
 */
public final class IntervalSeries {
    /** More would be less than three pixels wide. */
    static final int MAX_CELLS = 240;

    private static final int SIGNIFICANT_DIGITS = 3;

    private final String stage;
    private final TimeGrid grid;
    private final TreeMap<Long, Cell> cells = new TreeMap<>(); // by start

    /** @param cellMs positive */
    public IntervalSeries(String stage, long cellMs, Collection<Long> restartsMs) {
        this.stage = stage;
        this.grid = new TimeGrid(cellMs, restartsMs);
    }

    /** @see TimeGrid#cellMs */
    public static long cellMs(List<Long> lengthsMs, long spanMs) {
        return TimeGrid.cellMs(lengthsMs, spanMs, MAX_CELLS);
    }

    public void add(long startMs, long endMs, Histogram interval) {
        cells.computeIfAbsent(grid.startMs(startMs), key -> new Cell()).add(startMs, endMs, interval);
    }

    public String stage() {
        return stage;
    }

    public long cellMs() {
        return grid.cellMs();
    }

    /** By time. A piece of time in which nothing was logged has no point; one in which nothing happened has. */
    public List<IntervalPoint> points() {
        return cells.values().stream().map(Cell::point).toList();
    }

    private static final class Cell {
        private final Histogram histogram = new Histogram(SIGNIFICANT_DIGITS);
        private long startMs = Long.MAX_VALUE;
        private long endMs = Long.MIN_VALUE;

        void add(long intervalStartMs, long intervalEndMs, Histogram interval) {
            startMs = Math.min(startMs, intervalStartMs);
            endMs = Math.max(endMs, intervalEndMs);
            histogram.add(interval);
        }

        IntervalPoint point() {
            return new IntervalPoint(
                    startMs,
                    endMs,
                    histogram.getTotalCount(),
                    histogram.getValueAtPercentile(50),
                    histogram.getValueAtPercentile(99),
                    histogram.getMaxValue());
        }
    }
}
