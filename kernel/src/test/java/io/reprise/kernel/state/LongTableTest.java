package io.reprise.kernel.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.agrona.DirectBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class LongTableTest {
    private static final int SLOTS_OFFSET = 64;
    private static final int VALUE_LENGTH = 16;
    private static final int STRIDE = 8 + VALUE_LENGTH;

    @ParameterizedTest
    @ValueSource(longs = {0, 1, -1, Long.MIN_VALUE, Long.MAX_VALUE, 0x9E3779B97F4A7C15L})
    void shouldFindWhatWasAddedUntilItIsRemoved(long key) {
        LongTable table = table(4);
        assertEquals(LongTable.NONE, table.find(key));
        assertFalse(table.remove(key));

        int added = table.findOrAdd(key);

        assertNotEquals(LongTable.NONE, added);
        assertEquals(added, table.find(key));
        assertEquals(added, table.findOrAdd(key));
        assertEquals(1, table.count());

        assertTrue(table.remove(key));
        assertEquals(LongTable.NONE, table.find(key));
        assertEquals(0, table.count());
        assertFalse(table.remove(key));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 5})
    void shouldAddRecordsOfZeroBytes(long key) {
        LongTable table = table(4);
        fill(table, key, -1);
        table.remove(key);

        int added = table.findOrAdd(key);

        assertEquals(0, table.region().getLong(added));
        assertEquals(0, table.region().getLong(added + 8));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 100})
    void shouldTakeNoMoreRecordsThanItsLimit(int maxRecords) {
        LongTable table = table(maxRecords);
        for (int key = 0; key < maxRecords; key++) {
            fill(table, key, key);
        }

        assertEquals(LongTable.NONE, table.findOrAdd(-7));

        assertEquals(maxRecords, table.count());
        for (int key = 0; key < maxRecords; key++) {
            assertEquals(key, table.region().getLong(table.findOrAdd(key)), "known keys are still found");
        }
        assertTrue(table.remove(maxRecords - 1L));
        assertNotEquals(LongTable.NONE, table.findOrAdd(-7));
    }

    @Test
    void shouldRefuseKeyZeroToo() {
        LongTable table = table(1);
        table.findOrAdd(5);

        assertEquals(LongTable.NONE, table.findOrAdd(0));
        assertEquals(LongTable.NONE, table.find(0));
    }

    /** The last slot too, whose bytes lie behind all others. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7})
    void shouldHaveRoomForEveryRecordWhateverItsLength(int maxRecords) {
        for (int valueLength = 8; valueLength < 6_000; valueLength += 8) {
            LongTable table = new LongTable(new StateStore("test"), "table", maxRecords, valueLength);
            for (long key = 0; key < maxRecords; key++) {
                table.region().putLong(table.findOrAdd(key) + valueLength - 8, ~key);
            }
            for (long key = 0; key < maxRecords; key++) {
                assertEquals(~key, table.region().getLong(table.find(key) + valueLength - 8));
            }
        }
    }

    /** Five keys that belong to the last slot, so that their probe run goes on at the first one; removed in every order. */
    @Test
    void shouldKeepAProbeRunTogetherAroundTheEnd() {
        List<Long> keys = keysAtHome(8, capacityOf(8) - 1, 5);
        for (List<Long> order : permutations(keys)) {
            LongTable table = table(8);
            keys.forEach(key -> fill(table, key, key));

            List<Long> left = new ArrayList<>(keys);
            for (long key : order) {
                assertTrue(table.remove(key));
                left.remove(key);
                for (long other : left) {
                    assertHolds(table, other, other, "after removing " + key + " of " + order);
                }
                assertSlots(table, 8, "after removing " + key + " of " + order);
            }
        }
    }

    /** A run of keys with different homes: what sits at home already must not move up in front of it. */
    @Test
    void shouldNotMoveARecordInFrontOfItsHome() {
        long first = keysAtHome(8, 2, 1).get(0);
        List<Long> home3 = keysAtHome(8, 3, 2);
        LongTable table = table(8);
        fill(table, first, 1);
        fill(table, home3.get(0), 2);
        fill(table, home3.get(1), 3);

        table.remove(first);

        assertHolds(table, home3.get(0), 2, "its slot is its home");
        assertHolds(table, home3.get(1), 3, "behind it");
        assertEquals(valueOffset(3), table.find(home3.get(0)));
        assertEquals(valueOffset(4), table.find(home3.get(1)));
    }

    @ParameterizedTest
    @MethodSource("io.reprise.kernel.fixture.WalkSeeds#seeds")
    void shouldBehaveLikeAMap(long seed) {
        Random random = new Random(seed);
        int maxRecords = 1 + random.nextInt(40);
        List<Long> keys = keyPool(random, maxRecords);
        LongTable table = table(maxRecords);
        LongTable twin = table(maxRecords);
        Map<Long, Long> model = new HashMap<>();
        for (int step = 0; step < 20_000; step++) {
            String where = "seed " + seed + ", step " + step;
            long key = keys.get(random.nextInt(keys.size()));
            switch (random.nextInt(3)) {
                case 0 -> assertEquals(model.containsKey(key), table.find(key) != LongTable.NONE, where);
                case 1 -> {
                    boolean fits = model.containsKey(key) || model.size() < maxRecords;
                    assertEquals(fits, table.findOrAdd(key) != LongTable.NONE, where);
                    twin.findOrAdd(key);
                    if (fits) {
                        long value = model.getOrDefault(key, 0L) + step;
                        assertEquals(model.getOrDefault(key, 0L), table.region().getLong(table.find(key)), where);
                        fill(table, key, value);
                        fill(twin, key, value);
                        model.put(key, value);
                    }
                }
                default -> {
                    assertEquals(model.remove(key) != null, table.remove(key), where);
                    twin.remove(key);
                }
            }
            assertEquals(model.size(), table.count(), where);
            assertSlots(table, maxRecords, where);
            model.forEach((k, value) -> assertHolds(table, k, value, where));
            assertEquals(twin.region().hash(), table.region().hash(), where);
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 8", "-1, 8", "1, 0", "1, -8", "1, 12", "1, 1"})
    void shouldRefuseLimitsThatMakeNoTable(int maxRecords, int valueLength) {
        StateStore store = new StateStore("test");

        assertThrows(IllegalArgumentException.class, () -> new LongTable(store, "t", maxRecords, valueLength));
    }

    @ParameterizedTest
    @ValueSource(ints = {1 << 27, 1 << 28, 715_827_883, 1 << 30, 1_431_655_765, 1_431_655_766, Integer.MAX_VALUE})
    void shouldRefuseMoreRecordsThanARegionHolds(int maxRecords) {
        StateStore store = new StateStore("test");

        assertThrows(IllegalArgumentException.class, () -> new LongTable(store, "t", maxRecords, 8));
        assertThrows(IllegalArgumentException.class, () -> new LongTable(store, "u", 1, Integer.MAX_VALUE - 7));
        assertEquals(List.of(), store.regions());
    }

    private static LongTable table(int maxRecords) {
        return new LongTable(new StateStore("test"), "table", maxRecords, VALUE_LENGTH);
    }

    private static void fill(LongTable table, long key, long value) {
        int offset = table.findOrAdd(key);
        table.region().putLong(offset, value);
        table.region().putLong(offset + 8, ~value);
    }

    private static void assertHolds(LongTable table, long key, long value, String where) {
        int offset = table.find(key);
        assertNotEquals(LongTable.NONE, offset, () -> where + ": key " + key + " is missing");
        assertEquals(value, table.region().getLong(offset), where);
        assertEquals(~value, table.region().getLong(offset + 8), where);
    }

    /** What the layout promises of the bytes: the count is right, and what is free is zero. */
    private static void assertSlots(LongTable table, int maxRecords, String where) {
        DirectBuffer bytes = table.region().bytes();
        long used = bytes.getLong(8);
        assertTrue(used == 0 || used == 1, where);
        for (int slot = 0; slot < capacityOf(maxRecords); slot++) {
            int offset = SLOTS_OFFSET + slot * STRIDE;
            if (bytes.getLong(offset) != 0) {
                used++;
            } else {
                assertEquals(0, bytes.getLong(offset + 8) | bytes.getLong(offset + 16), where + ": slot " + slot);
            }
        }
        assertEquals(table.count(), used, where);
        for (int offset = 16; offset < SLOTS_OFFSET; offset += 8) {
            assertEquals(0, bytes.getLong(offset), where + ": reserved bytes at " + offset);
        }
    }

    private static int valueOffset(int slot) {
        return SLOTS_OFFSET + slot * STRIDE + 8;
    }

    /** Slots of a table: the next power of two behind one and a half times its limit. */
    private static int capacityOf(int maxRecords) {
        return Integer.highestOneBit(maxRecords + maxRecords / 2) << 1;
    }

    /** The first keys that go to the given slot of an empty table. */
    private static List<Long> keysAtHome(int maxRecords, int slot, int count) {
        List<Long> keys = new ArrayList<>();
        for (long key = 1; keys.size() < count; key++) {
            if (table(maxRecords).findOrAdd(key) == valueOffset(slot)) {
                keys.add(key);
            }
        }
        return keys;
    }

    /** Some more keys than fit: zero, the extremes, keys that collide, and any others. */
    private static List<Long> keyPool(Random random, int maxRecords) {
        List<Long> keys = new ArrayList<>(List.of(0L, 1L, -1L, Long.MIN_VALUE, Long.MAX_VALUE));
        keys.addAll(keysAtHome(maxRecords, capacityOf(maxRecords) - 1, 4));
        while (keys.size() < maxRecords + 12) {
            keys.add(random.nextLong());
        }
        return keys;
    }

    private static List<List<Long>> permutations(List<Long> items) {
        if (items.isEmpty()) {
            return List.of(List.of());
        }
        List<List<Long>> permutations = new ArrayList<>();
        for (Long first : items) {
            List<Long> rest = new ArrayList<>(items);
            rest.remove(first);
            for (List<Long> tail : permutations(rest)) {
                List<Long> permutation = new ArrayList<>(List.of(first));
                permutation.addAll(tail);
                permutations.add(permutation);
            }
        }
        return permutations;
    }
}
