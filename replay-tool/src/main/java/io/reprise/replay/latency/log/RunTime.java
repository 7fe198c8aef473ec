package io.reprise.replay.latency.log;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The logs of a run one behind the other, by start. Time between the end of one log and the start of the next, when no
 * server ran, is left out: otherwise a night's stop would hide two minutes of work. Logs that overlap stay so.
 *
 * @param logs in order
 * @param endMs of the last interval, run time
 */
public record RunTime(List<PlacedLog> logs, long endMs) {
    /**
     * A log and its place.
     *
     * @param offsetMs what to take from its times to get run time
     */
    public record PlacedLog(LogExtent extent, long offsetMs) {
        long startMs() {
            return extent.startMs() - offsetMs;
        }
    }

    /** @param extents of logs with at least one interval each */
    public static RunTime of(List<LogExtent> extents) {
        List<LogExtent> sorted = new ArrayList<>(extents);
        sorted.sort(Comparator.comparingLong(LogExtent::startMs).thenComparing(LogExtent::file));
        List<PlacedLog> placed = new ArrayList<>();
        long offsetMs = sorted.get(0).startMs();
        long endMs = 0;
        for (LogExtent extent : sorted) {
            offsetMs += Math.max(0, extent.startMs() - offsetMs - endMs);
            placed.add(new PlacedLog(extent, offsetMs));
            endMs = Math.max(endMs, extent.endMs() - offsetMs);
        }
        return new RunTime(List.copyOf(placed), endMs);
    }

    /** Run times at which a server was started again. */
    public List<Long> restartsMs() {
        return logs.stream().skip(1).map(PlacedLog::startMs).toList();
    }
}
