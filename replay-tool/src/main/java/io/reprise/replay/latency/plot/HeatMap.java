package io.reprise.replay.latency.plot;

import java.util.List;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/** All selected latencies of one stage by time and size. */
public final class HeatMap {
    /** Cells about as wide as they are high. */
    static final int MAX_COLUMNS = 120;

    private static final double NOTHING_LOW_NS = 1_000; // an axis for a drawing that says there is nothing to draw
    private static final double NOTHING_HIGH_NS = 1_000_000;

    private final String stage;
    private final TimeGrid grid;
    private final TreeMap<Long, HeatColumn> columns = new TreeMap<>(); // by start of the cell

    public HeatMap(String stage, TimeGrid grid) {
        this.stage = stage;
        this.grid = grid;
    }

    /** @see TimeGrid#cellMs */
    public static long cellMs(List<Long> lengthsMs, long spanMs) {
        return TimeGrid.cellMs(lengthsMs, spanMs, MAX_COLUMNS);
    }

    /** The axis that holds them all, for maps that are to be compared. */
    public static LatencyScale scale(List<HeatMap> maps) {
        List<HeatColumn> busy = maps.stream()
                .flatMap(map -> map.columns().stream())
                .filter(column -> column.total() > 0)
                .toList();
        double low = busy.stream().mapToDouble(HeatColumn::lowNs).min().orElse(NOTHING_LOW_NS);
        double high = busy.stream().mapToDouble(HeatColumn::highNs).max().orElse(NOTHING_HIGH_NS);
        return LatencyScale.of(low, high);
    }

    public void add(long startMs, long endMs, Histogram interval) {
        columns.computeIfAbsent(grid.startMs(startMs), key -> new HeatColumn()).add(startMs, endMs, interval);
    }

    public String stage() {
        return stage;
    }

    /** How much time a column stands for. */
    public long cellMs() {
        return grid.cellMs();
    }

    /** By time. Time in which nothing was logged has no column; time in which nothing happened has an empty one. */
    List<HeatColumn> columns() {
        return List.copyOf(columns.values());
    }

    boolean isEmpty() {
        return columns.values().stream().allMatch(column -> column.total() == 0);
    }
}
