package io.reprise.replay.latency.plot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reprise.replay.Durations;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LatencyScaleTest {
    @ParameterizedTest(name = "{0} to {1} ns")
    @CsvSource(useHeadersInDisplayName = true, textBlock = """
                   min,         max, labels
                  1500,        1500, 1.2 µs|1.5 µs|2 µs
                100000,      130000, 80 µs|100 µs|120 µs|150 µs
                  3000,      700000, 2 µs|5 µs|10 µs|20 µs|50 µs|100 µs|200 µs|500 µs|1 ms
                   300, 20000000000, 1 µs|10 µs|100 µs|1 ms|10 ms|100 ms|1 s|10 s
                     0,          40, 0.5 ns|1 ns|2 ns|5 ns|10 ns|20 ns|50 ns
            """)
    void shouldLabelRoundValues(double minNs, double maxNs, String labels) {
        LatencyScale scale = LatencyScale.of(minNs, maxNs);

        assertEquals(
                labels,
                String.join(
                        "|", scale.labelledNs().stream().map(Durations::round).toList()));
    }

    @Test
    void shouldGiveEachDecadeTheSameWidth() {
        LatencyScale scale = LatencyScale.of(1.5e3, 0.9e6); // 1 us to 1 ms

        assertEquals(
                List.of("0.000", "0.333", "0.667", "1.000"),
                List.of(1e3, 1e4, 1e5, 1e6).stream()
                        .map(ns -> String.format(Locale.ROOT, "%.3f", scale.fraction(ns)))
                        .toList());
    }

    @Test
    void shouldPutZeroAtTheLowEnd() {
        assertEquals(0, LatencyScale.of(1000, 5000).fraction(0));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void shouldHoldAllValuesWithAFewLabels(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 2000; i++) {
            double min = Math.exp(random.nextDouble() * Math.log(3.6e12));
            double max = min * Math.exp(random.nextDouble() * Math.log(3.6e12 / min));
            LatencyScale scale = LatencyScale.of(min, max);
            String where = "seed " + seed + ": " + min + " to " + max + " ns";

            assertTrue(scale.lowNs() < min && max < scale.highNs(), where);
            int labels = scale.labelledNs().size();
            assertTrue(labels >= 2 && labels <= 14, () -> where + " has " + labels + " labels");
        }
    }
}
