package io.reprise.replay.latency.plot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reprise.replay.latency.log.TestLog;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class HeatPlotTest {
    private static final Pattern RECTANGLE = Pattern.compile("M([0-9.]+) ([0-9.]+)h([0-9.]+)v([0-9.]+)h-[0-9.]+z");

    private final HeatMap map = new HeatMap("engine", new TimeGrid(1000, List.of(2000L)));

    @Test
    void shouldGiveEachLevelOnePath() {
        Histogram interval = TestLog.histogram(5_000_000);
        interval.recordValueWithCount(2000, 9_999);
        map.add(0, 1000, interval);
        map.add(1000, 2000, interval);

        Xml svg = draw(2000);

        assertEquals(
                List.of("heat1", "heat5"),
                svg.all("//g[path[@class = 'cells']]").stream()
                        .map(group -> group.getAttribute("class"))
                        .toList());
        assertEquals(2, rectangles(svg, "heat1").size());
        assertEquals(2, rectangles(svg, "heat5").size());
    }

    @Test
    void shouldPutTimeToTheRightAndSlownessUp() {
        map.add(0, 1000, TestLog.histogram(2000));
        map.add(3000, 4000, TestLog.histogram(5_000_000));

        List<double[]> rectangles = rectangles(draw(4000), "heat5");

        double[] early = rectangles.get(0);
        double[] late = rectangles.get(1);
        assertEquals(3 * early[2], late[0] - early[0], 0.5); // three of its widths later
        assertTrue(late[1] + late[3] < early[1], "the slow one is not above");
    }

    @Test
    void shouldStayInsideTheDrawing() {
        map.add(0, 1000, TestLog.histogram(0, 1, 3_600_000_000_000L));
        map.add(3000, 9000, TestLog.histogram(1000)); // ends behind the selected time

        for (double[] rectangle : rectangles(draw(4000), "heat5")) {
            assertTrue(rectangle[0] >= 78 && rectangle[0] + rectangle[2] <= 639, () -> rectangle[0] + "");
            assertTrue(rectangle[1] >= 34 && rectangle[3] > 0, () -> rectangle[1] + "");
        }
    }

    @Test
    void shouldTellTheValuesOfEachColumn() {
        Histogram interval = TestLog.histogram(1_500_000);
        interval.recordValueWithCount(2100, 12_344);
        map.add(0, 1000, interval);
        map.add(1000, 2000, TestLog.histogram());

        assertEquals(
                List.of(
                        "0 to 1 s\nmost 2.00 µs to 2.24 µs\nall 2.00 µs to 1.58 ms\ncount 12,345", //
                        "1 to 2 s\nidle"),
                draw(2000).texts("//rect/title"));
    }

    @Test
    void shouldExplainItsColoursAndMarkRestarts() {
        map.add(0, 1000, TestLog.histogram(1000));

        assertEquals(
                List.of("< 0.01%", "≥ 0.01%", "≥ 0.1%", "≥ 1%", "≥ 3%", "≥ 10%", "server restart"),
                draw(4000, 2000L).texts("//g/title"));
        assertEquals(6, draw(4000).texts("//g/title").size());
    }

    @Test
    void shouldSayWhenThereIsNothingToDraw() {
        map.add(0, 1000, TestLog.histogram());

        assertEquals(List.of("no latencies were recorded"), draw(1000).texts("//text[contains(., 'recorded')]"));
    }

    private Xml draw(long toMs, Long... restartsMs) {
        Markup svg = new Markup();
        new HeatPlot(map, new TimeAxis(0, toMs, List.of(restartsMs)), HeatMap.scale(List.of(map))).draw(svg);
        String text = svg.toString();
        assertFalse(text.contains("NaN") || text.contains("Infinity"), text);
        return Xml.parse(text);
    }

    /** Left, top, width and height of each. */
    private static List<double[]> rectangles(Xml svg, String level) {
        String path = svg.all("//g[@class='" + level + "']/path[@class='cells']")
                .get(0)
                .getAttribute("d");
        Matcher matcher = RECTANGLE.matcher(path);
        assertEquals("", matcher.replaceAll(""));
        return RECTANGLE
                .matcher(path)
                .results()
                .map(found -> new double[] {
                    Double.parseDouble(found.group(1)),
                    Double.parseDouble(found.group(2)),
                    Double.parseDouble(found.group(3)),
                    Double.parseDouble(found.group(4))
                })
                .toList();
    }
}
