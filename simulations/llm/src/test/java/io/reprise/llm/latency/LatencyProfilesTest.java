package io.reprise.llm.latency;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.reprise.kernel.random.XorShift64Star;
import java.util.Arrays;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LatencyProfilesTest {
    private static final int DRAWS = 100_000;
    private static final int PROMPT_TOKENS = 30; // a probe's
    private static final double TOLERANCE = 0.05;

    /** Times to first token over 24 h in ms, modelstats.ai, November 2026. */
    @ParameterizedTest
    @CsvSource({
        "gemini-2.5-flash-lite, 311, 1142, 3080",
        "gemini-2.5-flash, 477, 776, 1309",
        "gpt-4o-mini, 536, 844, 4461",
        "claude-haiku-4-5, 541, 1591, 4117",
        "gpt-4o, 639, 1144, 4517",
        "gpt-4.1-mini, 661, 1087, 2169",
        "gpt-4.1, 726, 1220, 1946",
        "claude-sonnet-4-6, 941, 2939, 4787",
        "deepseek-v3, 1479, 1926, 2492",
        "claude-opus-4-6, 1626, 2420, 3797"
    })
    void shouldReproduceMeasuredQuantiles(String model, double p50, double p95, double p99) {
        double[] sorted = sortedTtftMs(LatencyProfiles.of(model), PROMPT_TOKENS);

        assertNear(model + " p50", p50, sorted[DRAWS / 2], TOLERANCE);
        assertNear(model + " p95", p95, sorted[DRAWS * 95 / 100], TOLERANCE);
        assertNear(model + " p99", p99, sorted[DRAWS * 99 / 100], TOLERANCE);
    }

    /** Mean and deviation at 256 tokens of prompt, in ms. */
    @ParameterizedTest
    @CsvSource({"8b-h100, 100, 20, 12", "70b-tp8, 200, 40, 25", "small-l40s, 110, 15, 15"})
    void shouldReproduceReferenceEngines(String engine, double median, double deviation, double token) {
        double[] sorted = sortedTtftMs(LatencyProfiles.of(engine), 256);

        assertNear(engine + " median", median, sorted[DRAWS / 2], 0.05);
        double mean = Arrays.stream(sorted).average().orElseThrow();
        double variance = Arrays.stream(sorted)
                .map(ms -> (ms - mean) * (ms - mean))
                .average()
                .orElseThrow();
        assertNear(engine + " deviation", deviation, Math.sqrt(variance), 0.15);
        assertEquals(token * 1e6, LatencyProfiles.of(engine).pace().tokenNs());
    }

    @ParameterizedTest
    @CsvSource({"gpt-4o-mini, 90", "claude-opus-4-6, 52", "gemini-2.5-flash, 200", "deepseek-v3, 40"})
    void shouldDecodeAtTheRateInTheLongRun(String model, double tokensPerSecond) {
        LatencyDraw draw = LatencyDrawTest.of(LatencyProfiles.of(model).withSlots(0));
        int tokens = 200_000;

        double seconds = draw.gapsNs(new XorShift64Star(5), 1, tokens, tokens) / 1e9;

        assertNear(model, tokensPerSecond, tokens / seconds, 0.05);
    }

    @ParameterizedTest
    @CsvSource({
        "gpt-4o, gpt-4o",
        "gpt-4o-2024-08-06, gpt-4o",
        "gpt-4o-mini-2024-07-18, gpt-4o-mini",
        "gpt-4.1-mini-2025-04-14, gpt-4.1-mini",
        "openai/gpt-4.1, gpt-4.1",
        "models/gemini-2.5-flash-lite-preview-09-2025, gemini-2.5-flash-lite",
        "gemini-2.5-flash-001, gemini-2.5-flash",
        "claude-haiku-4-5-20251001, claude-haiku-4-5",
        "claude-opus-4-6@20260205, claude-opus-4-6",
        "deepseek-chat, deepseek-chat",
        "gpt-4, default",
        "gpt-4oops, default",
        "none, default",
        "'', default",
        "-, default"
    })
    void shouldKnowModelsByWhatTheirNamesStartWith(String model, String profile) {
        assertEquals(profile, LatencyProfiles.ofModel(model).name());
    }

    @Test
    void shouldListEveryProfileByItsName() {
        for (LatencyProfile profile : LatencyProfiles.all()) {
            assertSame(profile, LatencyProfiles.of(profile.name()));
        }
        assertNotNull(LatencyProfiles.of("none"));
        assertNull(LatencyProfiles.of("gpt"));
    }

    @Test
    void shouldComeBackFromItsBytes() {
        UnsafeBuffer buffer = new UnsafeBuffer(new byte[LatencyProfileLayout.LENGTH + 8]);
        for (LatencyProfile profile : LatencyProfiles.all()) {
            LatencyProfileLayout.write(profile, buffer, 8);

            assertEquals(profile, LatencyProfileLayout.read(profile.name(), buffer, 8));
            assertEquals(profile.slots(), LatencyProfileLayout.slots(buffer, 8));
        }
        assertEquals(152, LatencyProfileLayout.LENGTH);
        assertEquals(LatencyProfileLayout.LENGTH / 8, LatencyProfileLayout.fields(0).length);
        for (int i = 0; i < LatencyProfileLayout.LENGTH / 8; i++) {
            assertEquals(8 + 8 * i, LatencyProfileLayout.fields(8)[i].offset());
        }
    }

    private static double[] sortedTtftMs(LatencyProfile profile, int promptTokens) {
        LatencyDraw draw = LatencyDrawTest.of(profile);
        XorShift64Star random = new XorShift64Star(1);
        double[] ms = new double[DRAWS];
        for (int i = 0; i < DRAWS; i++) {
            ms[i] = draw.ttftNs(random, promptTokens, 0) / 1e6;
        }
        Arrays.sort(ms);
        return ms;
    }

    private static void assertNear(String what, double wanted, double got, double tolerance) {
        assertEquals(wanted, got, tolerance * wanted, what);
    }
}
