package io.reprise.replay.latency.plot;

import java.util.ArrayList;
import java.util.List;

/** The names of a plot's curves, in as many rows above it as they need. */
final class Legend {
    static final int ROW_HEIGHT = 20;

    private static final int SAMPLE_WIDTH = 30;
    private static final int GAP = 18;
    private static final double CHARACTER_WIDTH = 7.5; // no script measures text here; wide for a 12 px letter
    private static final int MAX_LENGTH = 28; // chars

    private final int width;
    private final List<Item> items = new ArrayList<>();
    private double nextX;
    private int rows;

    Legend(int width) {
        this.width = width;
        this.rows = 1;
    }

    /** @param curve class of the curve's group */
    Legend add(String curve, String name) {
        String label = name.length() <= MAX_LENGTH ? name : name.substring(0, MAX_LENGTH - 1) + "…";
        double itemWidth = SAMPLE_WIDTH + label.length() * CHARACTER_WIDTH;
        if (nextX > 0 && nextX + itemWidth > width) {
            rows++;
            nextX = 0;
        }
        items.add(new Item(curve, name, label, nextX, rows));
        nextX += itemWidth + GAP;
        return this;
    }

    int height() {
        return rows * ROW_HEIGHT;
    }

    void draw(Markup svg, double left, double top) {
        for (Item item : items) {
            double x = left + item.x();
            double y = top + (item.row() - 0.5) * ROW_HEIGHT;
            svg.open("g", "class", item.curve());
            svg.element("title", item.name());
            svg.empty("path", "class", "line", "d", "M" + PlotFrame.px(x) + " " + PlotFrame.px(y) + "h24");
            svg.element("text", item.label(), "x", PlotFrame.px(x + SAMPLE_WIDTH), "y", PlotFrame.px(y + 4));
            svg.close();
        }
    }

    private record Item(String curve, String name, String label, double x, int row) {}
}
