package io.reprise.kernel.random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.function.LongUnaryOperator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Known answers were computed outside Java, with integers of any length. */
final class XorShift64StarTest {
    private static final long MULTIPLIER = 0x2545F4914F6CDD1DL;

    /** The published high halves of the outputs from raw state 1234567. */
    @Test
    void shouldGiveThePublishedSequence() {
        XorShift64Star random = atState(1_234_567);

        assertEquals(
                "[3540625527, 2750739987, 4037983143, 1993361440, 3809424708]",
                Arrays.toString(LongStream.generate(random::nextLong)
                        .limit(5)
                        .map(value -> value >>> 32)
                        .toArray()));
    }

    @ParameterizedTest
    @CsvSource({
        "0,                7bbcb40d550682d0, de7fe413d00cc9fd, b3c638353c668c91, e073afc0949195fc",
        "1,                4b46a55df3611b9b, d7e1f1410e763ef4, 5f14ec66975f9b06, 3b2c74fad44d6cdb",
        "2a,               31b0ece7c4f697a2, 9008a3b1cb686f03, 7c7173abd97be16f, 45672c8c8d6b8c4f",
        "ffffffffffffffff, 079ce65d09240e13, 1587f139eb004b7f, 3190cf0b897a2433, defae28a45017dc9",
        "8000000000000000, a03599332c9f443e, 915d3d0c952b21eb, b608eecf9915d2ce, e277f267b4665932"
    })
    void shouldGiveKnownNumbers(String seed, String first, String second, String third, String fourth) {
        XorShift64Star random = new XorShift64Star(Long.parseUnsignedLong(seed, 16));

        for (String expected : new String[] {first, second, third, fourth}) {
            assertEquals(Long.parseUnsignedLong(expected, 16), random.nextLong());
        }
        assertEquals(4, random.operations());
    }

    @Test
    void shouldGiveTheThousandthNumber() {
        XorShift64Star random = new XorShift64Star(42);
        for (int i = 1; i < 1000; i++) {
            random.nextLong();
        }
        assertEquals(0xED95C70554255FB4L, random.nextLong());
        assertEquals(0xADAA55157077F444L, random.state());
        assertEquals(1000, random.operations());
    }

