package io.reprise.replay.latency.plot;

import io.reprise.replay.Durations;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/**
 * How the latencies of one stage spread over time, as SVG. The colour of a cell is its share of the values of its own
 * piece of time, so that a quiet second and a busy one can be compared.
 */
public record HeatPlot(HeatMap map, TimeAxis axis, LatencyScale scale) {
    /** With a heading, as a page shows it. */
    public void drawCard(Markup page, String heading) {
        page.open("section", "class", "card").element("h2", heading);
        page.element(
                "p",
                "Each column stands for " + Durations.span(map.cellMs())
                        + "; colours show how many of its values are in a cell.");
        draw(page);
        page.close();
    }

    void draw(Markup svg) {
        PlotFrame frame = new PlotFrame(scale);
        for (HeatLevel level : HeatLevel.values()) {
            frame.legend().add(level.style(), level.label());
        }
        axis.addTo(frame.legend());
        frame.open(svg, "Heat map of " + map.stage() + ": share of values by time and latency");
        axis.drawTicks(svg, frame);
        if (map.isEmpty()) {
            frame.empty(svg);
        }
        drawCells(svg, frame);
        drawStrips(svg, frame);
        frame.axes(svg);
        axis.drawRestarts(svg, frame);
        frame.close(svg, axis.title());
    }

    /** One path for all cells of a level: an element for each would make a page ten times the size. */
    private void drawCells(Markup svg, PlotFrame frame) {
        Map<HeatLevel, StringBuilder> cells = new EnumMap<>(HeatLevel.class);
        for (HeatColumn column : map.columns()) {
            for (HeatColumn.Stretch stretch : column.stretches()) {
                cells.computeIfAbsent(stretch.level(), level -> new StringBuilder())
                        .append(rectangle(frame, column, stretch));
            }
        }
        cells.forEach((level, path) -> {
            svg.open("g", "class", level.style());
            svg.empty("path", "class", "cells", "d", path.toString()).close();
        });
    }

    private String rectangle(PlotFrame frame, HeatColumn column, HeatColumn.Stretch stretch) {
        double left = frame.x(axis.place(column.startMs()));
        double width = Math.max(1, frame.x(axis.place(column.endMs())) - left);
        double top = frame.y(stretch.toNs());
        String height = PlotFrame.px(frame.y(stretch.fromNs()) - top);
        return "M" + PlotFrame.px(left) + " " + PlotFrame.px(top) + "h" + PlotFrame.px(width) + "v" + height + "h-"
                + PlotFrame.px(width) + "z";
    }

    private void drawStrips(Markup svg, PlotFrame frame) {
        svg.open("g", "class", "strips");
        for (HeatColumn column : map.columns()) {
            frame.strip(svg, axis.place(column.startMs()), axis.place(column.endMs()), words(column));
        }
        svg.close();
    }

    private static String words(HeatColumn column) {
        String time = Durations.seconds(column.startMs()) + " to " + Durations.seconds(column.endMs()) + " s\n";
        if (column.total() == 0) {
            return time + "idle";
        }
        HeatColumn.Stretch fullest = column.fullest();
        return time + "most " + Durations.withUnit(fullest.fromNs()) + " to " + Durations.withUnit(fullest.toNs())
                + "\nall " + Durations.withUnit(column.lowNs()) + " to " + Durations.withUnit(column.highNs())
                + "\ncount " + String.format(Locale.ROOT, "%,d", column.total());
    }
}
