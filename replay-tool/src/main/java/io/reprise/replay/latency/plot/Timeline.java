package io.reprise.replay.latency.plot;

import io.reprise.replay.Durations;
import java.util.List;

/**
 * When the selected latencies happened, and how those of one stage went over time. All times are run time, see
 * {@link RunTime}.
 *
 * @param fromMs start of the selected time
 * @param toMs its end
 * @param runEndMs end of the last interval, selected or not
 * @param stage whose points these are
 * @param cellMs how much time a point stands for
 * @param points of the stage, by time
 * @param restartsMs when a server was started again, within the selected time
 */
public record Timeline(
        long fromMs,
        long toMs,
        long runEndMs,
        String stage,
        long cellMs,
        List<IntervalPoint> points,
        List<Long> restartsMs) {
    public TimeAxis axis() {
        return new TimeAxis(fromMs, toMs, restartsMs);
    }

    /** The selected time in words. */
    public String words() {
        String whole =
                fromMs == 0 && toMs == runEndMs ? " s, the whole log" : " s of " + Durations.seconds(runEndMs) + " s";
        return Durations.seconds(fromMs) + " to " + Durations.seconds(toMs) + whole;
    }
}
