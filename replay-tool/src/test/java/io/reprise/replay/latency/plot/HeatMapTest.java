package io.reprise.replay.latency.plot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reprise.replay.latency.log.TestLog;
import io.reprise.replay.latency.plot.HeatColumn.Stretch;
import java.util.Collections;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeatMapTest {
    private static final double BAND = Math.pow(10, 1.0 / HeatColumn.BANDS_PER_DECADE);

    @ParameterizedTest(name = "{0} of {1}")
    @CsvSource(useHeadersInDisplayName = true, textBlock = """
            count,  total, level
                1, 100000, LEAST
                1,  10000, TEN_THOUSANDTH
                9,  10000, TEN_THOUSANDTH
               10,  10000, THOUSANDTH
                1,    100, HUNDREDTH
                3,    100, THIRTIETH
                9,    100, THIRTIETH
               10,    100, TENTH
                1,      1, TENTH
            """)
    void shouldTellSharesApart(long count, long total, HeatLevel level) {
        assertEquals(level, HeatLevel.of(count, total));
    }

    @Test
    void shouldJoinCellsOfOneLevelAndLeaveOutEmptyOnes() {
        HeatMap map = map(1000);
        Histogram interval = TestLog.histogram(1_000_000_000);
        interval.recordValueWithCount(1050, 4999); // 1 to 1.12 us
        interval.recordValueWithCount(1200, 5000); // 1.12 to 1.26 us
        map.add(0, 1000, interval);

        List<Stretch> stretches = map.columns().get(0).stretches();

        assertEquals(
                List.of(HeatLevel.TENTH, HeatLevel.TEN_THOUSANDTH),
                stretches.stream().map(Stretch::level).toList());
        assertEquals(1000, stretches.get(0).fromNs(), 0.01);
        assertEquals(1000 * BAND * BAND, stretches.get(0).toNs(), 0.01);
        assertEquals(1e9, stretches.get(1).fromNs(), 1);
        assertEquals(1e9 * BAND, stretches.get(1).toNs(), 1);
    }

    @Test
    void shouldKnowItsFullestCellAndItsEnds() {
        HeatMap map = map(1000);
        map.add(0, 1000, TestLog.histogram(100, 10_500, 10_600, 5_300_000));

        HeatColumn column = map.columns().get(0);

        assertEquals(4, column.total());
        assertEquals(100, column.lowNs(), 0.01);
        assertEquals(10_000, column.fullest().fromNs(), 0.1);
        assertEquals(5_011_872 * BAND, column.highNs(), 10);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 999, 3_600_000_000_000L})
    void shouldHoldEveryLatency(long valueNs) {
        HeatMap map = map(1000);
        map.add(0, 1000, TestLog.histogram(valueNs));

        HeatColumn column = map.columns().get(0);

        assertTrue(column.lowNs() <= Math.max(1, valueNs) * 1.001 && column.highNs() > valueNs * 0.999);
        assertEquals(1, column.stretches().size());
    }

    @Test
    void shouldMergeIntervalsOfACellButNotAcrossARestart() {
        HeatMap map = map(2000, 2500L);
        map.add(0, 1000, TestLog.histogram(1));
        map.add(1000, 2000, TestLog.histogram(1, 1));
        map.add(2000, 2500, TestLog.histogram());
        map.add(2500, 3500, TestLog.histogram(1));

        List<HeatColumn> columns = map.columns();

        assertEquals(
                List.of(0L, 2000L, 2500L),
                columns.stream().map(HeatColumn::startMs).toList());
        assertEquals(
                List.of(2000L, 2500L, 3500L),
                columns.stream().map(HeatColumn::endMs).toList());
        assertEquals(
                List.of(3L, 0L, 1L), columns.stream().map(HeatColumn::total).toList());
        assertEquals(List.of(), columns.get(1).stretches());
    }

    @Test
    void shouldStayBoundedHoweverManyIntervalsThereAre() {
        int count = 10_000;
        HeatMap map = map(HeatMap.cellMs(Collections.nCopies(count, 1000L), count * 1000L));
        Histogram interval = TestLog.histogram(1);
        for (long i = 0; i < count; i++) {
            map.add(i * 1000, (i + 1) * 1000, interval);
        }

        assertTrue(
                map.columns().size() <= HeatMap.MAX_COLUMNS, () -> map.columns().size() + " columns");
        assertEquals(count, map.columns().stream().mapToLong(HeatColumn::total).sum());
    }

    @Test
    void shouldHaveOneAxisForMapsThatAreCompared() {
        HeatMap fast = map(1000);
        HeatMap slow = map(1000);
        fast.add(0, 1000, TestLog.histogram(2_500));
        slow.add(0, 1000, TestLog.histogram(70_000_000));

        LatencyScale scale = HeatMap.scale(List.of(fast, slow, map(1000)));

        assertEquals(2_000, scale.lowNs(), 0.01);
        assertEquals(100_000_000, scale.highNs(), 1);
    }

    private static HeatMap map(long cellMs, Long... restartsMs) {
        return new HeatMap("engine", new TimeGrid(cellMs, List.of(restartsMs)));
    }
}
