package io.reprise.replay.latency;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The report as one HTML page that needs no script and no other file. */
record LatencyPage(LatencyReport report) {
    private static final String STYLE_SHEET = "latency.css";

    /** @return HTML that is also well-formed XML */
    String html() {
        Markup page = new Markup();
        page.verbatim("<!DOCTYPE html>\n").open("html", "lang", "en");
        head(page);
        page.open("body").open("main");
        header(page);
        page.open("div", "class", "numbers");
        table(page);
        facts(page);
        page.close();
        page.open("div", "class", "plots");
        percentiles(page);
        overTime(page);
        page.close();
        notes(page);
        return page.close().close().close().toString();
    }

    private void head(Markup page) {
        page.open("head").empty("meta", "charset", "utf-8");
        page.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
        page.element("title", "Latency of " + report.source().name());
        page.open("style").verbatim(styleSheet()).close().close();
    }

    private void header(Markup page) {
        Timeline time = report.timeline();
        String end = Durations.seconds(time.toMs()) + " s";
        String whole = time.fromMs() == 0 && time.toMs() == time.runEndMs()
                ? ", the whole log"
                : " of " + Durations.seconds(time.runEndMs()) + " s";
        page.open("header");
        page.open("h1")
                .text("Latency of ")
                .element("span", report.source().name())
                .close();
        page.element("p", Durations.seconds(time.fromMs()) + " to " + end + whole);
        report.notes().forEach(note -> page.element("p", note, "class", "note"));
        page.close();
    }

    private void table(Markup page) {
        page.open("section", "class", "card scrolls").open("table");
        page.element("caption", "Percentiles in µs");
        page.open("thead").open("tr").element("th", "", "scope", "col");
        for (StageLatency stage : report.stages()) {
            page.open("th", "scope", "col", "class", stage.style());
            page.element("span", stage.stage(), "class", "swatch", "title", stage.stage())
                    .close();
        }
        page.close().close().open("tbody");
        for (Statistic statistic : Statistic.values()) {
            page.open("tr").element("th", statistic.label(), "scope", "row");
            report.stages().forEach(stage -> page.element("td", statistic.cell(stage.histogram())));
            page.close();
        }
        page.close().close().close();
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

    private void notes(Markup page) {
        page.open("footer");
        page.element(
                "p",
                report.source().isRun()
                        ? "A value is the time from a frame's timestamp, taken when its batch began to enter the "
                                + "ring, to the end of the batch in which a stage handled it. The way to the server "
                                + "and back is not in it, nor is the time a frame waited in a socket."
                        : "Values are what the writer of this log measured, read as nanoseconds.");
        page.element(
                "p",
                "Histograms hold three significant digits. The .hgrm files beside this page hold the same "
                        + "distributions for HdrHistogram's own plotter. Point at a plot for exact values.");
        page.close();
    }

    private static String styleSheet() {
        try (InputStream css = LatencyPage.class.getResourceAsStream(STYLE_SHEET)) {
            return new String(css.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("the jar is damaged: " + STYLE_SHEET, e);
        }
    }
}
