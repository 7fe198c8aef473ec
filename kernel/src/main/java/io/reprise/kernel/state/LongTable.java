package io.reprise.kernel.state;

import io.reprise.kernel.state.RegionLayout.Field;
import java.util.ArrayList;
import java.util.List;
import org.agrona.BitUtil;

/**
 * A map from a 64-bit key to a record of fixed length, in a {@link Region}: open addressing with linear probing, so the
 * bytes are all there is and nothing has to be rebuilt. Engine thread only; allocates nothing after construction.
 *
 * <pre>
 *   offset  bytes
 *        0      8  count       records in use
 *        8      8  zeroUsed    1 when the record of key 0 is in use
 *       16     48  reserved    zero
 *       64      …  slots       capacity + 1 of stride bytes; the last one belongs to key 0
 *   slot:
 *        0      8  key         0 = free
 *        8      …  value       record of valueLength bytes, zero when added
 * </pre>
 *
 * <p>It is never iterated: the order of slots depends on what was removed before.
 */
public final class LongTable {
    /** No record of that key, or no room for one. */
    public static final int NONE = -1;

    private static final int COUNT_OFFSET = 0;
    private static final int ZERO_USED_OFFSET = 8;
    private static final int SLOTS_OFFSET = 64;
    private static final int KEY_LENGTH = 8;

    private final Region region;
    private final int maxRecords;
    private final int capacity;
    private final int valueLength;
    private final int stride;

    /**
     * @param store gives the region
     * @param name of the region
     * @param maxRecords the limit; at most two thirds of the slots are ever used
     * @param valueLength of a record, in bytes; a multiple of 8
     * @param valueFields what a value holds, for tools that show it; offsets counted as in {@link #find}
     */
    public LongTable(StateStore store, String name, int maxRecords, int valueLength, Field... valueFields) {
        if (maxRecords <= 0 || valueLength <= 0 || valueLength % Long.BYTES != 0) {
            throw new IllegalArgumentException("table " + name + ": maxRecords must be positive and valueLength a "
                    + "multiple of 8: " + maxRecords + ", " + valueLength);
        }
        this.maxRecords = maxRecords;
        this.valueLength = valueLength;
        long slots = BitUtil.findNextPositivePowerOfTwo(maxRecords + maxRecords / 2L + 1L);
        if (slots >= (Region.MAX_LENGTH - SLOTS_OFFSET) / (KEY_LENGTH + (long) valueLength)) {
            throw new IllegalArgumentException("table " + name + ": " + slots + " slots for " + maxRecords
                    + " records of " + valueLength + " bytes do not fit into one region of 2 GiB");
        }
        this.stride = KEY_LENGTH + valueLength;
        this.capacity = (int) slots;
        this.region = store.region(name, SLOTS_OFFSET + (capacity + 1) * stride);
        region.layout(describe(valueFields));
    }

    private RegionLayout describe(Field... valueFields) {
        List<Field> fields = new ArrayList<>(List.of(Field.i64("key", 0)));
        fields.addAll(RegionLayout.moved(List.of(valueFields), KEY_LENGTH));
        List<Field> header = List.of(Field.i64("count", COUNT_OFFSET), Field.i64("zeroUsed", ZERO_USED_OFFSET));
        return new RegionLayout(header, SLOTS_OFFSET, stride, capacity + 1, fields, List.of(), new Slots());
    }

    /** For tools: which slots hold a record. */
    private final class Slots implements RegionLayout.Directory {
        @Override
        public boolean isUsed(int slot) {
            return slot == capacity ? region.getLong(ZERO_USED_OFFSET) != 0 : region.getLong(slotOffset(slot)) != 0;
        }

        @Override
        public int find(long key) {
            int value = LongTable.this.find(key);
            return value == LongTable.NONE ? RegionLayout.Directory.NONE : value - KEY_LENGTH;
        }
    }

    public Region region() {
        return region;
    }

    /** Records in use. */
    public long count() {
        return region.getLong(COUNT_OFFSET);
    }

    /** Offset of the key's record in {@link #region()}, or {@link #NONE}. */
    public int find(long key) {
        if (key == 0) {
            return region.getLong(ZERO_USED_OFFSET) == 0 ? NONE : valueOffset(capacity);
        }
        int slot = slotOf(key);
        return region.getLong(slotOffset(slot)) == key ? valueOffset(slot) : NONE;
    }

    /** Offset of the key's record, added with zero bytes if it was missing; {@link #NONE} when the table is full. */
    public int findOrAdd(long key) {
        int found = find(key);
        if (found != NONE || count() >= maxRecords) {
            return found;
        }
        region.putLong(COUNT_OFFSET, count() + 1);
        if (key == 0) {
            region.putLong(ZERO_USED_OFFSET, 1);
            return valueOffset(capacity);
        }
        int slot = slotOf(key);
        region.putLong(slotOffset(slot), key);
        return valueOffset(slot);
    }

    /** Removes the key's record; later records of the same probe run move up, so no marker stays behind. */
    public boolean remove(long key) {
        int found = find(key);
        if (found == NONE) {
            return false;
        }
        region.putLong(COUNT_OFFSET, count() - 1);
        if (key == 0) {
            region.putLong(ZERO_USED_OFFSET, 0);
            region.clear(found, valueLength);
            return true;
        }
        int hole = slotOf(key);
        for (int slot = next(hole); region.getLong(slotOffset(slot)) != 0; slot = next(slot)) {
            int home = home(region.getLong(slotOffset(slot)));
            if ((slot - home & capacity - 1) >= (slot - hole & capacity - 1)) {
                region.move(slotOffset(hole), slotOffset(slot), stride);
                hole = slot;
            }
        }
        region.clear(slotOffset(hole), stride);
        return true;
    }

    /** The slot that holds the key, or the free one where it belongs. */
    private int slotOf(long key) {
        int slot = home(key);
        long occupant = region.getLong(slotOffset(slot));
        while (occupant != key && occupant != 0) {
            slot = next(slot);
            occupant = region.getLong(slotOffset(slot));
        }
        return slot;
    }

    private int home(long key) {
        long mixed = key * 0x9E3779B97F4A7C15L;
        return (int) (mixed ^ mixed >>> 32) & capacity - 1;
    }

    private int next(int slot) {
        return slot + 1 & capacity - 1;
    }

    private int slotOffset(int slot) {
        return SLOTS_OFFSET + slot * stride;
    }

    private int valueOffset(int slot) {
        return slotOffset(slot) + KEY_LENGTH;
    }
}
