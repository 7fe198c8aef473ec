package io.reprise.kernel.time;

import io.reprise.kernel.state.LongTable;
import io.reprise.kernel.state.Region;
import io.reprise.kernel.state.RegionLayout;
import io.reprise.kernel.state.RegionLayout.Field;
import io.reprise.kernel.state.StateStore;
import java.util.List;

/**
 * Timers that fire in (deadline, timer id) order: a binary heap in a region, with a table from timer id to heap
 * position for cancelling. The heap's bytes survive a snapshot, so the order does too. Engine thread only.
 *
 * <pre>
 *   offset  bytes
 *        0      8  count         timers waiting
 *        8      8  nextTimerId   ids are given in order, from 1, and never again
 *       16     48  reserved      zero
 *       64      …  entries       heap of 32 bytes each
 *   entry:
 *        0      8  deadlineNs    kernel time
 *        8      8  timerId
 *       16      8  data          of the machine that set the timer
 *       24      8  service       of the machine that set the timer
 * </pre>
 */
public final class TimerQueue {
    /** No timer: the queue is full. */
    public static final long NO_TIMER = 0;

    /** {@link #nextDeadlineNs()} when nothing waits. */
    public static final long NO_DEADLINE = Long.MAX_VALUE;

    private static final int COUNT_OFFSET = 0;
    private static final int NEXT_TIMER_ID_OFFSET = 8;
    private static final int ENTRIES_OFFSET = 64;
    private static final int ENTRY_LENGTH = 32;
    private static final int TIMER_ID_OFFSET = 8;
    private static final int DATA_OFFSET = 16;
    private static final int SERVICE_OFFSET = 24;

    private final Region heap;
    private final LongTable positions;
    private final int maxTimers;
    private long firstDeadlineNs; // as the heap says; here since every frame asks
    private long dueTimerId;
    private long dueDeadlineNs;
    private long dueData;
    private int dueService;

    public TimerQueue(StateStore store, int maxTimers) {
        this.maxTimers = maxTimers;
        this.heap = store.region("timers", ENTRIES_OFFSET + Math.multiplyExact(maxTimers, ENTRY_LENGTH));
        this.positions = new LongTable(store, "timer-positions", maxTimers, Long.BYTES, Field.i64("position", 0));
        heap.layout(describe());
        if (heap.getLong(NEXT_TIMER_ID_OFFSET) == 0) {
            heap.putLong(NEXT_TIMER_ID_OFFSET, 1);
        }
        noteFirst();
    }

    private RegionLayout describe() {
        List<Field> header = List.of(Field.i64("count", COUNT_OFFSET), Field.i64("nextTimerId", NEXT_TIMER_ID_OFFSET));
        List<Field> fields = List.of(
                Field.timeNs("deadlineNs", 0),
                Field.i64("timerId", TIMER_ID_OFFSET),
                Field.i64("data", DATA_OFFSET),
                Field.i64("service", SERVICE_OFFSET));
        return new RegionLayout(header, ENTRIES_OFFSET, ENTRY_LENGTH, maxTimers, fields, List.of(), new Entries());
    }

    /** For tools: timers by their ids. */
    private final class Entries implements RegionLayout.Directory {
        @Override
        public boolean isUsed(int position) {
            return position < count();
        }

        @Override
        public int find(long timerId) {
            int found = positions.find(timerId);
            return found == LongTable.NONE
                    ? NONE
                    : entryOffset((int) positions.region().getLong(found));
        }
    }

    public int count() {
        return (int) heap.getLong(COUNT_OFFSET);
    }

    /** The earliest deadline, or {@link #NO_DEADLINE}. */
    public long nextDeadlineNs() {
        return firstDeadlineNs;
    }

