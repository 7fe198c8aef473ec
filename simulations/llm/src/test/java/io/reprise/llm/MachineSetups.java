package io.reprise.llm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.reprise.kernel.machine.MachineSetup;
import io.reprise.kernel.state.Region;
import java.util.List;
import java.util.TreeMap;

/** Setups of parts of the machine, and copies of their regions. */
public final class MachineSetups {
    private MachineSetups() {}

    /** @param limits names without the prefix, each with its value behind it */
    public static MachineSetup of(Object... limits) {
        TreeMap<String, Long> given = new TreeMap<>();
        for (int i = 0; i < limits.length; i += 2) {
            given.put("llm." + limits[i], ((Number) limits[i + 1]).longValue());
        }
        return new MachineSetup("llm", given);
    }

    /** Gives the regions of one setup the bytes of the other's, as a snapshot does. */
    public static void copy(MachineSetup from, MachineSetup to) {
        List<Region> sources = from.store().regions();
        List<Region> targets = to.store().regions();
        assertEquals(sources.size(), targets.size());
        for (int i = 0; i < sources.size(); i++) {
            targets.get(i).putBytes(0, sources.get(i).bytes(), 0, sources.get(i).length());
        }
        assertEquals(from.store().hash(), to.store().hash());
    }
}
