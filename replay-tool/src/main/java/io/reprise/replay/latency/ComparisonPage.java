package io.reprise.replay.latency;

import io.reprise.replay.latency.LatencyComparison.ComparedRun;
import io.reprise.replay.latency.plot.HeatMap;
import io.reprise.replay.latency.plot.HeatPlot;
import io.reprise.replay.latency.plot.HtmlPage;
import io.reprise.replay.latency.plot.LatencyScale;
import io.reprise.replay.latency.plot.Markup;
import io.reprise.replay.latency.plot.PercentilePlot;
import io.reprise.replay.latency.plot.TimeAxis;
import io.reprise.replay.latency.plot.Timeline;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;

/** Several runs as one HTML page: for each stage a table, the curves of all runs in one plot, and a heat map of each. */
record ComparisonPage(LatencyComparison comparison) {
    private static final String ABSENT = "—";
    private static final int MAX_RUNS_BESIDE_PLOT = 3; // the table of more would have to be scrolled

    /** @return HTML that is also well-formed XML */
    String html() {
        HtmlPage html = new HtmlPage("Latency of " + comparison.runs().size() + " runs");
        Markup page = html.markup();
        header(page);
        runs(page);
        for (String stage : comparison.stages()) {
            page.element("h2", stage, "class", "stage");
            page.open("div", "class", "plots");
            table(page, stage);
            percentiles(page, stage);
            heatMaps(page, stage);
            page.close();
        }
        List<LatencySource> sources =
                comparison.runs().stream().map(run -> run.report().source()).toList();
        return html.end(
                sources.stream().anyMatch(LatencySource::isRun),
                !sources.stream().allMatch(LatencySource::isRun));
    }

    private void header(Markup page) {
        page.open("header").element("h1", "Latency of " + comparison.runs().size() + " runs");
        page.element("p", "Ratios are to the first: " + comparison.first().name());
        comparison.notes().forEach(note -> page.element("p", note, "class", "note"));
        page.close();
    }

    /** What each run says of itself, a row for each thing that any of them says. */
    private void runs(Markup page) {
        page.open("section", "class", "card scrolls runs").open("table", "class", "facts");
        page.element("caption", "The runs");
        page.open("thead").open("tr").element("th", "", "scope", "col");
        for (ComparedRun run : comparison.runs()) {
            page.open("th", "scope", "col", "class", run.style());
            page.element("span", run.name(), "class", "swatch", "title", run.name())
                    .close();
        }
        page.close().close().open("tbody");
        row(page, "selected", run -> run.timeline().words());
        factNames().forEach(name -> row(page, name, run -> value(run, name)));
        page.close().close().close();
    }

    /** What all runs agree on is told once, so that differences stand out. */
    private void row(Markup page, String name, Function<LatencyReport, String> value) {
        List<String> values =
                comparison.runs().stream().map(run -> value.apply(run.report())).toList();
        page.open("tr").element("th", name, "scope", "row");
        if (Set.copyOf(values).size() == 1) {
            page.element("td", values.get(0), "colspan", values.size() + "");
        } else {
            values.forEach(text -> page.element("td", text));
        }
        page.close();
    }

    private Set<String> factNames() {
        Set<String> names = new LinkedHashSet<>();
        comparison.runs().forEach(run -> run.report().facts().forEach(fact -> names.add(fact.name())));
        return names;
    }

    private static String value(LatencyReport report, String name) {
        return report.facts().stream()
                .filter(fact -> fact.name().equals(name))
                .map(Fact::value)
                .findFirst()
                .orElse(ABSENT);
    }

    private void table(Markup page, String stage) {
        boolean wide = comparison.runs().size() > MAX_RUNS_BESIDE_PLOT;
        page.open("section", "class", "card scrolls compared" + (wide ? " wide" : ""));
        comparison.table(stage, ABSENT).draw(page, stage + ": percentiles in µs");
        page.close();
    }

    private void percentiles(Markup page, String stage) {
        page.open("figure", "class", "card").open("figcaption").element("h2", stage + ": by percentile");
        page.element("p", "Each further nine is as wide as the one before. A curve ends at its maximum.");
        page.close();
        new PercentilePlot(comparison.curves(stage)).draw(page);
        page.close();
    }

    /** All on the same two axes. */
    private void heatMaps(Markup page, String stage) {
        LatencyScale scale = HeatMap.scale(comparison.runs().stream()
                .map(run -> run.report().heatMap(stage))
                .filter(Objects::nonNull)
                .toList());
        for (ComparedRun run : comparison.runs()) {
            HeatMap map = run.report().heatMap(stage);
            String heading = stage + " over time: " + run.name();
            if (map == null) {
                page.open("section", "class", "card").element("h2", heading);
                page.element("p", ABSENT + " no log of this run has the stage").close();
            } else {
                new HeatPlot(map, axis(run.report().timeline()), scale).drawCard(page, heading);
            }
        }
    }

    /** As long as the longest run. */
    private TimeAxis axis(Timeline time) {
        List<ComparedRun> runs = comparison.runs();
        long toMs = runs.stream()
                .mapToLong(run -> run.report().timeline().toMs())
                .max()
                .orElseThrow();
        return new TimeAxis(time.fromMs(), toMs, time.restartsMs());
    }
}
