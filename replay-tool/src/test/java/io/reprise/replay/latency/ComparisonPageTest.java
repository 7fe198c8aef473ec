package io.reprise.replay.latency;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reprise.replay.latency.log.TestLog;
import io.reprise.replay.latency.log.TimeWindow;
import io.reprise.replay.latency.plot.Xml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;

class ComparisonPageTest {
    @TempDir
    Path directory;

    @Test
    void shouldHoldATableACurveAndAHeatMapPerRunForEachStage() throws IOException {
        write("before", "engine", 1000);
        write("after", "engine", 2000);

        Xml page = Xml.parse(html("before", "after"));

        assertEquals(List.of("Latency of 2 runs"), page.texts("//h1"));
        assertEquals(List.of("engine"), page.texts("//main/h2"));
        assertEquals(
                List.of("before", "after", "ratio"),
                page.texts("//table[caption = 'engine: percentiles in µs']/thead/tr/th[position() > 1]"));
        assertEquals(List.of("1.00", "2.00", "2.00"), page.texts("//tr[normalize-space(th) = '50%']/td"));
        assertEquals(1, page.all("//figure/svg").size());
        assertEquals(
                List.of("before", "after"), page.texts("//figure/svg/g[path[@class = 'line']]/title")); // the legend
        assertEquals(
                List.of("run0", "run1"),
                page.all("//figure/svg/g[circle]").stream()
                        .map(curve -> curve.getAttribute("class"))
                        .toList());
        assertEquals(List.of("engine over time: before", "engine over time: after"), page.texts("//section[svg]/h2"));
    }

    @Test
    void shouldShowWhatARunDoesNotHaveAsAbsent() throws IOException {
        write("a", "engine", 1000);
        write("b", "journal", 2000);
        Files.writeString(directory.resolve("b/run.json"), "{\"id\": \"7\", \"seed\": 42}");

        Xml page = Xml.parse(html("a", "b"));

        assertEquals(List.of("journal", "engine"), page.texts("//main/h2"));
        assertEquals(List.of("—", "2.00", "—", "1.00", "—", "—"), page.texts("//tr[normalize-space(th) = '99%']/td"));
        assertEquals(List.of("—", "42"), page.texts("//tr[normalize-space(th) = 'seed']/td"));
        assertEquals(2, page.texts("//section/p[starts-with(., '—')]").size());
        assertEquals(2, page.all("//section/svg").size());
    }

    @Test
    void shouldTellOnceWhatAllRunsSay() throws IOException {
        for (String run : List.of("a", "b")) {
            write(run, "engine", 1000);
            Files.writeString(
                    directory.resolve(run).resolve("run.json"), "{\"seed\": 42, \"policy\": \"" + run + "\"}");
        }

        Xml page = Xml.parse(html("a", "b"));

        assertEquals(List.of("42"), page.texts("//tr[normalize-space(th) = 'seed']/td[@colspan = '2']"));
        assertEquals(List.of("a", "b"), page.texts("//tr[normalize-space(th) = 'policy']/td"));
    }

    @Test
    void shouldSayHowTheValuesOfBothKindsWereTaken() throws IOException {
        write("a", "engine", 1000);
        try (TestLog log = new TestLog(directory.resolve("client.hlog"))) {
            log.second(0, "response", 1000);
        }

        assertEquals(3, Xml.parse(html("a", "client.hlog")).texts("//footer/p").size());
        assertEquals(2, Xml.parse(html("a", "a")).texts("//footer/p").size());
    }

    @Test
    void shouldDrawAllHeatMapsOfAStageOnTheSameAxes() throws IOException {
        try (TestLog log = log("short")) {
            log.second(0, "engine", 1000);
        }
        try (TestLog log = log("long")) {
            log.second(0, "engine", 1000).second(9, "engine", 90_000_000);
        }

        Xml page = Xml.parse(html("short", "long"));

        List<String> first = page.texts("//section[h2 = 'engine over time: short']//text");
        List<String> second = page.texts("//section[h2 = 'engine over time: long']//text");
        assertEquals(first, second);
        assertTrue(first.contains("100 ms") && first.contains("10"), first::toString);
    }

    @Test
    void shouldEscapeNamesOfRuns() throws IOException {
        write("<b>&amp;", "engine", 1000);
        write("b", "engine", 1000);

        Xml page = Xml.parse(html("<b>&amp;", "b"));

        assertEquals(0, page.all("//b").size());
        assertTrue(page.texts("//th").contains("<b>&amp;"));
    }

    @Test
    void shouldNeedNoScriptAndNoOtherFile() throws IOException {
        write("a", "engine", 1000);

        String html = html("a", "a").replace("http://www.w3.org/2000/svg", ""); // a name, not an address

        for (String reference : List.of("<script", "<link", "<img", "src=", "href=", "url(", "@import", "http")) {
            assertFalse(html.contains(reference), reference);
        }
    }

    @Test
    void shouldStyleEveryRunAndEveryShare() throws IOException {
        write("a", "engine", 1000);
        String[] runs =
                Stream.generate(() -> "a").limit(LatencyComparison.MAX_RUNS).toArray(String[]::new);

        String html = html(runs);

        String css = html.substring(html.indexOf("<style>"), html.indexOf("</style>"));
        for (Element group : Xml.parse(html).all("//g[path[@class = 'line' or @class = 'cells']]")) {
            assertTrue(css.contains("." + group.getAttribute("class") + " {"), group.getAttribute("class"));
        }
    }

    private void write(String run, String stage, long valueNs) {
        try (TestLog log = log(run)) {
            log.second(0, stage, TestLog.values(1000, i -> valueNs));
        }
    }

    private TestLog log(String run) {
        return new TestLog(directory.resolve(run).resolve("latency/1.hlog"));
    }

    private String html(String... runs) throws IOException {
        List<Path> paths = Stream.of(runs).map(directory::resolve).toList();
        return new ComparisonPage(LatencyComparison.read(paths, TimeWindow.ALL)).html();
    }
}
