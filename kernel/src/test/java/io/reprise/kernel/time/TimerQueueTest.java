package io.reprise.kernel.time;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reprise.kernel.state.Region;
import io.reprise.kernel.state.StateStore;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.agrona.DirectBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TimerQueueTest {
    private static final int MAX_TIMERS = 32;
    private static final int ENTRIES_OFFSET = 64;
    private static final int ENTRY_LENGTH = 32;

    private final StateStore store = new StateStore("kernel");
    private final TimerQueue timers = new TimerQueue(store, MAX_TIMERS);

    private record Timer(long deadlineNs, long timerId, int service, long data) {
        static final Comparator<Timer> ORDER =
                Comparator.comparingLong(Timer::deadlineNs).thenComparingLong(Timer::timerId);
    }

    @Test
    void shouldFireInOrderOfDeadline() {
        timers.schedule(300, 1, 3);
        timers.schedule(100, 1, 1);
        timers.schedule(200, 1, 2);

        assertEquals(100, timers.nextDeadlineNs());
        assertEquals(
                List.of(new Timer(100, 2, 1, 1), new Timer(200, 3, 1, 2), new Timer(300, 1, 1, 3)),
                pollAll(timers, 300));
    }

    @Test
    void shouldFireTiesInTheOrderTheyWereSet() {
        for (int i = 0; i < MAX_TIMERS; i++) {
            timers.schedule(500, 7, 1000 - i);
        }
        timers.cancel(1);
        timers.cancel(20);
        timers.schedule(500, 7, 1);

        List<Long> fired = pollAll(timers, 500).stream().map(Timer::timerId).toList();

        List<Long> expected = new ArrayList<>();
        for (long timerId = 2; timerId <= MAX_TIMERS + 1; timerId++) {
            if (timerId != 20) {
                expected.add(timerId);
            }
        }
        assertEquals(expected, fired);
    }

    @Test
    void shouldNotFireBeforeTheDeadline() {
        timers.schedule(100, 1, 0);

        assertFalse(timers.pollDue(99));
        assertEquals(1, timers.count());
        assertTrue(timers.pollDue(100));
        assertFalse(timers.pollDue(100));
    }

    @Test
    void shouldFireADeadlineOfThePast() {
        timers.schedule(-5, 1, 8);

        assertEquals(List.of(new Timer(-5, 1, 1, 8)), pollAll(timers, 0));
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MIN_VALUE, 0, Long.MAX_VALUE})
    void shouldHaveNothingToFireWhenEmpty(long nowNs) {
        assertEquals(TimerQueue.NO_DEADLINE, timers.nextDeadlineNs());
        assertFalse(timers.pollDue(nowNs));
        assertEquals(0, timers.count());
        assertInvariants("empty", 0);
    }

    @Test
    void shouldFireADeadlineAtTheEndOfTime() {
        timers.schedule(Long.MAX_VALUE, 1, 5);

        assertFalse(timers.pollDue(Long.MAX_VALUE - 1));
        assertEquals(List.of(new Timer(Long.MAX_VALUE, 1, 1, 5)), pollAll(timers, Long.MAX_VALUE));
    }

    @Test
    void shouldRefuseMoreTimersThanItsLimit() {
        for (int i = 1; i <= MAX_TIMERS; i++) {
            assertEquals(i, timers.schedule(100, 1, 0));
        }
        assertEquals(TimerQueue.NO_TIMER, timers.schedule(50, 1, 0));
        assertEquals(MAX_TIMERS, timers.count());
        assertEquals(100, timers.nextDeadlineNs());

        timers.cancel(5);

        assertEquals(MAX_TIMERS + 1, timers.schedule(50, 1, 0), "a refused timer uses up no id");
    }

    @Test
    void shouldCancelOnlyWhatWaits() {
        long first = timers.schedule(100, 1, 0);
        long second = timers.schedule(200, 1, 0);
        timers.pollDue(100);

        assertFalse(timers.cancel(first), "fired");
        assertFalse(timers.cancel(99), "never set");
        assertFalse(timers.cancel(TimerQueue.NO_TIMER));
        assertTrue(timers.cancel(second));
        assertFalse(timers.cancel(second), "cancelled before");
        assertEquals(TimerQueue.NO_DEADLINE, timers.nextDeadlineNs());
    }

    @ParameterizedTest
    @MethodSource("io.reprise.kernel.fixture.WalkSeeds#seeds")
    void shouldBehaveLikeASortedList(long seed) {
        Random random = new Random(seed);
        List<Timer> model = new ArrayList<>();
        long lastId = 0;
        for (int step = 0; step < 20_000; step++) {
            String where = "seed " + seed + ", step " + step;
            switch (random.nextInt(5)) {
                case 0, 1 -> lastId = scheduleBoth(random, model, lastId, where);
                case 2 -> {
                    long timerId = anyId(random, model, lastId);
                    assertEquals(model.removeIf(timer -> timer.timerId() == timerId), timers.cancel(timerId), where);
                }
                default -> {
                    long nowNs = random.nextInt(24);
                    boolean due = !model.isEmpty() && model.get(0).deadlineNs() <= nowNs;
                    assertEquals(due, timers.pollDue(nowNs), where);
                    if (due) {
                        assertEquals(model.remove(0), dueTimer(timers), where);
                    }
                }
            }
            assertEquals(model.isEmpty() ? TimerQueue.NO_DEADLINE : model.get(0).deadlineNs(), timers.nextDeadlineNs());
            assertInvariants(where, model.size());
        }
        assertEquals(model, pollAll(timers, 100), "seed " + seed);
    }

    @ParameterizedTest
    @MethodSource("io.reprise.kernel.fixture.WalkSeeds#seeds")
    void shouldKeepItsOrderWhenTheBytesAreCopied(long seed) {
        Random random = new Random(seed);
        List<Timer> model = new ArrayList<>();
        long lastId = 0;
        for (int step = 0; step < 200; step++) {
            lastId = scheduleBoth(random, model, lastId, "seed " + seed);
            if (random.nextInt(3) == 0) {
                timers.cancel(model.remove(random.nextInt(model.size())).timerId());
            }
        }
        StateStore copy = new StateStore("kernel");
        TimerQueue restored = new TimerQueue(copy, MAX_TIMERS);
        for (int i = 0; i < store.regions().size(); i++) {
            Region region = store.regions().get(i);
            copy.regions().get(i).putBytes(0, region.bytes(), 0, region.length());
        }

        assertEquals(store.hash(), copy.hash(), "seed " + seed);
        restored.cancel(model.remove(model.size() / 2).timerId());
        assertEquals(lastId + 1, restored.schedule(3, 9, 9), "seed " + seed);
        model.add(new Timer(3, lastId + 1, 9, 9));
        model.sort(Timer.ORDER);
        assertEquals(model, pollAll(restored, 100), "seed " + seed);
    }

    /** Few deadlines, so that ties are the rule. */
    private long scheduleBoth(Random random, List<Timer> model, long lastId, String where) {
        long deadlineNs = random.nextInt(20);
        int service = random.nextInt(65_536);
        long data = random.nextLong();
        boolean fits = model.size() < MAX_TIMERS;
        long timerId = timers.schedule(deadlineNs, service, data);
        assertEquals(fits ? lastId + 1 : TimerQueue.NO_TIMER, timerId, where);
        if (!fits) {
            return lastId;
        }
        model.add(new Timer(deadlineNs, timerId, service, data));
        Collections.sort(model, Timer.ORDER);
        return timerId;
    }

    private static long anyId(Random random, List<Timer> model, long lastId) {
        boolean known = !model.isEmpty() && random.nextBoolean();
        return known ? model.get(random.nextInt(model.size())).timerId() : random.nextLong(lastId + 2);
    }

    private static List<Timer> pollAll(TimerQueue timers, long nowNs) {
        List<Timer> fired = new ArrayList<>();
        while (timers.pollDue(nowNs)) {
            fired.add(dueTimer(timers));
        }
        return fired;
    }

    private static Timer dueTimer(TimerQueue timers) {
        return new Timer(timers.dueDeadlineNs(), timers.dueTimerId(), timers.dueService(), timers.dueData());
    }

    /** A heap in which no timer waits behind a later one, a place for every id, and zeros where nothing is. */
    private void assertInvariants(String where, int count) {
        DirectBuffer heap = store.regions().get(0).bytes();
        assertEquals(count, timers.count(), where);
        assertEquals(count, heap.getLong(0), where);
        for (int position = 1; position < count; position++) {
            int parent = (position - 1) / 2;
            assertTrue(Timer.ORDER.compare(entry(heap, parent), entry(heap, position)) < 0, where + ": " + position);
        }
        for (int offset = ENTRIES_OFFSET + count * ENTRY_LENGTH; offset < heap.capacity(); offset += 8) {
            assertEquals(0, heap.getLong(offset), where + ": free bytes at " + offset);
        }
        for (int offset = 16; offset < ENTRIES_OFFSET; offset += 8) {
            assertEquals(0, heap.getLong(offset), where + ": reserved bytes at " + offset);
        }
        assertPositions(heap, count, where);
    }

    /** The table of positions, read from its bytes: slots of a key and a value of 8 bytes each behind 64 bytes of head. */
    private void assertPositions(DirectBuffer heap, int count, String where) {
        DirectBuffer positions = store.regions().get(1).bytes();
        assertEquals(count, positions.getLong(0), where);
        int found = 0;
        for (int slot = 64; slot < 64 + 64 * 16; slot += 16) {
            long timerId = positions.getLong(slot);
            if (timerId != 0) {
                assertEquals(entry(heap, (int) positions.getLong(slot + 8)).timerId(), timerId, where);
                found++;
            }
        }
        assertEquals(count, found, where);
    }

    private static Timer entry(DirectBuffer heap, int position) {
        int offset = ENTRIES_OFFSET + position * ENTRY_LENGTH;
        return new Timer(
                heap.getLong(offset),
                heap.getLong(offset + 8),
                (int) heap.getLong(offset + 24),
                heap.getLong(offset + 16));
    }
}
