package io.reprise.replay.latency;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reprise.replay.latency.log.TestLog;
import io.reprise.replay.latency.log.TimeWindow;
import io.reprise.replay.latency.plot.Markup;
import io.reprise.replay.latency.plot.Xml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;

class LatencyPageTest {
    private static final String HOSTILE = "<b>\"&'\u0001\u001b]0;</script><script>alert(1)</script>";

    @TempDir
    Path directory;

    @Test
    void shouldHoldTableFactsAndBothPlots() throws IOException {
        try (TestLog log = log()) {
            log.second(0, "engine", TestLog.values(1000, i -> i * 1000)).second(0, "end-to-end", 5_000_000);
        }
        Files.writeString(directory.resolve("run.json"), "{\"id\": \"echo-7\", \"seed\": 42}");

        Xml page = Xml.parse(html());

        assertEquals(List.of("Latency of echo-7"), page.texts("//title[parent::head]"));
        assertEquals(List.of("engine", "end-to-end"), page.texts("//thead//span"));
        assertEquals(List.of("500", "5,001"), page.texts("//tr[normalize-space(th) = '50%']/td"));
        assertEquals(List.of("started", "log", "seed"), page.texts("//dt"));
        assertTrue(page.texts("//dd").contains("42"));
        assertEquals(List.of("By percentile", "Over time: end-to-end"), page.texts("//figure//h2"));
        assertEquals(2, page.all("//figure/svg").size());
    }

    @Test
    void shouldHoldAHeatMapPerStage() throws IOException {
        try (TestLog log = log()) {
            log.second(0, "engine", 1000).second(0, "end-to-end", 5000).second(1, "end-to-end", 5000);
        }

        Xml page = Xml.parse(html());

        assertEquals(
                List.of("Spread over time: engine", "Spread over time: end-to-end"), page.texts("//section[svg]/h2"));
        assertEquals(
                List.of("0 to 1 s\nmost 4.47 µs to 5.01 µs\nall 4.47 µs to 5.01 µs\ncount 1"),
                page.texts("//section[h2 = 'Spread over time: end-to-end']//rect[1]/title"));
    }

    @Test
    void shouldEscapeWhateverLogAndManifestSay() throws IOException {
        try (TestLog log = log()) {
            log.second(0, HOSTILE, 1000);
        }
        Files.writeString(directory.resolve("run.json"), """
                {"id": "</title><script>", "<i>": "]]><!-- & \\u0000 -->", "list": ["<td>", {"a": "</dd>"}]}
                """);

        String html = html();

        Xml page = Xml.parse(html);
        assertEquals(0, page.all("//script | //b | //i").size());
        assertEquals(List.of("<b>\"&'\uFFFD\uFFFD]0;</script><script>alert(1)</script>"), page.texts("//thead//span"));
        assertEquals(List.of("Latency of </title><script>"), page.texts("//title[parent::head]"));
    }

    @Test
    void shouldNeedNoScriptAndNoOtherFile() throws IOException {
        try (TestLog log = log()) {
            log.second(0, "engine", 1000);
        }

        String html = html().replace("http://www.w3.org/2000/svg", ""); // a name, not an address

        for (String reference : List.of("<script", "<link", "<img", "src=", "href=", "url(", "@import", "http")) {
            assertFalse(html.contains(reference), reference);
        }
        assertTrue(html.contains("prefers-color-scheme: dark"));
    }

    @Test
    void shouldStyleEveryStageAndCurve() throws IOException {
        try (TestLog log = log()) {
            for (String stage : List.of("journal", "engine", "end-to-end", "a", "b", "c", "d", "e", "f")) {
                log.second(0, stage, 1000);
            }
        }

        String html = html();

        String css = html.substring(html.indexOf("<style>"), html.indexOf("</style>"));
        for (Element group : Xml.parse(html).all("//g[path[@class = 'line']]")) {
            assertTrue(css.contains("." + group.getAttribute("class") + " {"), group.getAttribute("class"));
        }
    }

    @Test
    void shouldShowNotesAndTheSelectedTime() throws IOException {
        try (TestLog log = log()) {
            log.second(0, "engine", 1000).second(1, "engine", 2000).text("unfinished");
        }

        LatencyReport report = LatencyReport.read(directory, TimeWindow.ofSeconds(0, 1));
        Xml page = Xml.parse(new LatencyPage(report).html());

        assertEquals(
                List.of("0 to 1 s of 2 s", "The last line of a.hlog has no end and was left out."),
                page.texts("//header/p"));
    }

    @Test
    void shouldBeTheSameInEveryCountry() throws IOException {
        try (TestLog log = log()) {
            log.second(0, "engine", TestLog.values(20_000, i -> i * 777));
        }
        String here = html();
        Locale locale = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
            assertEquals(here, html());
        } finally {
            Locale.setDefault(locale);
        }
    }

    @Test
    void shouldNotEndWithAnElementOpen() {
        assertThrows(IllegalStateException.class, new Markup().open("p")::toString);
    }

    private TestLog log() {
        return new TestLog(directory.resolve("latency/a.hlog"));
    }

    private String html() throws IOException {
        return new LatencyPage(LatencyReport.read(directory, TimeWindow.ALL)).html();
    }
}
