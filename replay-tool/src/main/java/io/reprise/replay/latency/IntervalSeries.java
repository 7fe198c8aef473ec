package io.reprise.replay.latency;

import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.HdrHistogram.Histogram;

/**
 * The intervals of one stage on a grid over time, few enough to draw. Intervals that start in the same cell are merged
 * as histograms, so the percentiles of a cell are true ones and no mean of percentiles. A restart begins a new cell:
 * what a server did last and what the next did first must not meet in one point.
 */
final class IntervalSeries {
    /** More would be less than three pixels wide. */
    static final int MAX_CELLS = 240;

    private static final int SIGNIFICANT_DIGITS = 3;

    private final String stage;
    private final long cellMs;
    private final TreeSet<Long> restartsMs;
    private final TreeMap<Long, Cell> cells = new TreeMap<>(); // by start

    /** @param cellMs positive */
    IntervalSeries(String stage, long cellMs, Collection<Long> restartsMs) {
        this.stage = stage;
        this.cellMs = cellMs;
        this.restartsMs = new TreeSet<>(restartsMs);
    }

    /**
     * The width of a cell: an interval as it usually is, or as many of them as it takes to stay under the limit.
     *
     * @param lengthsMs of all intervals; at least one
     */
    static long cellMs(List<Long> lengthsMs, long spanMs) {
        long usualMs = Math.max(1, lengthsMs.stream().sorted().toList().get(lengthsMs.size() / 2));
        long intervals = (spanMs + usualMs - 1) / usualMs;
        return usualMs * Math.max(1, (intervals + MAX_CELLS - 1) / MAX_CELLS);
    }

    void add(long startMs, long endMs, Histogram interval) {
        cells.computeIfAbsent(cellStartMs(startMs), key -> new Cell()).add(startMs, endMs, interval);
    }

    String stage() {
        return stage;
    }

    long cellMs() {
        return cellMs;
    }

    /** By time. A piece of time in which nothing was logged has no point; one in which nothing happened has. */
    List<IntervalPoint> points() {
        return cells.values().stream().map(Cell::point).toList();
    }

    private long cellStartMs(long timeMs) {
        long gridMs = timeMs / cellMs * cellMs;
        Long restartMs = restartsMs.floor(timeMs);
        return restartMs == null ? gridMs : Math.max(gridMs, restartMs);
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
