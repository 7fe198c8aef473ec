package io.reprise.replay.latency.plot;

import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/**
 * Divides time into cells of one width. A restart begins a new cell: what a server did last and what the next did first
 * must not meet in one.
 */
public final class TimeGrid {
    private final long cellMs;
    private final TreeSet<Long> restartsMs;

    /** @param cellMs positive */
    public TimeGrid(long cellMs, Collection<Long> restartsMs) {
        this.cellMs = cellMs;
        this.restartsMs = new TreeSet<>(restartsMs);
    }

    /**
     * The width of a cell: an interval as it usually is, or as many of them as it takes to stay under the limit.
     *
     * @param lengthsMs of all intervals; at least one
     */
    static long cellMs(List<Long> lengthsMs, long spanMs, int maxCells) {
        long usualMs = Math.max(1, lengthsMs.stream().sorted().toList().get(lengthsMs.size() / 2));
        long intervals = (spanMs + usualMs - 1) / usualMs;
        return usualMs * Math.max(1, (intervals + maxCells - 1) / maxCells);
    }

    long cellMs() {
        return cellMs;
    }

    /** Start of the cell that holds a time. */
    long startMs(long timeMs) {
        long gridMs = timeMs / cellMs * cellMs;
        Long restartMs = restartsMs.floor(timeMs);
        return restartMs == null ? gridMs : Math.max(gridMs, restartMs);
    }
}