    @ParameterizedTest
    @CsvSource({
        "1,                   0, 0, 0, 0, 0, 0,                                                     6",
        "2,                   1, 0, 1, 1, 0, 0,                                                     6",
        "6,                   3, 1, 4, 5, 0, 2,                                                     6",
        "1000,                638, 316, 682, 981, 126, 361,                                         6",
        "4611686018427387905, 2943425020694069928, 1459977287979994063, 4524638824398894528, "
                + "585603374853578963, 1666366202941832486, 120083334570964077, 7",
        "6917529027641081856, 4415137531041104891, 2189965931969991095, 4721306643901310328, "
                + "6786958236598341791, 878405062280368445, 2499549304412748729, 6",
        "9223372036854775807, 5886850041388139854, 2919954575959988126, 6295075525201747104, "
                + "9049277648797789054, 1171206749707157927, 3332732405883664972, 6"
    })
    void shouldGiveKnownBoundedNumbers(long bound, long a, long b, long c, long d, long e, long f, long operations) {
        XorShift64Star random = new XorShift64Star(99);

        for (long expected : new long[] {a, b, c, d, e, f}) {
            assertEquals(expected, random.nextLong(bound));
        }
        assertEquals(operations, random.operations(), "numbers drawn, rejected ones included");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 10, 64, 1000})
    void shouldDrawEverySmallNumberEquallyOften(int bound) {
        XorShift64Star random = new XorShift64Star(20_260_101);

        assertUniform(bound, 200_000, ignored -> random.nextInt(bound));
    }

    /** For such a bound, multiply-shift without rejection gives two of three remainders a share of 3/8 and the third 2/8. */
    @Test
    void shouldDrawEveryLargeNumberEquallyOften() {
        XorShift64Star random = new XorShift64Star(7);
        long bound = 3L << 61;

        assertUniform(3, 200_000, ignored -> random.nextLong(bound) % 3);
    }

    @Test
    void shouldDrawHighNumbersAsOftenAsLowOnes() {
        XorShift64Star random = new XorShift64Star(8);
        long bound = (1L << 62) + 1;

        assertUniform(16, 200_000, ignored -> random.nextLong(bound) >>> 58 & 15);
    }

    @Test
    void shouldStayWithinTheLargestBound() {
        XorShift64Star random = new XorShift64Star(9);
        for (int i = 0; i < 100_000; i++) {
            long value = random.nextLong(Long.MAX_VALUE);

            assertTrue(value >= 0 && value < Long.MAX_VALUE);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE})
    void shouldRefuseABoundThatIsNotPositive(long bound) {
        XorShift64Star random = new XorShift64Star(1);

        assertThrows(IllegalArgumentException.class, () -> random.nextLong(bound));
        assertEquals(0, random.operations());
    }

    @Test
    void shouldGiveKnownDoubles() {
        XorShift64Star random = new XorShift64Star(5);
        assertEquals(0x1.4b9e986a0e310p-4, random.nextDouble());
        assertEquals(0x1.157bc7a413d88p-3, random.nextDouble());
        assertEquals(0x1.2ba1233ea3c4ep-2, random.nextDouble());

        random.seed(5);
        assertEquals(0x1.4b9e986a0e318p-4, random.nextOpenDouble());
        assertEquals(0x1.157bc7a413d8cp-3, random.nextOpenDouble());
        assertEquals(0x1.2ba1233ea3c4ep-2, random.nextOpenDouble());
    }

    /** 0 is missing: it is the one number an xorshift* generator never gives. */
    @ParameterizedTest
    @ValueSource(longs = {1, 0x7FF, 0x800, 0xFFF, 0x1000, Long.MAX_VALUE, Long.MIN_VALUE, -1, -0x800, -0x1000, -0x1001})
    void shouldKeepDoublesInsideTheirIntervalForExtremeNumbers(long raw) {
        XorShift64Star random = beforeGiving(raw);
        assertEquals(raw, random.nextLong(), "the state was reckoned back");

        double halfOpen = beforeGiving(raw).nextDouble();
        assertTrue(halfOpen >= 0.0 && halfOpen < 1.0, () -> "" + halfOpen);
        assertEquals((raw >>> 11) / 0x1.0p53, halfOpen);

        double open = beforeGiving(raw).nextOpenDouble();
        assertTrue(open > 0.0 && open < 1.0, () -> "" + open);
        assertTrue(StrictMath.log(open) < 0.0, () -> "" + open);
    }

    @Test
    void shouldGiveTheOutermostOpenDoubles() {
        assertEquals(0x1.0p-53, beforeGiving(1).nextOpenDouble());
        assertEquals(1.0 - 0x1.0p-53, beforeGiving(-1).nextOpenDouble());
    }

    @Test
    void shouldSpreadDoublesEvenly() {
        XorShift64Star random = new XorShift64Star(10);

        assertUniform(20, 200_000, ignored -> (long) (20 * random.nextDouble()));
        assertUniform(20, 200_000, ignored -> (long) (20 * random.nextOpenDouble()));
    }

    @Test
    void shouldGoOnFromACheckpoint() {
        XorShift64Star random = new XorShift64Star(11);
        random.nextLong();
        random.nextInt(10);
        long state = random.state();
        long operations = random.operations();
        long[] expected = LongStream.generate(random::nextLong).limit(20).toArray();

        XorShift64Star restored = new XorShift64Star(0);
        restored.restore(state, operations);

        assertEquals(2, restored.operations());
        assertEquals(
                Arrays.toString(expected),
                Arrays.toString(
                        LongStream.generate(restored::nextLong).limit(20).toArray()));
        assertEquals(random.operations(), restored.operations());
        assertEquals(random.state(), restored.state());
    }

    @Test
    void shouldRefuseTheStateThatWouldStandStill() {
        XorShift64Star random = new XorShift64Star(12);
        long state = random.state();

        assertThrows(IllegalArgumentException.class, () -> random.restore(0, 5));
        assertEquals(state, random.state());
        assertEquals(0, random.operations());
    }

    @Test
    void shouldForkAGeneratorOfItsOwn() {
        XorShift64Star parent = new XorShift64Star(3);

        XorShift64Star child = parent.fork();

        assertEquals(1, parent.operations());
        assertEquals(0, child.operations());
        assertEquals(0x8FCA28FECC0CE48FL, child.nextLong());
        child.nextLong();
        assertEquals(0x4850E3A7CC1A12A6L, parent.nextLong(), "the parent does not notice what its child draws");
    }

    /** SplitMix64 is a bijection, so exactly one seed would give the state that stands still. */
    @Test
    void shouldWorkWithTheSeedThatScattersToZero() {
        assertEquals(0, Seeds.splitMix64(0x61C8864680B583EBL));

        XorShift64Star random = new XorShift64Star(0x61C8864680B583EBL);

        assertNotEquals(0, random.state());
        assertNotEquals(random.nextLong(), random.nextLong());
    }

    @Test
    void shouldStartOverWhenSeededAgain() {
        XorShift64Star random = new XorShift64Star(42);
        long first = random.nextLong();

        random.seed(42);

        assertEquals(0, random.operations());
        assertEquals(first, random.nextLong());
    }

    private static XorShift64Star atState(long state) {
        XorShift64Star random = new XorShift64Star(0);
        random.restore(state, 0);
        return random;
    }

    /** A generator whose next number is the given one: every step of the generator taken back. */
    private static XorShift64Star beforeGiving(long raw) {
        long inverse = MULTIPLIER; // Newton's iteration doubles the correct low bits: 3, 6, 12, 24, 48, 96
        for (int i = 0; i < 5; i++) {
            inverse *= 2 - MULTIPLIER * inverse;
        }
        long state = raw * inverse;
        state = undo(state, x -> x >>> 27);
        state = undo(state, x -> x << 25);
        return atState(undo(state, x -> x >>> 12));
    }

    /** Solves x ^ shift(x) = shifted. */
    private static long undo(long shifted, LongUnaryOperator shift) {
        long x = shifted;
        for (int bits = 0; bits < Long.SIZE; bits += 12) {
            x = shifted ^ shift.applyAsLong(x);
        }
        return x;
    }

    /** Pearson's chi-square test at a significance of about 1 in 10,000; the limit is Wilson and Hilferty's. */
    private static void assertUniform(int classes, int draws, LongUnaryOperator draw) {
        long[] counts = new long[classes];
        for (int i = 0; i < draws; i++) {
            counts[(int) draw.applyAsLong(i)]++;
        }
        double expected = (double) draws / classes;
        double chiSquare = 0;
        for (long count : counts) {
            chiSquare += (count - expected) * (count - expected) / expected;
        }
        double freedom = Math.max(1, classes - 1);
        double spread = 2 / (9 * freedom);
        double limit = freedom * Math.pow(1 - spread + 3.72 * Math.sqrt(spread), 3);
        assertTrue(chiSquare <= limit, "chi-square " + chiSquare + " over " + limit + ": " + Arrays.toString(counts));
    }
}
