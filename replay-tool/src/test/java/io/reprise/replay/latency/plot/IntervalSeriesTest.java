package io.reprise.replay.latency.plot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reprise.replay.latency.log.TestLog;
import java.util.Collections;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IntervalSeriesTest {
    @ParameterizedTest(name = "{1} ms of intervals of {0} ms")
    @CsvSource(useHeadersInDisplayName = true, textBlock = """
            length,    span,  cell
              1000,   60000,  1000
              1000,  240000,  1000
              1000,  240001,  2000
              1000, 3600000, 15000
               100, 3600000, 15000
                 0,   60000,   250
              1000,       0,  1000
            """)
    void shouldMakeCellsOfWholeIntervalsAndNotTooMany(long lengthMs, long spanMs, long cellMs) {
        long actualMs = IntervalSeries.cellMs(List.of(lengthMs), spanMs);

        assertEquals(cellMs, actualMs);
        assertTrue(spanMs / actualMs <= IntervalSeries.MAX_CELLS);
    }

    @Test
    void shouldNotBeMisledByOneShortInterval() {
        assertEquals(1000, IntervalSeries.cellMs(List.of(37L, 1000L, 1001L, 1000L), 3038));
    }

    @Test
    void shouldMergeAsHistogramsAndNotAverage() {
        IntervalSeries series = new IntervalSeries("engine", 2000, List.of());
        series.add(0, 1000, TestLog.histogram(TestLog.values(99, i -> 10)));
        series.add(1000, 2000, TestLog.histogram(1000));

        assertEquals(List.of(new IntervalPoint(0, 2000, 100, 10, 10, 1000)), series.points());
    }

    @Test
    void shouldTellIdleTimeFromTimeNotLogged() {
        IntervalSeries series = new IntervalSeries("engine", 1000, List.of());
        series.add(5000, 6000, TestLog.histogram(10));
        series.add(1000, 2000, TestLog.histogram());

        assertEquals(
                List.of(new IntervalPoint(1000, 2000, 0, 0, 0, 0), new IntervalPoint(5000, 6000, 1, 10, 10, 10)),
                series.points());
    }

    @Test
    void shouldNotMergeWhatARestartParts() {
        IntervalSeries series = new IntervalSeries("engine", 2000, List.of(2500L));
        series.add(2000, 2500, TestLog.histogram(10));
        series.add(2500, 3500, TestLog.histogram(20));
        series.add(3500, 4500, TestLog.histogram(20));
        series.add(4500, 5500, TestLog.histogram(30));

        assertEquals(
                List.of(
                        new IntervalPoint(2000, 2500, 1, 10, 10, 10),
                        new IntervalPoint(2500, 4500, 2, 20, 20, 20),
                        new IntervalPoint(4500, 5500, 1, 30, 30, 30)),
                series.points());
    }

    @Test
    void shouldStayBoundedHoweverManyIntervalsThereAre() {
        long intervalMs = 1000;
        int count = 10_000;
        long cellMs = IntervalSeries.cellMs(Collections.nCopies(count, intervalMs), count * intervalMs);
        IntervalSeries series = new IntervalSeries("engine", cellMs, List.of());
        Histogram interval = TestLog.histogram(1);
        for (long i = 0; i < count; i++) {
            series.add(i * intervalMs, (i + 1) * intervalMs, interval);
        }

        List<IntervalPoint> points = series.points();

        assertTrue(points.size() <= IntervalSeries.MAX_CELLS, () -> points.size() + " points");
        assertEquals(count, points.stream().mapToLong(IntervalPoint::count).sum());
    }
}
