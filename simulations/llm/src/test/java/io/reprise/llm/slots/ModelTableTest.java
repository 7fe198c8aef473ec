package io.reprise.llm.slots;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.reprise.kernel.machine.MachineSetup;
import io.reprise.llm.MachineSetups;
import org.junit.jupiter.api.Test;

final class ModelTableTest {
    @Test
    void shouldNumberModelsByFirstUse() {
        ModelTable models = new ModelTable(MachineSetups.of());

        assertEquals(0, models.indexOf(-5));
        assertEquals(1, models.indexOf(0));
        assertEquals(0, models.indexOf(-5));
        assertEquals(2, models.indexOf(77));
        assertEquals(3, models.count());
        assertEquals(1_024, models.maxModels());
    }

    @Test
    void shouldKnowTheOldOnesWhenItIsFull() {
        ModelTable models = new ModelTable(MachineSetups.of("max-models", 2));
        models.indexOf(5);
        models.indexOf(6);

        assertEquals(ModelTable.NONE, models.indexOf(7));
        assertEquals(1, models.indexOf(6));
    }

    @Test
    void shouldGoOnFromASnapshot() {
        MachineSetup first = MachineSetups.of();
        new ModelTable(first).indexOf(5);
        MachineSetup second = MachineSetups.of();
        ModelTable restored = new ModelTable(second);
        MachineSetups.copy(first, second);

        assertEquals(1, restored.indexOf(6));
        assertEquals(0, restored.indexOf(5));
    }
}
