package io.reprise.replay.latency.plot;

import io.reprise.replay.Durations;
import java.util.List;

/**
 * The lower axis of whatever is drawn over time. Apart from what is drawn, so that several runs can stand on axes of
 * the same length.
 *
 * @param fromMs run time at its left end
 * @param toMs run time at its right end
 * @param restartsMs when a server was started again, between the two
 */
public record TimeAxis(long fromMs, long toMs, List<Long> restartsMs) {
    void addTo(Legend legend) {
        if (!restartsMs.isEmpty()) {
            legend.add("restart", "server restart");
        }
    }

    /** A line upwards at each round time, and its label. */
    void drawTicks(Markup svg, PlotFrame frame) {
        TimeTicks ticks = ticks();
        List<Double> times = ticks.between(fromMs, toMs);
        svg.open("g", "class", "grid");
        times.forEach(time -> frame.vertical(svg, "minor", place(time * ticks.unitMs())));
        svg.close();
        times.forEach(time -> frame.tickLabel(svg, place(time * ticks.unitMs()), Durations.plain(time)));
    }

    void drawRestarts(Markup svg, PlotFrame frame) {
        svg.open("g", "class", "restart");
        restartsMs.forEach(timeMs -> frame.vertical(svg, "line", place(timeMs)));
        svg.close();
    }

    String title() {
        return ticks().unit() + " since the start of the log";
    }

    /** From 0 to 1; the last interval may reach beyond the selected time. */
    double place(double timeMs) {
        return Math.min(1, (timeMs - fromMs) / spanMs());
    }

    private TimeTicks ticks() {
        return TimeTicks.of(spanMs());
    }

    private long spanMs() {
        return Math.max(1, toMs - fromMs);
    }
}
