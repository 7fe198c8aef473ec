package io.reprise.llm.slots;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reprise.kernel.machine.MachineSetup;
import io.reprise.kernel.state.RegionLayout;
import io.reprise.llm.MachineSetups;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ModelSlotsTest {
    private static final int MODEL = 1;
    private static final int MAX_WAITING = 6;

    private final MachineSetup setup = setup();
    private final ModelSlots slots = new ModelSlots(setup, 3);

    private static MachineSetup setup() {
        return MachineSetups.of("max-waiting", MAX_WAITING);
    }

    @Test
    void shouldTakeSlotsUntilAllAreBusy() {
        slots.slots(MODEL, 2);

        assertTrue(slots.tryAcquire(MODEL));
        assertTrue(slots.tryAcquire(MODEL));
        assertFalse(slots.tryAcquire(MODEL));

        assertEquals(2, slots.busy(MODEL));
        assertEquals(0, slots.busy(0), "another model");
        assertEquals(ModelSlots.NO_STREAM, slots.release(MODEL));
        assertTrue(slots.tryAcquire(MODEL));
    }

    @Test
    void shouldHaveAnyNumberOfSlotsWhenNoneIsSet() {
        for (int i = 0; i < 1_000; i++) {
            assertTrue(slots.tryAcquire(MODEL));
        }
        assertEquals(1_000, slots.busy(MODEL));
    }

    @Test
    void shouldServeByPriorityAndThenByArrival() {
        occupy(1);
        enqueue(128, 10, 1);
        enqueue(255, 11, 2);
        enqueue(0, 12, 3);
        enqueue(128, 13, 4);
        enqueue(255, 14, 5);

        assertEquals(List.of(11L, 14L, 10L, 13L, 12L), drain());

        assertEquals(0, slots.waiting());
        assertEquals(1, slots.busy(MODEL), "the last one served");
        assertEquals(ModelSlots.NO_STREAM, slots.release(MODEL));
        assertEquals(0, slots.busy(MODEL));
    }

    @Test
    void shouldServeByArrivalEvenIfQueuedInAnotherOrder() {
        occupy(1);
        enqueue(7, 10, 5);
        enqueue(7, 11, 2);
        enqueue(7, 12, 9);
        enqueue(7, 13, 3);

        assertEquals(List.of(11L, 13L, 10L, 12L), drain());
    }

    @Test
    void shouldSayHowManyAreServedBefore() {
        occupy(1);
        enqueue(128, 10, 1);
        enqueue(255, 11, 2);
        enqueue(128, 13, 3);

        assertEquals(1, slots.position(10));
        assertEquals(0, slots.position(11));
        assertEquals(2, slots.position(13));
        assertEquals(ModelSlots.NOT_WAITING, slots.position(99));

        assertTrue(slots.remove(10));
        assertFalse(slots.remove(10));
        assertEquals(1, slots.position(13));
    }

    @Test
    void shouldLetNobodyOvertakeThoseWhoWait() {
        occupy(1);
        enqueue(0, 10, 1);
        slots.slots(MODEL, 3);

        assertFalse(slots.tryAcquire(MODEL));
        assertEquals(10, slots.next(MODEL));
        assertEquals(ModelSlots.NO_STREAM, slots.next(MODEL));
        assertTrue(slots.tryAcquire(MODEL));
    }

    @Test
    void shouldGiveNoSlotOnThatIsNoLongerThere() {
        occupy(2);
        enqueue(0, 10, 1);
        slots.slots(MODEL, 1);

        assertEquals(ModelSlots.NO_STREAM, slots.release(MODEL));
        assertEquals(10, slots.release(MODEL));
    }

    @Test
    void shouldTakeNoMoreWaitersThanItsLimit() {
        occupy(1);
        for (int stream = 0; stream < MAX_WAITING; stream++) {
            assertFalse(slots.isFull());
            enqueue(5, stream, stream);
        }

        assertTrue(slots.isFull());
        assertFalse(slots.enqueue(MODEL, 5, 100, 100));
        assertFalse(slots.enqueue(2, 5, 100, 100), "all models share the room");
        slots.remove(3);
        assertFalse(slots.enqueue(MODEL, 5, 2, 100), "waits already");
        assertTrue(slots.enqueue(MODEL, 5, 100, 100));
    }

    @Test
    void shouldRefuseWhatIsNoPriorityAndNoStream() {
        assertThrows(IllegalArgumentException.class, () -> slots.enqueue(MODEL, 256, 1, 1));
        assertThrows(IllegalArgumentException.class, () -> slots.enqueue(MODEL, -1, 1, 1));
        assertThrows(IllegalArgumentException.class, () -> slots.enqueue(MODEL, 0, ModelSlots.NO_STREAM, 1));
        assertThrows(IllegalStateException.class, () -> slots.release(MODEL));
    }

    @Test
    void shouldBeShownByTools() {
        occupy(1);
        enqueue(5, 77, 1);
        RegionLayout models = setup.store().regions().get(0).layout();
        RegionLayout nodes = setup.store().regions().get(1).layout();

        assertTrue(models.directory().isUsed(MODEL));
        assertFalse(models.directory().isUsed(0));
        assertEquals(models.stride(), models.directory().find(MODEL));
        assertEquals(RegionLayout.Directory.NONE, models.directory().find(3));
        assertTrue(nodes.directory().isUsed(0));
        assertFalse(nodes.directory().isUsed(1));
        assertEquals(nodes.recordsOffset(), nodes.directory().find(77));
        slots.remove(77);
        assertFalse(nodes.directory().isUsed(0));
        assertEquals(RegionLayout.Directory.NONE, nodes.directory().find(77));
    }

    /** Who waits, as a sorted map would have it. */
    private record Place(int model, int priority, long sequence) {}

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void shouldBehaveLikeASortedMap(long seed) {
        Random random = new Random(seed);
        int models = 3;
        MachineSetup first = MachineSetups.of("max-waiting", 40);
        ModelSlots walked = new ModelSlots(first, models);
        int[] slotsOf = new int[models];
        int[] busy = new int[models];
        TreeMap<Place, Long> model = new TreeMap<>(Comparator.comparingInt(Place::model)
                .thenComparing(Place::priority, Comparator.reverseOrder())
                .thenComparing(Place::sequence));
        for (int step = 0; step < 6_000; step++) {
            String where = "seed " + seed + ", step " + step;
            int index = random.nextInt(models);
            List<Place> line = model.keySet().stream()
                    .filter(place -> place.model == index)
                    .toList();
            switch (random.nextInt(6)) {
                case 0, 1 -> {
                    int priority = random.nextInt(3) * 100;
                    boolean fits = model.size() < 40;
                    assertEquals(fits, walked.enqueue(index, priority, step, step), where);
                    if (fits) {
                        model.put(new Place(index, priority, step), (long) step);
                    }
                }
                case 2 -> {
                    boolean free = line.isEmpty() && (slotsOf[index] == 0 || busy[index] < slotsOf[index]);
                    assertEquals(free, walked.tryAcquire(index), where);
                    busy[index] += free ? 1 : 0;
                }
                case 3 -> {
                    if (busy[index] > 0) {
                        busy[index]--;
                        long served = walked.release(index);
                        boolean givenOn = !line.isEmpty() && (slotsOf[index] == 0 || busy[index] < slotsOf[index]);
                        assertEquals(givenOn ? model.remove(line.get(0)) : ModelSlots.NO_STREAM, served, where);
                        busy[index] += givenOn ? 1 : 0;
                    }
                }
                case 4 -> {
                    long stream = random.nextInt(step + 1);
                    Place found = model.keySet().stream()
                            .filter(place -> place.sequence == stream)
                            .findFirst()
                            .orElse(null);
                    int ahead = found == null ? ModelSlots.NOT_WAITING : ahead(model, found);
                    assertEquals(ahead, walked.position(stream), where);
                    if (random.nextInt(4) == 0 && !line.isEmpty()) {
                        Place gone = line.get(random.nextInt(line.size()));
                        assertEquals(ahead(model, gone), walked.position(gone.sequence), where);
                        assertTrue(walked.remove(gone.sequence), where);
                        model.remove(gone);
                    }
                }
                default -> {
                    slotsOf[index] = random.nextInt(5);
                    walked.slots(index, slotsOf[index]);
                }
            }
            assertEquals(busy[index], walked.busy(index), where);
            assertEquals(model.size(), walked.waiting(), where);
            if (random.nextInt(500) == 0) { // a snapshot is taken, and the run goes on from it
                MachineSetup second = MachineSetups.of("max-waiting", 40);
                ModelSlots restored = new ModelSlots(second, models);
                MachineSetups.copy(first, second);
                first = second;
                walked = restored;
            }
        }
    }

    private static int ahead(TreeMap<Place, Long> model, Place place) {
        return (int) model.headMap(place).keySet().stream()
                .filter(other -> other.model == place.model)
                .count();
    }

    private void occupy(int busySlots) {
        slots.slots(MODEL, busySlots);
        for (int i = 0; i < busySlots; i++) {
            slots.tryAcquire(MODEL);
        }
    }

    private void enqueue(int priority, long streamId, long sequence) {
        assertTrue(slots.enqueue(MODEL, priority, streamId, sequence));
    }

    private List<Long> drain() {
        List<Long> served = new ArrayList<>();
        while (slots.waiting(MODEL) > 0) {
            served.add(slots.release(MODEL));
        }
        return served;
    }
}
