package io.reprise.replay.latency.plot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TimePlotTest {
    private final List<IntervalPoint> points = new ArrayList<>();
    private final List<Long> restartsMs = new ArrayList<>();

    @Test
    void shouldTellTheValuesOfEachInterval() {
        points.add(new IntervalPoint(0, 1000, 12_345, 6_000, 13_000, 2_500_000));
        points.add(new IntervalPoint(1000, 2000, 0, 0, 0, 0));

        assertEquals(
                List.of("0 to 1 s\n50% 6.00 µs\n99% 13.0 µs\nmax 2.50 ms\ncount 12,345", "1 to 2 s\nidle"),
                draw().texts("//rect/title"));
    }

    @Test
    void shouldPartLinesWhereTheKernelWasIdleOrNothingWasLogged() {
        busy(0, 1, 2); // joined
        points.add(new IntervalPoint(3000, 4000, 0, 0, 0, 0)); // idle
        busy(4, 5);
        busy(9); // after a gap

        List<String> lines = lines("p99");

        assertEquals(
                List.of(3, 2, 1),
                lines.stream().map(line -> line.split("[ML]").length - 1).toList());
        assertTrue(lines.get(2).endsWith("h0"), "a dot: " + lines.get(2));
    }

    @Test
    void shouldBridgeASecondThatJitterLeftWithoutItsOwnCell() {
        busy(0, 1, 3, 4);

        assertEquals(1, lines("p50").size());
    }

    @Test
    void shouldMarkRestarts() {
        busy(0, 1, 2, 3);
        assertEquals(List.of(), draw().texts("//text[. = 'server restart']"));

        restartsMs.add(2000L);

        assertEquals(List.of("server restart"), draw().texts("//text[. = 'server restart']"));
        assertEquals(2, draw().all("//g[@class='restart']/path").size()); // the mark, and its sample in the legend
        assertEquals(2, lines("p50").size()); // before and after
    }

    @Test
    void shouldDrawDotsOnlyWhileTheyAreFew() {
        for (int second = 0; second < 60; second++) {
            busy(second);
        }
        assertEquals(180, draw().all("//circle").size());

        busy(60);

        assertEquals(0, draw().all("//circle").size());
    }

    @Test
    void shouldSayWhenThereIsNothingToDraw() {
        points.add(new IntervalPoint(0, 1000, 0, 0, 0, 0));

        assertEquals(List.of("no latencies were recorded"), draw().texts("//text[contains(., 'recorded')]"));
    }

    private void busy(int... seconds) {
        for (int second : seconds) {
            points.add(new IntervalPoint(second * 1000L, second * 1000L + 1000, 10, 6_000, 13_000, 500_000));
        }
    }

    private List<String> lines(String curve) {
        return draw().all("//g[@class='" + curve + "'][not(title)]/path").stream()
                .map(path -> path.getAttribute("d"))
                .toList();
    }

    private Xml draw() {
        long endMs = points.get(points.size() - 1).endMs();
        Markup svg = new Markup();
        new TimePlot(new Timeline(0, endMs, endMs, "end-to-end", 1000, points, restartsMs)).draw(svg);
        String text = svg.toString();
        assertFalse(text.contains("NaN") || text.contains("Infinity"), text);
        return Xml.parse(text);
    }
}
