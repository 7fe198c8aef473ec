package io.reprise.llm.slots;

import io.reprise.kernel.machine.MachineSetup;
import io.reprise.kernel.state.LongTable;
import io.reprise.kernel.state.RegionLayout.Field;

/**
 * Small numbers for models, given in the order they are first used and never taken back. Engine thread only; allocates
 * nothing after construction.
 */
public final class ModelTable {
    /** No number: the table is full. */
    public static final int NONE = -1;

    private final int maxModels;
    private final LongTable table;

    /** Limit {@code max-models}, 1,024 by default. */
    public ModelTable(MachineSetup setup) {
        maxModels = (int) setup.limit("max-models", 1_024, 1, 65_536);
        table = new LongTable(setup.store(), "models", maxModels, Long.BYTES, Field.i64("index", 0));
    }

    public int maxModels() {
        return maxModels;
    }

    /** How many models have a number: those from 0 to below this. */
    public int count() {
        return (int) table.count();
    }

    /**
     * The number of a model, or {@link #NONE}.
     *
     * @param nameHash of provider and model
     */
    public int indexOf(long nameHash) {
        int known = table.find(nameHash);
        if (known != LongTable.NONE) {
            return (int) table.region().getLong(known);
        }
        int index = count();
        int added = table.findOrAdd(nameHash);
        if (added == LongTable.NONE) {
            return NONE;
        }
        table.region().putLong(added, index);
        return index;
    }
}
