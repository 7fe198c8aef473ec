package io.reprise.replay.latency.plot;

import io.reprise.replay.Durations;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;

/** Median, 99th percentile and maximum of one stage over time, as SVG. */
public record TimePlot(Timeline timeline) {
    private static final int MAX_DOTS = 60; // more would hide the line
    private static final double DOT_RADIUS = 2.5;
    private static final double MAX_GAP = 2.5; // in cells: lines do not bridge time in which nothing was logged

    public void draw(Markup svg) {
        PlotFrame frame = new PlotFrame(scale());
        frame.legend().add("p50", "50%").add("p99", "99%").add("max", "max");
        TimeAxis axis = timeline.axis();
        axis.addTo(frame.legend());
        frame.open(svg, "Latency over time of " + timeline.stage() + ": median, 99th percentile and maximum");
        axis.drawTicks(svg, frame);
        if (busy().isEmpty()) {
            frame.empty(svg);
        }
        drawStrips(svg, frame);
        frame.axes(svg);
        axis.drawRestarts(svg, frame);
        drawCurve(svg, frame, "p50", IntervalPoint::p50Ns);
        drawCurve(svg, frame, "p99", IntervalPoint::p99Ns);
        drawCurve(svg, frame, "max", IntervalPoint::maxNs);
        frame.close(svg, axis.title());
    }

    private LatencyScale scale() {
        double min = busy().stream()
                .mapToLong(IntervalPoint::p50Ns)
                .filter(ns -> ns > 0)
                .min()
                .orElse(1_000);
        double max = busy().stream().mapToLong(IntervalPoint::maxNs).max().orElse(1_000_000);
        return LatencyScale.of(Math.min(min, max), max);
    }

    private void drawStrips(Markup svg, PlotFrame frame) {
        svg.open("g", "class", "strips");
        for (IntervalPoint point : timeline.points()) {
            frame.strip(svg, place(point.startMs()), place(point.endMs()), words(point));
        }
        svg.close();
    }

    private void drawCurve(Markup svg, PlotFrame frame, String style, ToLongFunction<IntervalPoint> value) {
        svg.open("g", "class", style);
        for (List<IntervalPoint> stretch : stretches()) {
            List<double[]> points = stretch.stream()
                    .map(point -> new double[] {frame.x(place(point.middleMs())), frame.y(value.applyAsLong(point))})
                    .toList();
            svg.empty("path", "class", "line", "d", PlotFrame.path(points));
        }
        if (timeline.points().size() <= MAX_DOTS) {
            for (IntervalPoint point : busy()) {
                double y = frame.y(value.applyAsLong(point));
                PlotFrame.dot(svg, frame.x(place(point.middleMs())), y, DOT_RADIUS, words(point));
            }
        }
        svg.close();
    }

    /** Busy points one after the other: idle time, time not logged and restarts part them. */
    private List<List<IntervalPoint>> stretches() {
        List<List<IntervalPoint>> stretches = new ArrayList<>();
        IntervalPoint last = null;
        for (IntervalPoint point : timeline.points()) {
            if (point.count() > 0) {
                if (last == null || isParted(last, point)) {
                    stretches.add(new ArrayList<>());
                }
                stretches.get(stretches.size() - 1).add(point);
            }
            last = point.count() > 0 ? point : null;
        }
        return stretches;
    }

    private boolean isParted(IntervalPoint last, IntervalPoint next) {
        return next.middleMs() - last.middleMs() > MAX_GAP * timeline.cellMs()
                || timeline.restartsMs().stream().anyMatch(ms -> ms > last.startMs() && ms <= next.startMs());
    }

    private List<IntervalPoint> busy() {
        return timeline.points().stream().filter(point -> point.count() > 0).toList();
    }

    private static String words(IntervalPoint point) {
        String time = Durations.seconds(point.startMs()) + " to " + Durations.seconds(point.endMs()) + " s\n";
        if (point.count() == 0) {
            return time + "idle";
        }
        return time + "50% " + Durations.withUnit(point.p50Ns()) + "\n99% " + Durations.withUnit(point.p99Ns())
                + "\nmax " + Durations.withUnit(point.maxNs()) + "\ncount "
                + String.format(Locale.ROOT, "%,d", point.count());
    }

    private double place(double timeMs) {
        return timeline.axis().place(timeMs);
    }
}