    /**
     * Sets a timer. A deadline in the past fires with the next frame.
     *
     * @return the timer's id, or {@link #NO_TIMER} when the limit is reached
     */
    public long schedule(long deadlineNs, int service, long data) {
        int count = count();
        if (count >= maxTimers) {
            return NO_TIMER;
        }
        long timerId = heap.getLong(NEXT_TIMER_ID_OFFSET);
        heap.putLong(NEXT_TIMER_ID_OFFSET, timerId + 1);
        heap.putLong(COUNT_OFFSET, count + 1);
        int offset = entryOffset(count);
        heap.putLong(offset, deadlineNs);
        heap.putLong(offset + TIMER_ID_OFFSET, timerId);
        heap.putLong(offset + DATA_OFFSET, data);
        heap.putLong(offset + SERVICE_OFFSET, service);
        positions.region().putLong(positions.findOrAdd(timerId), count);
        siftUp(count);
        noteFirst();
        return timerId;
    }

    /** @return false when no such timer waits */
    public boolean cancel(long timerId) {
        int found = positions.find(timerId);
        if (found == LongTable.NONE) {
            return false;
        }
        removeAt((int) positions.region().getLong(found));
        return true;
    }

    /** Takes the earliest timer if it is due; its fields are then in {@link #dueTimerId()} and the others. */
    public boolean pollDue(long nowNs) {
        if (firstDeadlineNs > nowNs || count() == 0) { // NO_DEADLINE is a time too: it does not say whether one waits
            return false;
        }
        dueDeadlineNs = deadlineNs(0);
        dueTimerId = timerId(0);
        dueData = heap.getLong(entryOffset(0) + DATA_OFFSET);
        dueService = (int) heap.getLong(entryOffset(0) + SERVICE_OFFSET);
        removeAt(0);
        return true;
    }

    public long dueTimerId() {
        return dueTimerId;
    }

    public long dueDeadlineNs() {
        return dueDeadlineNs;
    }

    public long dueData() {
        return dueData;
    }

    public int dueService() {
        return dueService;
    }

    private void removeAt(int position) {
        positions.remove(timerId(position));
        int last = count() - 1;
        heap.putLong(COUNT_OFFSET, last);
        if (position != last) {
            heap.move(entryOffset(position), entryOffset(last), ENTRY_LENGTH);
            notePosition(position);
        }
        heap.clear(entryOffset(last), ENTRY_LENGTH);
        if (position != last) {
            siftUp(position);
            siftDown(position);
        }
        noteFirst();
    }

    private void noteFirst() {
        firstDeadlineNs = count() == 0 ? NO_DEADLINE : deadlineNs(0);
    }

    private void siftUp(int start) {
        int position = start;
        while (position > 0) {
            int parent = position - 1 >>> 1;
            if (!before(position, parent)) {
                return;
            }
            swap(position, parent);
            position = parent;
        }
    }

    private void siftDown(int start) {
        int position = start;
        int count = count();
        while (true) {
            int child = 2 * position + 1;
            if (child >= count) {
                return;
            }
            if (child + 1 < count && before(child + 1, child)) {
                child++;
            }
            if (!before(child, position)) {
                return;
            }
            swap(position, child);
            position = child;
        }
    }

    private boolean before(int a, int b) {
        long deadlineA = deadlineNs(a);
        long deadlineB = deadlineNs(b);
        return deadlineA < deadlineB || deadlineA == deadlineB && timerId(a) < timerId(b);
    }

    private void swap(int a, int b) {
        for (int field = 0; field < ENTRY_LENGTH; field += Long.BYTES) {
            long value = heap.getLong(entryOffset(a) + field);
            heap.putLong(entryOffset(a) + field, heap.getLong(entryOffset(b) + field));
            heap.putLong(entryOffset(b) + field, value);
        }
        notePosition(a);
        notePosition(b);
    }

    private void notePosition(int position) {
        positions.region().putLong(positions.find(timerId(position)), position);
    }

    private long deadlineNs(int position) {
        return heap.getLong(entryOffset(position));
    }

    private long timerId(int position) {
        return heap.getLong(entryOffset(position) + TIMER_ID_OFFSET);
    }

    private static int entryOffset(int position) {
        return ENTRIES_OFFSET + position * ENTRY_LENGTH;
    }
}
