package io.reprise.perf.load.wire;

import java.util.Arrays;

/**
 * Requests of one connection that wait for answers, which may come in any order. A correlation id holds its slot in the
 * low bits, so an answer finds its request without a table; ids rise from request to request all the same, as a server
 * that remembers the last one it applied expects. Allocates nothing after construction.
 *
 * <pre>
 *   correlation id   bits 16..63  ordinal of the request, from 1
 *                    bits  0..15  slot
 * </pre>
 */
final class InFlight {
    static final int SLOT_BITS = 16;
    static final int CAPACITY_MAX = 1 << SLOT_BITS;

    /** No such request waits. */
    static final int NONE = -1;

    private static final int STRIDE = 4; // two requests per cache line
    private static final int ID = 0;
    private static final int INTENDED_NS = 1;
    private static final int SENT_NS = 2;
    private static final long FREE = 0;
    private static final int SLOT_MASK = CAPACITY_MAX - 1;

    private final long[] entries;
    private final int[] freeSlots;
    private int freeCount;

    InFlight(int capacity) {
        entries = new long[capacity * STRIDE];
        freeSlots = new int[capacity];
        Arrays.setAll(freeSlots, i -> capacity - 1 - i);
        freeCount = capacity;
    }

    boolean isFull() {
        return freeCount == 0;
    }

    int size() {
        return freeSlots.length - freeCount;
    }

    /** Takes a slot; there must be one. @return the correlation id */
    long add(long ordinal, long intendedNs, long sentNs) {
        int slot = freeSlots[--freeCount];
        long id = ordinal << SLOT_BITS | slot;
        int entry = slot * STRIDE;
        entries[entry + ID] = id;
        entries[entry + INTENDED_NS] = intendedNs;
        entries[entry + SENT_NS] = sentNs;
        return id;
    }

    /** The slot of a request that waits, or {@link #NONE}. */
    int find(long id) {
        int slot = (int) id & SLOT_MASK;
        return slot < freeSlots.length && id != FREE && entries[slot * STRIDE + ID] == id ? slot : NONE;
    }

    long intendedNs(int slot) {
        return entries[slot * STRIDE + INTENDED_NS];
    }

    long sentNs(int slot) {
        return entries[slot * STRIDE + SENT_NS];
    }

    /** The request in that slot was answered. */
    void remove(int slot) {
        entries[slot * STRIDE + ID] = FREE;
        freeSlots[freeCount++] = slot;
    }

    /** The ordinal a correlation id was made from. */
    static long ordinal(long id) {
        return id >>> SLOT_BITS;
    }
}
