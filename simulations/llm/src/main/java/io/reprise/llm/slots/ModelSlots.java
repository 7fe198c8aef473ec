package io.reprise.llm.slots;

import static io.reprise.llm.slots.WaitingStreams.NO_NODE;

import io.reprise.kernel.machine.MachineSetup;
import io.reprise.kernel.state.Region;
import io.reprise.kernel.state.RegionLayout;
import io.reprise.kernel.state.RegionLayout.Field;
import java.util.List;

/**
 * The slots of every model and the streams that wait for one, by priority and then by arrival: a list for each priority of
 * each model. Taking, giving back and leaving cost the same however many wait.
 * Engine thread only; allocates nothing after construction.
 *
 * <pre>
 *   offset  bytes
 *        0      …  models   3,088 bytes each, by index; zero until first used
 *   model:
 *        0      4  slots    0 = any number
 *        4      4  busy
 *        8      8  waiting  streams in all lists
 *       16      …  levels   256 lists; level = 255 − priority, so the first one is served first
 *   level:
 *        0      4  first    node of {@link WaitingStreams}, 0 = none
 *        4      4  last
 *        8      4  count
 * </pre>
 */
public final class ModelSlots {
    /** No stream; no stream may have this id. */
    public static final long NO_STREAM = -1;

    /** {@link #position} of a stream that does not wait. */
    public static final int NOT_WAITING = -1;

    private static final int SLOTS_OFFSET = 0;
    private static final int BUSY_OFFSET = 4;
    private static final int WAITING_OFFSET = 8;
    private static final int LEVELS_OFFSET = 16;
    private static final int LAST_OFFSET = 4;
    private static final int COUNT_OFFSET = 8;
    private static final int LEVEL_LENGTH = 12;
    private static final int LEVELS = Priorities.HIGHEST + 1;
    private static final int MODEL_LENGTH = LEVELS_OFFSET + LEVELS * LEVEL_LENGTH;

    private final int maxModels;
    private final Region models;
    private final WaitingStreams streams;

    /**
     * Limit {@code max-waiting}, 65,536 streams by default.
     *
     * @param maxModels models have the indexes below it
     */
    public ModelSlots(MachineSetup setup, int maxModels) {
        this.maxModels = maxModels;
        models = setup.store().region("model-slots", Math.multiplyExact(maxModels, MODEL_LENGTH));
        streams = new WaitingStreams(setup.store(), (int) setup.limit("max-waiting", 65_536, 1, 1 << 24));
        models.layout(describe());
    }

    private RegionLayout describe() {
        List<Field> fields = List.of(
                Field.i32("slots", SLOTS_OFFSET), Field.i32("busy", BUSY_OFFSET), Field.i64("waiting", WAITING_OFFSET));
        List<Field> levelFields =
                List.of(Field.i32("first", 0), Field.i32("last", LAST_OFFSET), Field.i32("count", COUNT_OFFSET));
        RegionLayout.Group levels = new RegionLayout.Group("levels", LEVELS_OFFSET, LEVEL_LENGTH, LEVELS, levelFields);
        return new RegionLayout(List.of(), 0, MODEL_LENGTH, maxModels, fields, List.of(levels), new Models());
    }

    /** For tools: models by their indexes. */
    private final class Models implements RegionLayout.Directory {
        @Override
        public boolean isUsed(int model) {
            return (slots(model) | busy(model) | waiting(model)) != 0;
        }

        @Override
        public int find(long model) {
            return model >= 0 && model < maxModels ? modelOffset((int) model) : NONE;
        }
    }

    /** How many slots the model has; 0 = any number. */
    public int slots(int model) {
        return models.getInt(modelOffset(model) + SLOTS_OFFSET);
    }

    /** Sets how many slots the model has. With more of them, call {@link #next} until nobody is left to serve. */
    public void slots(int model, int slots) {
        models.putInt(modelOffset(model) + SLOTS_OFFSET, slots);
    }

    /** How many of its slots are taken. */
    public int busy(int model) {
        return models.getInt(modelOffset(model) + BUSY_OFFSET);
    }

    /** How many streams wait for the model. */
    public int waiting(int model) {
        return (int) models.getLong(modelOffset(model) + WAITING_OFFSET);
    }

    /** How many streams wait for any model. */
    public int waiting() {
        return streams.count();
    }

    /** Whether nobody more can wait. */
    public boolean isFull() {
        return streams.isFull();
    }

