package io.reprise.replay.latency.plot;

import io.reprise.replay.Durations;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/**
 * Latency by percentile as SVG, one curve per stage. The lower axis is HdrHistogram's: percentile p stands at
 * log10(1 / (1 - p)), so each further nine takes the same width. A curve ends at its maximum, which stands where the
 * one slowest of all does: at 1 - 1 / count.
 */
public record PercentilePlot(List<StageLatency> stages) {
    private static final int STEPS_PER_NINE = 20;
    private static final double DOT_RADIUS = 3.5;
    private static final int MIN_NINES = 3;
    private static final int MAX_NINES = 8; // 100 million latencies; of more, the slowest are drawn at the edge
    private static final double FIFTY = Math.log10(2); // place of the median, in nines
    private static final int MAX_NINES_WITH_FIFTY = 6; // above, its label would touch that of 0 %

    public void draw(Markup svg) {
        List<StageLatency> drawn = new ArrayList<>(stages);
        drawn.removeIf(stage -> stage.histogram().getTotalCount() == 0);
        PlotFrame frame = new PlotFrame(scale(drawn));
        for (StageLatency stage : drawn) {
            frame.legend().add(stage.style(), stage.stage());
        }
        double nines = nines(drawn);
        frame.open(svg, "Latency by percentile; the table has the same values");
        drawLowerAxis(svg, frame, (int) nines);
        if (drawn.isEmpty()) {
            frame.empty(svg);
        }
        drawStrips(svg, frame, drawn, (int) nines);
        frame.axes(svg);
        drawn.forEach(stage -> drawCurve(svg, frame, stage, nines));
        frame.close(svg, "percentile");
    }

    private static LatencyScale scale(List<StageLatency> drawn) {
        double min = drawn.stream()
                .mapToDouble(stage -> stage.histogram().getMinNonZeroValue())
                .filter(ns -> ns < Long.MAX_VALUE) // what a histogram says that holds only zeros
                .min()
                .orElse(1_000);
        double max = drawn.stream()
                .mapToDouble(stage -> stage.histogram().getMaxValue())
                .max()
                .orElse(1_000_000);
        return LatencyScale.of(min, max);
    }

    private static double nines(List<StageLatency> drawn) {
        double most = drawn.stream()
                .mapToDouble(stage -> Math.ceil(end(stage.histogram())))
                .max()
                .orElse(MIN_NINES);
        return Math.min(MAX_NINES, Math.max(MIN_NINES, most));
    }

    private static void drawLowerAxis(Markup svg, PlotFrame frame, int nines) {
        svg.open("g", "class", "grid");
        for (int nine = 1; nine <= nines; nine++) {
            frame.vertical(svg, "major", (double) nine / nines);
        }
        boolean fifty = nines <= MAX_NINES_WITH_FIFTY;
        if (fifty) {
            frame.vertical(svg, "minor", FIFTY / nines);
        }
        svg.close();
        for (int nine = 0; nine <= nines; nine++) {
            if (nine != MAX_NINES - 1 || nines < MAX_NINES) { // there, it would touch the last
                frame.tickLabel(svg, (double) nine / nines, label(nine));
            }
        }
        if (fifty) {
            frame.tickLabel(svg, FIFTY / nines, "50%");
        }
    }

    /** One strip per percentile with the values of all stages there. */
    private static void drawStrips(Markup svg, PlotFrame frame, List<StageLatency> drawn, int nines) {
        svg.open("g", "class", "strips");
        for (int step = 0; step <= nines * STEPS_PER_NINE; step++) {
            double place = (double) step / STEPS_PER_NINE;
            StringBuilder text = new StringBuilder(label(place));
            for (StageLatency stage : drawn) {
                if (place <= end(stage.histogram())) {
                    text.append('\n').append(stage.stage()).append(' ').append(valueAt(stage.histogram(), place));
                }
            }
            double half = 0.5 / STEPS_PER_NINE;
            if (text.indexOf("\n") > 0) {
                frame.strip(svg, (place - half) / nines, (place + half) / nines, text.toString());
            }
        }
        svg.close();
    }

    private static void drawCurve(Markup svg, PlotFrame frame, StageLatency stage, double nines) {
        Histogram histogram = stage.histogram();
        double end = Math.min(nines, end(histogram));
        List<double[]> points = new ArrayList<>();
        for (int step = 0; (double) step / STEPS_PER_NINE < end; step++) {
            double place = (double) step / STEPS_PER_NINE;
            points.add(new double[] {frame.x(place / nines), frame.y(nsAt(histogram, place))});
        }
        points.add(new double[] {frame.x(end / nines), frame.y(histogram.getMaxValue())});
        svg.open("g", "class", stage.style());
        svg.empty("path", "class", "line", "d", PlotFrame.path(points));
        drawDots(svg, frame, stage, nines);
        svg.close();
    }

    private static void drawDots(Markup svg, PlotFrame frame, StageLatency stage, double nines) {
        Histogram histogram = stage.histogram();
        double end = Math.min(nines, end(histogram));
        dotAt(svg, frame, stage, FIFTY, nines);
        for (int nine = 1; nine < end; nine++) {
            dotAt(svg, frame, stage, nine, nines);
        }
        String max = stage.stage() + ", max: " + Durations.withUnit(histogram.getMaxValue());
        PlotFrame.dot(svg, frame.x(end / nines), frame.y(histogram.getMaxValue()), DOT_RADIUS, max);
    }

    private static void dotAt(Markup svg, PlotFrame frame, StageLatency stage, double place, double nines) {
        if (place < end(stage.histogram())) {
            String text = stage.stage() + ", " + label(place) + ": " + valueAt(stage.histogram(), place);
            PlotFrame.dot(svg, frame.x(place / nines), frame.y(nsAt(stage.histogram(), place)), DOT_RADIUS, text);
        }
    }

    /** Place of the maximum: of so many latencies, one is the slowest. */
    private static double end(Histogram histogram) {
        return Math.log10(histogram.getTotalCount());
    }

    private static String valueAt(Histogram histogram, double place) {
        return Durations.withUnit(nsAt(histogram, place));
    }

    private static long nsAt(Histogram histogram, double place) {
        return histogram.getValueAtPercentile(100 - 100 * Math.pow(10, -place));
    }

    /** "99.9%": as many digits as tell it from its neighbours. */
    private static String label(double place) {
        int decimals = Math.max(1, (int) Math.ceil(place) - 1);
        String percent = String.format(Locale.ROOT, "%." + decimals + "f", 100 - 100 * Math.pow(10, -place));
        return new BigDecimal(percent).stripTrailingZeros().toPlainString() + "%";
    }
}
