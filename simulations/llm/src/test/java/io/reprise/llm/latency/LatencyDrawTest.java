package io.reprise.llm.latency;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reprise.kernel.random.XorShift64Star;
import java.util.Arrays;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class LatencyDrawTest {
    private static final long MS = 1_000_000;

    static LatencyDraw of(LatencyProfile profile) {
        UnsafeBuffer buffer = new UnsafeBuffer(new byte[LatencyProfileLayout.LENGTH]);
        LatencyProfileLayout.write(profile, buffer, 0);
        return new LatencyDraw().wrap(buffer, 0);
    }

    @Test
    void shouldTakeNoTimeWithoutAProfile() {
        LatencyDraw draw = of(LatencyProfile.NONE);
        XorShift64Star random = new XorShift64Star(1);

        assertEquals(0, draw.ttftNs(random, 1_000_000, 0));
        assertEquals(1, draw.tokens());
        assertEquals(0, draw.gapsNs(random, 500, 77, 100));
        assertEquals(77, draw.tokens());
        assertEquals(0, random.operations(), "nothing to draw");
    }

    @Test
    void shouldCountOnlyTokensThatAreNotCached() {
        LatencyDraw draw = of(fixed(5, 3, 2, 0, 1));

        assertEquals(8 + 2 * 100, draw.ttftNs(new XorShift64Star(1), 100, 0));
        assertEquals(8 + 2 * 36, draw.ttftNs(new XorShift64Star(1), 100, 64));
        assertEquals(8, draw.ttftNs(new XorShift64Star(1), 100, 128));
    }

    @ParameterizedTest
    @CsvSource({"0, 1000", "1, 1250", "4, 2000", "8, 3000", "9, 3000", "2147483647, 3000"})
    void shouldSlowDownWithBusySlots(int busy, long gapNs) {
        assertEquals(gapNs, of(fixed(0, 0, 0, 1_000, 3)).gapNs(new XorShift64Star(1), busy, 10));
    }

    @Test
    void shouldGoOnFromACheckpointOfTheGenerator() {
        LatencyDraw draw = of(LatencyProfiles.of("gemini-2.5-flash"));
        XorShift64Star random = new XorShift64Star(9);
        draw.ttftNs(random, 10, 0);
        XorShift64Star restored = new XorShift64Star(0);
        for (int event = 0; event < 1_000; event++) {
            restored.restore(random.state(), random.operations());
            long gapNs = draw.gapNs(random, 3, 1_000);
            int tokens = draw.tokens();

            assertEquals(gapNs, draw.gapNs(restored, 3, 1_000));
            assertEquals(tokens, draw.tokens());
        }
    }

    /** An answer that is not streamed takes as long as its stream would, in steps of any size. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 1_000})
    void shouldSumToWhatAStreamTakes(int maxEvents) {
        LatencyDraw draw = of(LatencyProfiles.of("claude-haiku-4-5"));
        for (int seed = 0; seed < 50; seed++) {
            XorShift64Star stream = new XorShift64Star(seed);
            long streamNs = 0;
            for (int left = 200; left > 0; left -= draw.tokens()) {
                streamNs += draw.gapNs(stream, 5, left);
            }
            XorShift64Star whole = new XorShift64Star(seed);
            long wholeNs = 0;
            for (int left = 200; left > 0; left -= draw.tokens()) {
                wholeNs += draw.gapsNs(whole, 5, left, maxEvents);
            }

            assertEquals(streamNs, wholeNs);
            assertEquals(stream.operations(), whole.operations());
        }
    }

    @Test
    void shouldDrawTokensOfAnEventGeometrically() {
        LatencyDraw draw = of(LatencyProfiles.of("claude-opus-4-6")); // three in four have one more
        XorShift64Star random = new XorShift64Star(3);
        int[] events = new int[3];
        double sum = 0;
        for (int i = 0; i < 100_000; i++) {
            draw.gapNs(random, 1, Integer.MAX_VALUE);
            sum += draw.tokens();
            events[Math.min(2, draw.tokens() - 1)]++;
        }

        assertEquals(4, sum / 100_000, 0.1);
        assertEquals(0.25, events[0] / 1e5, 0.01);
        assertEquals(0.75 * 0.25, events[1] / 1e5, 0.01);
        draw.gapNs(random, 1, 1);
        assertEquals(1, draw.tokens(), "no more than are left");
    }

    @Test
    void shouldStallAsOftenAndAsLongAsTheProfileSays() {
        DecodePace pace = new DecodePace(0, 0, 0, 0.02, 300 * MS, 2_000 * MS);
        LatencyProfile profile =
                new LatencyProfile("stalls", 0, 0, 0, LatencyMixture.NONE, LatencyQuantiles.NONE, pace, 0, 1);
        LatencyDraw draw = of(profile);
        XorShift64Star random = new XorShift64Star(4);
        int stalls = 0;
        for (int i = 0; i < 100_000; i++) {
            long gapNs = draw.gapNs(random, 1, 1);
            assertTrue(gapNs == 0 || gapNs >= 300 * MS && gapNs <= 2_000 * MS);
            stalls += gapNs > 0 ? 1 : 0;
        }

        assertEquals(0.02, stalls / 1e5, 0.002);
    }

    @Test
    void shouldDrawTheQuantilesItWasGiven() {
        LatencyDraw draw = of(LatencyProfileText.parse("300:500:800:2000"));
        XorShift64Star random = new XorShift64Star(6);
        double[] ms = new double[100_000];
        for (int i = 0; i < ms.length; i++) {
            ms[i] = draw.ttftNs(random, 1_000, 0) / 1e6;
        }
        Arrays.sort(ms);

        assertEquals(300, ms[50_000], 3);
        assertEquals(500, ms[90_000], 8);
        assertEquals(800, ms[95_000], 16);
        assertEquals(2_000, ms[99_000], 60);
        assertEquals(Math.sqrt(300 * 500), ms[70_000], 4, "halfway in the logarithm");
        assertTrue(ms[0] >= 180 && ms[0] < 181, "as far below p50 as p90 is above");
        assertTrue(ms[99_999] <= 5_000 && ms[99_999] > 4_900, "as far above p99 as that is above p95");
    }

    /** The bytes may come from a client of the binary protocol. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void shouldStayInBoundsWhateverTheBytesAre(long seed) {
        Random bytes = new Random(seed);
        UnsafeBuffer buffer = new UnsafeBuffer(new byte[LatencyProfileLayout.LENGTH]);
        LatencyDraw draw = new LatencyDraw().wrap(buffer, 0);
        XorShift64Star random = new XorShift64Star(seed);
        long[] specials = {0, 1, -1, Long.MAX_VALUE, Long.MIN_VALUE, Double.doubleToLongBits(Double.NaN)};
        for (int i = 0; i < 20_000; i++) {
            int field = 8 * bytes.nextInt(LatencyProfileLayout.LENGTH / 8);
            buffer.putLong(field, bytes.nextBoolean() ? bytes.nextLong() : specials[bytes.nextInt(6)]);

            assertInBounds(draw.ttftNs(random, bytes.nextInt(), bytes.nextInt()));
            assertInBounds(draw.gapsNs(random, bytes.nextInt(), 10, 20));
            assertEquals(10, draw.tokens());
        }
    }

    @Test
    void shouldRefuseAProfileThatIsCutOff() {
        UnsafeBuffer buffer = new UnsafeBuffer(new byte[LatencyProfileLayout.LENGTH]);

        assertThrows(IndexOutOfBoundsException.class, () -> new LatencyDraw().wrap(buffer, 1));
    }

    private static void assertInBounds(long ns) {
        assertTrue(ns >= 0 && ns <= LatencyDraw.MAX_NS, () -> ns + " ns");
    }

    /** Without chance; 8 slots. */
    private static LatencyProfile fixed(
            long networkNs, long overheadNs, long prefillNs, long tokenNs, double loadFactor) {
        return new LatencyProfile(
                "fixed",
                networkNs,
                overheadNs,
                prefillNs,
                LatencyMixture.NONE,
                LatencyQuantiles.NONE,
                DecodePace.even(tokenNs, 0),
                8,
                loadFactor);
    }
}