    /** Takes a slot, if one is free and nobody waits for it. */
    public boolean tryAcquire(int model) {
        return waiting(model) == 0 && take(model);
    }

    /**
     * Lets a stream wait for a slot.
     *
     * @param priority 0 to 255; more is served sooner
     * @param streamId not {@link #NO_STREAM}
     * @param sequence of its arrival; less is served sooner within a priority
     * @return false when the stream waits already, or nobody more can
     */
    public boolean enqueue(int model, int priority, long streamId, long sequence) {
        if (priority < Priorities.LOWEST || priority > Priorities.HIGHEST || streamId == NO_STREAM) {
            throw new IllegalArgumentException(
                    "priority must be 0 to 255, and a stream not -1: " + priority + ", " + streamId);
        }
        if (isFull() || streams.find(streamId) != NO_NODE) {
            return false;
        }
        int level = Priorities.HIGHEST - priority;
        int list = listOffset(model, level);
        int before = models.getInt(list + LAST_OFFSET);
        while (before != NO_NODE && streams.sequence(before) > sequence) { // never, while streams come in order
            before = streams.previous(before);
        }
        int after = before == NO_NODE ? models.getInt(list) : streams.next(before);
        int node = streams.add(streamId, sequence, model, level);
        join(list, before, node);
        join(list, node, after);
        count(model, level, 1);
        return true;
    }

    /**
     * How many streams are served before this one, or {@link #NOT_WAITING}. Walks along those of the same priority.
     */
    public int position(long streamId) {
        int node = streams.find(streamId);
        if (node == NO_NODE) {
            return NOT_WAITING;
        }
        int before = 0;
        for (int level = 0; level < streams.level(node); level++) {
            before += models.getInt(listOffset(streams.model(node), level) + COUNT_OFFSET);
        }
        for (int other = streams.previous(node); other != NO_NODE; other = streams.previous(other)) {
            before++;
        }
        return before;
    }

    /**
     * Gives a slot back, and gives it on.
     *
     * @return the stream that has it now, or {@link #NO_STREAM}
     */
    public long release(int model) {
        int busy = busy(model);
        if (busy == 0) {
            throw new IllegalStateException("model " + model + " has no busy slot");
        }
        models.putInt(modelOffset(model) + BUSY_OFFSET, busy - 1);
        return next(model);
    }

    /** Gives a free slot to the stream that is first in line; {@link #NO_STREAM} when there is none of either. */
    public long next(int model) {
        if (waiting(model) == 0 || !take(model)) {
            return NO_STREAM;
        }
        int level = 0;
        while (models.getInt(listOffset(model, level)) == NO_NODE) {
            level++;
        }
        int node = models.getInt(listOffset(model, level));
        long streamId = streams.streamId(node);
        unlink(node);
        return streamId;
    }

    /** Lets a stream wait no longer: its client is gone. @return false when it did not wait */
    public boolean remove(long streamId) {
        int node = streams.find(streamId);
        if (node == NO_NODE) {
            return false;
        }
        unlink(node);
        return true;
    }

    private boolean take(int model) {
        int busy = busy(model);
        if (slots(model) != 0 && busy >= slots(model)) {
            return false;
        }
        models.putInt(modelOffset(model) + BUSY_OFFSET, busy + 1);
        return true;
    }

    private void unlink(int node) {
        int model = streams.model(node);
        int level = streams.level(node);
        join(listOffset(model, level), streams.previous(node), streams.next(node));
        count(model, level, -1);
        streams.free(node);
    }

    /** Makes one node of a list follow the other, or be its first or last. */
    private void join(int list, int node, int follower) {
        streams.link(node, follower);
        if (node == NO_NODE) {
            models.putInt(list, follower);
        }
        if (follower == NO_NODE) {
            models.putInt(list + LAST_OFFSET, node);
        }
    }

    private void count(int model, int level, int change) {
        int offset = modelOffset(model);
        models.putLong(offset + WAITING_OFFSET, models.getLong(offset + WAITING_OFFSET) + change);
        int list = listOffset(model, level);
        models.putInt(list + COUNT_OFFSET, models.getInt(list + COUNT_OFFSET) + change);
    }

    private static int modelOffset(int model) {
        return model * MODEL_LENGTH;
    }

    private static int listOffset(int model, int level) {
        return modelOffset(model) + LEVELS_OFFSET + level * LEVEL_LENGTH;
    }
}
