package io.reprise.kernel.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.reprise.kernel.fixture.Bytes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RegionTest {
    private static final int PAGE = Region.PAGE_LENGTH;

    private final Region region = new Region("cells", 3 * PAGE);

    /** One way to write eight bytes. */
    private record Write(String name, Writer writer) {
        @Override
        public String toString() {
            return name;
        }
    }

    @FunctionalInterface
    private interface Writer {
        void write(Region region, int offset);
    }

    static Stream<Write> writes() {
        UnsafeBuffer eight = new UnsafeBuffer(Bytes.counting(8));
        return Stream.of(
                new Write("putLong", (region, offset) -> region.putLong(offset, -1)),
                new Write("putInt", (region, offset) -> region.putInt(offset, -1)),
                new Write("putBytes", (region, offset) -> region.putBytes(offset, eight, 0, 8)),
                new Write("move", (region, offset) -> region.move(offset, 2 * PAGE + 100, 8)),
                new Write("clear", (region, offset) -> region.clear(offset, 8)));
    }

    @Test
    void shouldBeZeroAtFirst() {
        for (int offset = 0; offset < region.length(); offset += 8) {
            assertEquals(0, region.getLong(offset));
        }
        assertEquals(naiveHash(region), region.hash());
    }

    @Test
    void shouldGiveBackWhatWasPut() {
        region.putLong(8, 0x1122334455667788L);
        region.putInt(20, 0x99AABBCC);

        assertEquals(0x1122334455667788L, region.getLong(8));
        assertEquals(0x55667788, region.getInt(8));
        assertEquals(0x99AABBCC, region.getInt(20));
        assertEquals((byte) 0x88, region.bytes().getByte(8));
        assertEquals((byte) 0xCC, region.bytes().getByte(20));
    }

    @Test
    void shouldMoveBytesThatOverlapThemselves() {
        region.putBytes(0, new UnsafeBuffer(Bytes.counting(100)), 0, 100);

        region.move(10, 0, 100);
        assertEquals(0, differences(Bytes.counting(100), 10));

        region.move(3, 10, 100);
        assertEquals(0, differences(Bytes.counting(100), 3));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4095, 4096, 4097, 8192})
    void shouldRoundItsLengthUpToPages(int length) {
        int rounded = new Region("r", length).length();

        assertEquals(0, rounded % PAGE);
        assertEquals((length + PAGE - 1) / PAGE, rounded / PAGE);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE, Integer.MAX_VALUE, Region.MAX_LENGTH + 1})
    void shouldRefuseALengthOutsideItsLimits(int length) {
        IllegalArgumentException refusal = assertThrows(IllegalArgumentException.class, () -> new Region("r", length));

        assertEquals("region r: length must be 1 to 2 GiB: " + length, refusal.getMessage());
    }

    @ParameterizedTest
    @MethodSource("writes")
    void shouldSeeEveryWriteAroundTheBordersOfPages(Write write) {
        region.putLong(2 * PAGE + 100, 0x0101010101010101L);
        List<Integer> offsets = new ArrayList<>(List.of(0, 1, 8, 3 * PAGE - 8));
        for (int offset = PAGE - 8; offset <= PAGE + 1; offset++) {
            offsets.add(offset);
        }
        for (int offset : offsets) {
            region.putBytes(offset, new UnsafeBuffer(Bytes.longs(0x5555555555555555L)), 0, 8);
            long before = region.hash();

            write.writer().write(region, offset);

            assertNotEquals(before, region.hash(), write + " at " + offset);
            assertEquals(naiveHash(region), region.hash(), write + " at " + offset);
        }
    }

    @Test
    void shouldKeepItsHashWhenTheSameBytesAreWrittenAgain() {
        region.putLong(PAGE, 5);
        long hash = region.hash();

        region.putLong(PAGE, 6);
        assertNotEquals(hash, region.hash());

        region.putLong(PAGE, 5);
        assertEquals(hash, region.hash());
    }

    @Test
    void shouldTellPagesApart() {
        Region first = new Region("r", 2 * PAGE);
        Region second = new Region("r", 2 * PAGE);
        first.putLong(0, 1);
        second.putLong(PAGE, 1);

        assertNotEquals(first.hash(), second.hash());
    }

    @Test
    void shouldTellLengthsApart() {
        assertNotEquals(new Region("r", PAGE).hash(), new Region("r", 2 * PAGE).hash());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void shouldNotMindInWhichOrderBytesWereWritten(long seed) {
        Random random = new Random(seed);
        List<Integer> slots = new ArrayList<>();
        for (int slot = 0; slot < 200 * PAGE / 512; slot++) {
            slots.add(slot);
        }
        Region inOrder = filled(slots);
        Collections.shuffle(slots, random);
        Region shuffled = filled(slots);

        assertEquals(naiveHash(inOrder), inOrder.hash());
        assertEquals(inOrder.hash(), shuffled.hash(), "seed " + seed);
    }

    @ParameterizedTest
    @MethodSource("io.reprise.kernel.fixture.WalkSeeds#seeds")
    void shouldHashLikeAFreshRegionAfterAnyWrites(long seed) {
        Random random = new Random(seed);
        byte[] model = new byte[region.length()];
        for (int step = 0; step < 2_000; step++) {
            String where = "seed " + seed + ", step " + step;
            writeBoth(random, model);

            assertEquals(0, differences(model, 0), where);
            if (random.nextInt(4) == 0) {
                assertEquals(naiveHash(region), region.hash(), where);
            }
        }
        Region fresh = new Region("fresh", model.length);
        fresh.putBytes(0, new UnsafeBuffer(model), 0, model.length);
        assertEquals(fresh.hash(), region.hash(), "seed " + seed);
    }

    private void writeBoth(Random random, byte[] model) {
        int count = random.nextInt(random.nextBoolean() ? 16 : 2 * PAGE);
        int to = random.nextInt(model.length - Math.max(count, 8) + 1);
        int from = random.nextInt(model.length - Math.max(count, 8) + 1);
        UnsafeBuffer modelBuffer = new UnsafeBuffer(model);
        switch (random.nextInt(5)) {
            case 0 -> {
                long value = random.nextLong();
                region.putLong(to, value);
                modelBuffer.putBytes(to, Bytes.longs(value));
            }
            case 1 -> {
                int value = random.nextInt();
                region.putInt(to, value);
                modelBuffer.putBytes(to, Bytes.longs(value), 0, 4);
            }
            case 2 -> {
                byte[] bytes = new byte[count];
                random.nextBytes(bytes);
                region.putBytes(to, new UnsafeBuffer(bytes), 0, count);
                System.arraycopy(bytes, 0, model, to, count);
            }
            case 3 -> {
                region.move(to, from, count);
                System.arraycopy(model, from, model, to, count);
            }
            default -> {
                region.clear(to, count);
                java.util.Arrays.fill(model, to, to + count, (byte) 0);
            }
        }
    }

    /** 64 bits at every 512th byte, each telling its place. */
    private static Region filled(List<Integer> slots) {
        Region region = new Region("r", 200 * PAGE);
        for (int slot : slots) {
            region.putLong(slot * 512, slot + 1);
            if (slot % 7 == 0) {
                region.hash(); // asking in between must not matter
            }
        }
        return region;
    }

    private int differences(byte[] expected, int offset) {
        int differences = 0;
        for (int i = 0; i < expected.length; i++) {
            differences += region.bytes().getByte(offset + i) == expected[i] ? 0 : 1;
        }
        return differences;
    }

    /** All pages, from the bytes alone. */
    private static long naiveHash(Region region) {
        DirectBuffer bytes = region.bytes();
        long hash = 0;
        for (int page = 0; page < region.length() / PAGE; page++) {
            hash += Xxh64.mix(Xxh64.hash(bytes, page * PAGE, PAGE, 0), page);
        }
        return hash;
    }
}
