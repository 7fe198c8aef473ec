package io.reprise.replay.latency;

import io.reprise.replay.latency.plot.Markup;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** A table with a row per {@link Statistic}, as text and as HTML. */
final class StatisticTable {
    private static final String GAP = "  ";
    private static final String RATIO = "ratio";
    private static final String[] NONE = {};

    private final List<Column> columns = new ArrayList<>();

    /** @param curve class of the curve that shows the same values */
    StatisticTable add(String head, String curve, Function<Statistic, String> cell) {
        columns.add(new Column(head, curve, cells(cell)));
        return this;
    }

    /** How large the values of the column before are beside those of the first. */
    StatisticTable addRatio(Function<Statistic, String> cell) {
        columns.add(new Column(RATIO, "", cells(cell)));
        return this;
    }

    /**
     * Monospaced, columns aligned right, each line ended.
     *
     * @param corner stands over the names of the rows
     */
    String text(String corner) {
        int width = width(corner, cells(Statistic::label));
        StringBuilder text = new StringBuilder(line(corner, width, Column::head));
        for (Statistic statistic : Statistic.values()) {
            text.append(line(statistic.label(), width, column -> column.cell(statistic)));
        }
        return text.toString();
    }

    void draw(Markup page, String caption) {
        page.open("table").element("caption", caption);
        page.open("thead").open("tr").element("th", "", "scope", "col");
        for (Column column : columns) {
            if (column.isRatio()) {
                page.element("th", column.head(), "scope", "col", "class", RATIO);
            } else {
                page.open("th", "scope", "col", "class", column.curve());
                page.element("span", column.head(), "class", "swatch", "title", column.head())
                        .close();
            }
        }
        page.close().close().open("tbody");
        for (Statistic statistic : Statistic.values()) {
            page.open("tr").element("th", statistic.label(), "scope", "row");
            for (Column column : columns) {
                page.element("td", column.cell(statistic), column.isRatio() ? new String[] {"class", RATIO} : NONE);
            }
            page.close();
        }
        page.close().close();
    }

    private String line(String first, int width, Function<Column, String> text) {
        StringBuilder line = new StringBuilder(first).append(" ".repeat(width - first.length()));
        columns.forEach(column -> line.append(GAP).append(column.right(text.apply(column))));
        return line.toString().stripTrailing() + '\n';
    }

    private static List<String> cells(Function<Statistic, String> cell) {
        return Stream.of(Statistic.values()).map(cell).toList();
    }

    private static int width(String head, List<String> cells) {
        return Math.max(
                head.length(), cells.stream().mapToInt(String::length).max().orElse(0));
    }

    private record Column(String head, String curve, List<String> cells) {
        boolean isRatio() {
            return curve.isEmpty();
        }

        String cell(Statistic statistic) {
            return cells.get(statistic.ordinal());
        }

        String right(String text) {
            return " ".repeat(width(head, cells) - text.length()) + text;
        }
    }
}
