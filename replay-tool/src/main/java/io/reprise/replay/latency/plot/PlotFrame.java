package io.reprise.replay.latency.plot;

import io.reprise.replay.Durations;
import java.util.List;
import java.util.Locale;

/**
 * What all plots have around their curves or cells: a log axis of latency on the left, the legend above, ticks and a title
 * below. Drawn for a width of about 660 px, which is what it gets on paper, on a small screen, and beside the other
 * plot on a wide one; CSS classes give the colours.
 */
final class PlotFrame {
    private static final int WIDTH = 680;
    private static final int PLOT_HEIGHT = 330;
    private static final int LEFT = 78;
    private static final int RIGHT = 42; // half of the widest tick label below
    private static final int TOP = 4;
    private static final int LEGEND_GAP = 10;
    private static final int BOTTOM = 50;
    private static final int PLOT_WIDTH = WIDTH - LEFT - RIGHT;

    private final LatencyScale scale;
    private final Legend legend = new Legend(PLOT_WIDTH + RIGHT);

    PlotFrame(LatencyScale scale) {
        this.scale = scale;
    }

    Legend legend() {
        return legend;
    }

    /** Opens the drawing; the legend must be complete. */
    void open(Markup svg, String description) {
        int height = bottom() + BOTTOM;
        svg.open(
                "svg",
                "xmlns",
                "http://www.w3.org/2000/svg",
                "viewBox",
                "0 0 " + WIDTH + " " + height,
                "role",
                "img",
                "aria-label",
                description);
        legend.draw(svg, LEFT, TOP);
        svg.open("g", "class", "grid");
        scale.unlabelledNs().forEach(ns -> horizontal(svg, "minor", ns));
        scale.labelledNs().forEach(ns -> horizontal(svg, "major", ns));
        svg.close();
        for (double ns : scale.labelledNs()) {
            svg.element("text", Durations.round(ns), "class", "end", "x", px(LEFT - 8), "y", px(y(ns) + 4));
        }
        double middle = top() + PLOT_HEIGHT / 2.0;
        svg.element(
                "text",
                "latency, log scale",
                "class",
                "middle soft",
                "transform",
                "translate(13 " + px(middle) + ") rotate(-90)");
    }

    /** A line upwards from the lower axis. */
    void vertical(Markup svg, String style, double fraction) {
        svg.empty("path", "class", style, "d", "M" + px(x(fraction)) + " " + top() + "v" + PLOT_HEIGHT);
    }

    void tickLabel(Markup svg, double fraction, String label) {
        svg.element("text", label, "class", "middle", "x", px(x(fraction)), "y", px(bottom() + 18));
    }

    /** The strip of the plot between two places, which shows the text when pointed at. */
    void strip(Markup svg, double from, double to, String text) {
        double left = x(Math.max(0, from));
        double width = Math.max(1, x(Math.min(1, to)) - left);
        svg.open("rect", "x", px(left), "y", px(top()), "width", px(width), "height", px(PLOT_HEIGHT));
        svg.element("title", text).close();
    }

    /** Draws the frame over grid and strips, writes the title of the lower axis and closes the drawing. */
    void close(Markup svg, String title) {
        svg.element("text", title, "class", "middle soft", "x", px(x(0.5)), "y", px(bottom() + 40));
        svg.close();
    }

    /** The axes, to be drawn over grid and strips and under the curves. */
    void axes(Markup svg) {
        svg.empty("path", "class", "axis", "d", "M" + LEFT + " " + top() + "v" + PLOT_HEIGHT + "h" + PLOT_WIDTH);
    }

    /** Says in the middle that there is nothing to draw. */
    void empty(Markup svg) {
        double y = top() + PLOT_HEIGHT / 2.0;
        svg.element("text", "no latencies were recorded", "class", "middle soft", "x", px(x(0.5)), "y", px(y));
    }

    double x(double fraction) {
        return LEFT + fraction * PLOT_WIDTH;
    }

    double y(double ns) {
        return bottom() - scale.fraction(ns) * PLOT_HEIGHT;
    }

    /** A polyline through points, or a dot where there is but one. */
    static String path(List<double[]> points) {
        StringBuilder path = new StringBuilder();
        for (double[] point : points) {
            path.append(path.length() == 0 ? 'M' : 'L')
                    .append(px(point[0]))
                    .append(' ')
                    .append(px(point[1]));
        }
        return points.size() == 1 ? path + "h0" : path.toString(); // round line ends make a dot of no length
    }

    /** A mark that tells its text when pointed at. */
    static void dot(Markup svg, double x, double y, double radius, String text) {
        svg.open("circle", "cx", px(x), "cy", px(y), "r", px(radius))
                .element("title", text)
                .close();
    }

    static String px(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    private void horizontal(Markup svg, String style, double ns) {
        svg.empty("path", "class", style, "d", "M" + LEFT + " " + px(y(ns)) + "h" + PLOT_WIDTH);
    }

    private int top() {
        return TOP + legend.height() + LEGEND_GAP;
    }

    private int bottom() {
        return top() + PLOT_HEIGHT;
    }
}
