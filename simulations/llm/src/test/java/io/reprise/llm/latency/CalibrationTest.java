package io.reprise.llm.latency;

import static io.reprise.llm.latency.LatencyProfileTextTest.refusal;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reprise.kernel.random.XorShift64Star;
import org.junit.jupiter.api.Test;

final class CalibrationTest {
    private static final long MS = 1_000_000;
    private static final long FIXED_NS = 50 * MS;

    @Test
    void shouldMeetThreeQuantilesExactly() {
        Calibration.Result result = Calibration.ofQuantiles(FIXED_NS, 639 * MS, 0, 1_144 * MS, 4_517 * MS);

        assertTrue(result.worstLogError() < 0.002, () -> "error " + result.worstLogError());
        assertEquals(3, result.errors().size());
        assertEquals(0.95, result.errors().get(1).share());
        assertEquals(1_144 * MS, result.errors().get(1).measuredNs());
        assertEquals(585e6, result.mixture().medianNs(), 10e6);
    }

    @Test
    void shouldFindTheMixtureThatSamplesCameFrom() {
        LatencyMixture mixture = new LatencyMixture(400 * MS, 0.3, 0.03, 5);
        LatencyProfile profile =
                new LatencyProfile("samples", FIXED_NS, 0, 0, mixture, LatencyQuantiles.NONE, DecodePace.NONE, 0, 1);
        LatencyDraw draw = LatencyDrawTest.of(profile);
        XorShift64Star random = new XorShift64Star(8);
        long[] samples = new long[50_000];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = draw.ttftNs(random, 0, 0);
        }

        Calibration.Result result = Calibration.ofSamples(FIXED_NS, samples);

        assertTrue(result.worstLogError() < 0.02, () -> "error " + result.worstLogError());
        assertEquals(400e6, result.mixture().medianNs(), 10e6);
        assertEquals(0.3, result.mixture().sigma(), 0.03);
        assertEquals(0.03, result.mixture().slowWeight(), 0.01);
    }

    @Test
    void shouldReportWhatNoMixtureMeets() {
        Calibration.Result result = Calibration.ofQuantiles(0, 100 * MS, 100 * MS, 100 * MS, 90_000 * MS);

        assertTrue(result.worstLogError() > 0.1);
    }

    @Test
    void shouldFitASingleQuantileAndASingleSample() {
        assertEquals(
                7e6, Calibration.ofQuantiles(0, 7 * MS, 0, 0, 0).errors().get(0).fittedNs(), 10);
        assertEquals(4, Calibration.ofSamples(0, 5 * MS).errors().size());
    }

    @Test
    void shouldInvertItsOwnQuantiles() {
        LatencyMixture plain = new LatencyMixture(1_000 * MS, 0.5, 0, 1);

        assertEquals(1e9, plain.quantileNs(0.5), 1e3);
        assertEquals(1e9 * Math.exp(0.5 * 1.6448536269514722), plain.quantileNs(0.95), 1e4);
        assertEquals(1e9 * Math.exp(0.5 * 2.3263478740408408), plain.quantileNs(0.99), 1e5);
    }

    @Test
    void shouldSayWhatCannotBeFitted() {
        assertEquals("there is no quantile to fit to", refusal(() -> Calibration.ofQuantiles(0, 0, 0, 0, 0)));
        assertEquals(
                "fixed part must be 0 to 999999, not 1000000", refusal(() -> Calibration.ofQuantiles(MS, MS, 0, 0, 0)));
        assertEquals("there is no sample to fit to", refusal(() -> Calibration.ofSamples(0)));
    }
}
