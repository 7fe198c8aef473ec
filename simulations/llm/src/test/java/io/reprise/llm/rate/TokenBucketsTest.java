package io.reprise.llm.rate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reprise.kernel.machine.MachineSetup;
import io.reprise.kernel.state.RegionLayout;
import io.reprise.llm.MachineSetups;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TokenBucketsTest {
    private static final long S = 1_000_000_000;
    private static final long MINUTE = 60 * S;
    private static final long NOW = 1_767_225_600 * S;
    private static final long KEY = 42;

    @Test
    void shouldAdmitAnythingWithoutLimits() {
        TokenBuckets buckets = new TokenBuckets(MachineSetups.of("max-keys", 1));
        for (long key = 0; key < 10; key++) {
            assertEquals(Admission.ADMITTED, buckets.admit(key, NOW, Integer.MAX_VALUE, Integer.MAX_VALUE));
            buckets.takeOutput(key, NOW, Integer.MAX_VALUE);
        }

        assertEquals(0, buckets.count());
        assertEquals(TokenBuckets.UNLIMITED, buckets.limit(Quota.REQUESTS));
    }

    @Test
    void shouldCountRequestsDownAndUpAgain() {
        TokenBuckets buckets = new TokenBuckets(MachineSetups.of("requests-per-minute", 3));
        assertEquals(3, buckets.remaining(KEY, Quota.REQUESTS, NOW));
        assertEquals(0, buckets.resetNs(KEY, Quota.REQUESTS, NOW));

        for (int left = 2; left >= 0; left--) {
            assertEquals(Admission.ADMITTED, buckets.admit(KEY, NOW, 10, 0));
            assertEquals(left, buckets.remaining(KEY, Quota.REQUESTS, NOW));
            assertEquals((3L - left) * 20 * S, buckets.resetNs(KEY, Quota.REQUESTS, NOW));
        }

        assertEquals(Admission.LACKS_REQUESTS, buckets.admit(KEY, NOW, 10, 0));
        assertEquals(20 * S, buckets.retryAfterNs());
        assertEquals(Admission.LACKS_REQUESTS, buckets.admit(KEY, NOW + 20 * S - 1, 10, 0));
        assertEquals(1, buckets.retryAfterNs());
        assertEquals(Admission.ADMITTED, buckets.admit(43, NOW, 10, 0), "another key");
        assertEquals(TokenBuckets.UNLIMITED, buckets.remaining(KEY, Quota.INPUT_TOKENS, NOW));
        assertEquals(0, buckets.resetNs(KEY, Quota.INPUT_TOKENS, NOW));
        assertEquals(Admission.ADMITTED, buckets.admit(KEY, NOW + 20 * S, 10, 0));
        assertEquals(0, buckets.retryAfterNs());
        assertEquals(3, buckets.remaining(KEY, Quota.REQUESTS, NOW + 80 * S));
    }

    @Test
    void shouldNameTheBucketThatTakesLongest() {
        TokenBuckets buckets =
                new TokenBuckets(MachineSetups.of("requests-per-minute", 2, "input-tokens-per-minute", 600));
        buckets.admit(KEY, NOW, 600, 0);

        assertEquals(Admission.LACKS_INPUT_TOKENS, buckets.admit(KEY, NOW, 100, 0));
        assertEquals(10 * S, buckets.retryAfterNs());
        assertEquals(1, buckets.remaining(KEY, Quota.REQUESTS, NOW), "what is refused takes nothing");
        assertEquals(Admission.ADMITTED, buckets.admit(KEY, NOW, 0, 0), "all of the prompt is cached");
        assertEquals(Admission.LACKS_REQUESTS, buckets.admit(KEY, NOW, 100, 0));
        assertEquals(30 * S, buckets.retryAfterNs());
        assertEquals(Admission.LACKS_INPUT_TOKENS, buckets.admit(KEY, NOW, 601, 0));
        assertEquals(TokenBuckets.NEVER, buckets.retryAfterNs());
    }

    @Test
    void shouldTakeOutputAsItIsProduced() {
        TokenBuckets buckets = new TokenBuckets(MachineSetups.of("output-tokens-per-minute", 60));
        assertEquals(Admission.ADMITTED, buckets.admit(KEY, NOW, 0, 0));
        assertEquals(60, buckets.remaining(KEY, Quota.OUTPUT_TOKENS, NOW));

        buckets.takeOutput(KEY, NOW, 100); // 40 in debt

        assertEquals(0, buckets.remaining(KEY, Quota.OUTPUT_TOKENS, NOW));
        assertEquals(100 * S, buckets.resetNs(KEY, Quota.OUTPUT_TOKENS, NOW));
        assertEquals(Admission.LACKS_OUTPUT_TOKENS, buckets.admit(KEY, NOW, 0, 0));
        assertEquals(41 * S, buckets.retryAfterNs());
        assertEquals(Admission.ADMITTED, buckets.admit(KEY, NOW + 41 * S, 0, 0));
    }

    @Test
    void shouldGiveBackWhatWasTakenInAdvance() {
        TokenBuckets buckets = new TokenBuckets(MachineSetups.of("output-tokens-per-minute", 60));
        buckets.admit(KEY, NOW, 0, 50);
        assertEquals(10, buckets.remaining(KEY, Quota.OUTPUT_TOKENS, NOW));
        assertEquals(Admission.LACKS_OUTPUT_TOKENS, buckets.admit(KEY, NOW, 0, 11));

        buckets.takeOutput(KEY, NOW + 5 * S, -30);

        assertEquals(45, buckets.remaining(KEY, Quota.OUTPUT_TOKENS, NOW + 5 * S));
        buckets.takeOutput(KEY, NOW + 5 * S, -30);
        assertEquals(60, buckets.remaining(KEY, Quota.OUTPUT_TOKENS, NOW + 5 * S), "never more than full");
    }

    @Test
    void shouldForgetAKeyWhoseBucketsAreFull() {
        TokenBuckets buckets = new TokenBuckets(MachineSetups.of("max-keys", 2, "requests-per-minute", 60));
        buckets.admit(1, NOW, 0, 0);
        buckets.admit(2, NOW + S / 2, 0, 0);

        assertEquals(Admission.TOO_MANY_KEYS, buckets.admit(3, NOW + S - 1, 0, 0));
        assertEquals(0, buckets.retryAfterNs());
        assertEquals(Admission.ADMITTED, buckets.admit(3, NOW + S, 0, 0));

        assertEquals(2, buckets.count());
        assertEquals(60, buckets.remaining(1, Quota.REQUESTS, NOW + S), "as a new one");
        assertEquals(59, buckets.remaining(2, Quota.REQUESTS, NOW + S));
        assertEquals(59, buckets.remaining(3, Quota.REQUESTS, NOW + S));
        buckets.takeOutput(1, NOW + S, 5);
        assertEquals(2, buckets.count());
    }

    @Test
    void shouldFindAFullKeyAmongManyInUse() {
        TokenBuckets buckets = new TokenBuckets(MachineSetups.of("max-keys", 200, "requests-per-minute", 1));
        for (long key = 0; key < 200; key++) {
            buckets.admit(key, key == 150 ? NOW - 60 * S : NOW, 0, 0);
        }

        assertEquals(Admission.TOO_MANY_KEYS, buckets.admit(-1, NOW, 0, 0));
        assertEquals(Admission.TOO_MANY_KEYS, buckets.admit(-1, NOW, 0, 0));
        assertEquals(Admission.ADMITTED, buckets.admit(-1, NOW, 0, 0), "64 are looked at each time");
        assertEquals(1, buckets.remaining(150, Quota.REQUESTS, NOW));
    }

    @Test
    void shouldStayInBoundsAtTheEdges() {
        TokenBuckets buckets = new TokenBuckets(MachineSetups.of(
                "requests-per-minute", 1, "input-tokens-per-minute", 150_000_000, "output-tokens-per-minute", 1));
        for (int i = 0; i < 1_000; i++) {
            buckets.takeOutput(KEY, NOW, Integer.MAX_VALUE);
        }
        assertEquals(0, buckets.remaining(KEY, Quota.OUTPUT_TOKENS, NOW));
        assertEquals(1L << 60, buckets.resetNs(KEY, Quota.OUTPUT_TOKENS, NOW), "36 years");
        for (int i = 0; i < 1_000; i++) {
            buckets.takeOutput(KEY, NOW, Integer.MIN_VALUE);
        }
        assertEquals(1, buckets.remaining(KEY, Quota.OUTPUT_TOKENS, NOW));

        assertEquals(Admission.ADMITTED, buckets.admit(KEY, NOW, 50_000_000, 0));
        assertEquals(100_000_000, buckets.remaining(KEY, Quota.INPUT_TOKENS, NOW));
        assertEquals(20 * S, buckets.resetNs(KEY, Quota.INPUT_TOKENS, NOW));
    }

    /** A rate that divides no nanosecond, asked as soon as the headers say so, many times: not one too many or few. */
    @ParameterizedTest
    @ValueSource(longs = {1, 7, 60, 333, 7_777, 999_983})
    void shouldNotDrift(long perMinute) {
        TokenBuckets buckets = new TokenBuckets(MachineSetups.of("requests-per-minute", perMinute));
        long nowNs = NOW;
        long admitted = 0;
        int requests = (int) (20_000 + perMinute);
        while (admitted < requests) {
            if (buckets.admit(KEY, nowNs, 0, 0) == Admission.ADMITTED) {
                admitted++;
            } else {
                nowNs += buckets.retryAfterNs();
            }
        }

        long afterFirstMinute = requests - perMinute;
        long exactNs = ceilDiv(Math.multiplyExact(afterFirstMinute, MINUTE), perMinute);
        assertEquals(exactNs, nowNs - NOW);
    }

    /** Against exact fractions: a level in parts of a token. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void shouldTellTheTruthAtEveryMoment(long seed) {
        Random random = new Random(seed);
        long perMinute = 1L + random.nextInt(10_000);
        MachineSetup first = MachineSetups.of("output-tokens-per-minute", perMinute);
        TokenBuckets buckets = new TokenBuckets(first);
        long full = perMinute * MINUTE;
        long level = full; // a token is 60 s times a nanosecond
        long nowNs = NOW;
        for (int step = 0; step < 20_000; step++) {
            String where = "seed " + seed + ", step " + step;
            long passedNs = random.nextInt(4) == 0 ? 0 : (long) (random.nextDouble() * 3 * S);
            nowNs += passedNs;
            level = Math.min(full, level + passedNs * perMinute);
            int tokens = 1 + random.nextInt((int) Math.max(1, perMinute / 10));
            if (random.nextInt(3) == 0) {
                boolean fits = level >= tokens * MINUTE;
                Admission admission = buckets.admit(KEY, nowNs, 0, tokens);
                assertEquals(fits ? Admission.ADMITTED : Admission.LACKS_OUTPUT_TOKENS, admission, where);
                long waitNs = fits ? 0 : ceilDiv(tokens * MINUTE - level, perMinute);
                assertEquals(waitNs, buckets.retryAfterNs(), where);
                level -= fits ? tokens * MINUTE : 0;
            } else {
                int change = random.nextInt(4) == 0 ? -tokens : tokens / 8;
                buckets.takeOutput(KEY, nowNs, change);
                level = Math.min(full, level - change * MINUTE);
            }
            long remaining = Math.max(0, Math.floorDiv(level, MINUTE));
            assertEquals(remaining, buckets.remaining(KEY, Quota.OUTPUT_TOKENS, nowNs), where);
            assertEquals(ceilDiv(full - level, perMinute), buckets.resetNs(KEY, Quota.OUTPUT_TOKENS, nowNs), where);
            if (random.nextInt(1_000) == 0) { // a snapshot is taken, and the run goes on from it
                MachineSetup second = MachineSetups.of("output-tokens-per-minute", perMinute);
                buckets = new TokenBuckets(second);
                MachineSetups.copy(first, second);
                first = second;
            }
        }
    }

    @Test
    void shouldBeShownByTools() {
        MachineSetup setup = MachineSetups.of("requests-per-minute", 60);
        TokenBuckets buckets = new TokenBuckets(setup);
        buckets.admit(KEY, NOW, 0, 0);
        RegionLayout layout = setup.store().regions().get(1).layout();

        assertTrue(layout.directory().isUsed(0));
        assertFalse(layout.directory().isUsed(1));
        assertEquals(RegionLayout.Directory.NONE, layout.directory().find(7));
        int record = layout.directory().find(KEY);
        assertNotEquals(RegionLayout.Directory.NONE, record);
        RegionLayout.Field fullAt = layout.fields().get(1);
        assertEquals("requests.fullAtNs", fullAt.name());
        assertEquals(NOW + S, setup.store().regions().get(1).getLong(record + fullAt.offset()));
    }

    private static long ceilDiv(long dividend, long positive) {
        return -Math.floorDiv(-dividend, positive);
    }
}
