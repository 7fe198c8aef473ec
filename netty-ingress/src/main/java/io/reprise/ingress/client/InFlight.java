package io.reprise.ingress.client;

/**
 * Requests that wait for answers, which may come in any order. Correlation ids rise by 1; the low bits of one are its
 * slot, so an answer finds its request without a search. A slot whose request still waits a lap later is passed over, or
 * holds all further requests back where ids may not be further apart than the window. Allocates nothing.
 */
final class InFlight {
    /** No such request waits, or there is no room for one. */
    static final int NONE = -1;

    private static final long FREE = 0;

    private final boolean withoutGaps;
    private final long[] ids;
    private final int mask;
    private long oldest = 1;
    private long newest;
    private int limit;
    private int window;
    private int size;

    /**
     * @param maxLimit most requests that will ever wait
     * @param withoutGaps every id is used, and the ones that wait are less than a window apart
     */
    InFlight(int maxLimit, boolean withoutGaps) {
        this.withoutGaps = withoutGaps;
        // twice the limit: with half of the slots free the next free one is near
        ids = new long[Integer.highestOneBit(Math.max(maxLimit * 2 - 1, 1)) * 2];
        mask = ids.length - 1;
    }

    int slots() {
        return ids.length;
    }

    int size() {
        return size;
    }

    int limit() {
        return limit;
    }

    /** @param newWindow how far apart ids without gaps may be */
    void limit(int newLimit, int newWindow) {
        limit = newLimit;
        window = Math.min(newWindow, ids.length);
    }

    boolean hasRoom() {
        return size < limit && (!withoutGaps || newest + 1 - oldestWaiting() < window);
    }

    /** A new request waits; there must be room. @return its id */
    long add() {
        do {
            newest++;
        } while (ids[slotOf(newest)] != FREE);
        ids[slotOf(newest)] = newest;
        size++;
        return newest;
    }

    int slotOf(long id) {
        return (int) id & mask;
    }

    /** The slot of a request that waits, or {@link #NONE}. */
    int find(long id) {
        int slot = slotOf(id);
        return id != FREE && ids[slot] == id ? slot : NONE;
    }

    boolean isWaiting(int slot) {
        return ids[slot] != FREE;
    }

    /** Whether a request with this id was made, and no longer waits. */
    boolean isDone(long id) {
        return id > 0 && id <= newest && find(id) == NONE;
    }

    void remove(int slot) {
        ids[slot] = FREE;
        size--;
    }

    /** The next id is 1 again; nothing may wait. */
    void restart() {
        oldest = 1;
        newest = 0;
    }

    private long oldestWaiting() {
        while (oldest <= newest && ids[slotOf(oldest)] != oldest) {
            oldest++;
        }
        return oldest;
    }
}
