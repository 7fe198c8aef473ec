package io.reprise.replay.latency;

import io.reprise.replay.Durations;
import io.reprise.replay.latency.plot.HeatMap;
import io.reprise.replay.latency.plot.HeatPlot;
import io.reprise.replay.latency.plot.HtmlPage;
import io.reprise.replay.latency.plot.Markup;
import io.reprise.replay.latency.plot.PercentilePlot;
import io.reprise.replay.latency.plot.TimeAxis;
import io.reprise.replay.latency.plot.TimePlot;
import io.reprise.replay.latency.plot.Timeline;
import java.util.List;

/** The report as one HTML page. */
record LatencyPage(LatencyReport report) {
    /** @return HTML that is also well-formed XML */
    String html() {
        HtmlPage html = new HtmlPage("Latency of " + report.source().name());
        Markup page = html.markup();
        header(page);
        page.open("div", "class", "numbers");
        table(page);
        facts(page);
        page.close();
        page.open("div", "class", "plots");
        percentiles(page);
        overTime(page);
        heatMaps(page);
        page.close();
        boolean isRun = report.source().isRun();
        return html.end(isRun, !isRun);
    }

    private void header(Markup page) {
        page.open("header");
        page.open("h1")
                .text("Latency of ")
                .element("span", report.source().name())
                .close();
        page.element("p", report.timeline().words());
        report.notes().forEach(note -> page.element("p", note, "class", "note"));
        page.close();
    }

    private void table(Markup page) {
        page.open("section", "class", "card scrolls");
        report.table().columns().draw(page, "Percentiles in µs");
        page.close();
    }

    private void facts(Markup page) {
        page.open("section", "class", "card").element("h2", report.source().isRun() ? "The run" : "The log");
        page.open("dl");
        for (Fact fact : report.facts()) {
            page.element("dt", fact.name()).element("dd", fact.value());
        }
        page.close().close();
    }

    private void percentiles(Markup page) {
        page.open("figure", "class", "card").open("figcaption").element("h2", "By percentile");
        page.element("p", "Each further nine is as wide as the one before. A curve ends at its maximum.");
        page.close();
        new PercentilePlot(report.stages()).draw(page);
        page.close();
    }

    private void overTime(Markup page) {
        Timeline time = report.timeline();
        page.open("figure", "class", "card").open("figcaption");
        page.element("h2", "Over time: " + time.stage());
        page.element("p", "Each point stands for " + Durations.span(time.cellMs()) + ".")
                .close();
        new TimePlot(time).draw(page);
        page.close();
    }

    private void heatMaps(Markup page) {
        TimeAxis axis = report.timeline().axis();
        for (HeatMap map : report.heatMaps()) {
            new HeatPlot(map, axis, HeatMap.scale(List.of(map))).drawCard(page, "Spread over time: " + map.stage());
        }
    }
}
