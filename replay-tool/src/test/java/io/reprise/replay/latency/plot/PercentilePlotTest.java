package io.reprise.replay.latency.plot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reprise.replay.latency.log.TestLog;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Element;

class PercentilePlotTest {
    private final TreeMap<String, Histogram> histograms = new TreeMap<>(StageLatency.PIPELINE_ORDER);

    @Test
    void shouldMarkTheKnownPercentilesOfACurve() {
        histograms.put("engine", TestLog.histogram(TestLog.values(1000, i -> i * 1000))); // 1 to 1,000 us

        assertEquals(
                List.of("engine, 50%: 500 µs", "engine, 90%: 900 µs", "engine, 99%: 990 µs", "engine, max: 1.00 ms"),
                draw().texts("//circle/title"));
    }

    @Test
    void shouldGiveEachNineTheSameWidth() {
        histograms.put("engine", TestLog.histogram(TestLog.values(1000, i -> i * 1000)));

        List<Element> dots = draw().all("//circle");

        double fifty = number(dots.get(0), "cx");
        double ninety = number(dots.get(1), "cx");
        double ninetyNine = number(dots.get(2), "cx");
        double max = number(dots.get(3), "cx"); // 1 of 1,000 is the slowest: where 99.9 % is
        assertEquals(ninetyNine - ninety, max - ninetyNine, 0.2);
        assertEquals((ninetyNine - ninety) * (1 - Math.log10(2)), ninety - fifty, 0.2);
    }

    @Test
    void shouldDrawACurveThatNeverFalls() {
        histograms.put("engine", TestLog.histogram(TestLog.values(5000, i -> i * i)));

        String path = draw().all("//g[@class='stage1']/path").get(1).getAttribute("d"); // the first is the legend's

        List<Double> heights = new ArrayList<>();
        for (String point : path.substring(1).split("L")) {
            heights.add(Double.valueOf(point.split(" ")[1]));
        }
        assertTrue(heights.size() > 60, () -> heights.size() + " points");
        for (int i = 1; i < heights.size(); i++) {
            assertTrue(heights.get(i) <= heights.get(i - 1), "falls at point " + i + " of " + heights);
        }
    }

    @Test
    void shouldTellAllStagesAtAPercentile() {
        histograms.put("journal", TestLog.histogram(TestLog.values(1000, i -> 2000)));
        histograms.put("engine", TestLog.histogram(TestLog.values(50, i -> 30_000)));

        List<String> strips = draw().texts("//rect/title");

        assertTrue(strips.contains("90%\njournal 2.00 µs\nengine 30.0 µs"), strips::toString);
        assertTrue(strips.contains("99%\njournal 2.00 µs"), strips::toString); // 50 values have no such percentile
    }

    @ParameterizedTest(name = "{0} latencies")
    @CsvSource(useHeadersInDisplayName = true, delimiter = ';', textBlock = """
                  count; labels
                      1; 0% 90% 99% 99.9% 50%
                   2000; 0% 90% 99% 99.9% 99.99% 50%
                  90000; 0% 90% 99% 99.9% 99.99% 99.999% 50%
                9000000; 0% 90% 99% 99.9% 99.99% 99.999% 99.9999% 99.99999%
             9000000000; 0% 90% 99% 99.9% 99.99% 99.999% 99.9999% 99.999999%""")
    void shouldHaveAsManyNinesAsTheCountBears(long count, String labels) {
        Histogram histogram = TestLog.histogram();
        histogram.recordValueWithCount(1000, count);
        histograms.put("engine", histogram);

        String drawn = String.join(" ", draw().texts("//text[contains(., '%')]"));

        assertEquals(labels, drawn);
    }

    @Test
    void shouldStayInsideTheDrawing() {
        Histogram histogram = TestLog.histogram(0, 3_600_000_000_000L);
        histogram.recordValueWithCount(1, 100_000_000_000L); // more nines than the axis has
        histograms.put("engine", histogram);

        for (Element dot : draw().all("//circle")) {
            assertTrue(number(dot, "cx") >= 0 && number(dot, "cx") <= 680, dot.getAttribute("cx"));
            assertTrue(number(dot, "cy") >= 0 && number(dot, "cy") <= 420, dot.getAttribute("cy"));
        }
    }

    @ParameterizedTest
    @CsvSource({"0", "1", "1500"})
    void shouldDrawASingleLatency(long valueNs) {
        histograms.put("engine", TestLog.histogram(valueNs));

        assertEquals(1, draw().all("//circle").size());
    }

    @Test
    void shouldSayWhenThereIsNothingToDraw() {
        histograms.put("engine", TestLog.histogram());

        assertEquals(List.of("no latencies were recorded"), draw().texts("//text[contains(., 'recorded')]"));
    }

    @Test
    void shouldWrapALegendOfManyStagesAndCutLongNames() {
        for (int i = 0; i < 12; i++) {
            histograms.put("stage-with-a-name-of-some-length-" + i, TestLog.histogram(1000 + i));
        }

        Xml svg = draw();

        List<String> names = svg.texts("//g/title");
        assertEquals(12, names.size());
        assertTrue(names.contains("stage-with-a-name-of-some-length-11"), names::toString);
        List<String> rows = svg.all("//g[title]/text").stream()
                .map(text -> text.getAttribute("y"))
                .distinct()
                .toList();
        assertEquals(6, rows.size(), rows::toString);
    }

    private Xml draw() {
        Markup svg = new Markup();
        new PercentilePlot(StageLatency.listOf(histograms)).draw(svg);
        String text = svg.toString();
        assertFalse(text.contains("NaN") || text.contains("Infinity"), text);
        return Xml.parse(text);
    }

    private static double number(Element element, String attribute) {
        return Double.parseDouble(element.getAttribute(attribute));
    }
}
