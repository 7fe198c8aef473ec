package io.reprise.replay.step;

import io.reprise.kernel.machine.Machines;
import io.reprise.kernel.state.Region;
import io.reprise.kernel.state.RegionLayout;
import io.reprise.kernel.state.StateStore;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Regions by their names. */
final class Regions {
    private Regions() {}

    /** @throws WrongInstructionException when there is none of that name */
    static Region find(Machines machines, Instruction.RegionName wanted) {
        for (StateStore store : machines.stores()) {
            for (Region region : store.regions()) {
                if (store.owner().equals(wanted.owner()) && region.name().equals(wanted.name())) {
                    return region;
                }
            }
        }
        throw new WrongInstructionException(
                "there is no region \"" + wanted + "\"; there are " + String.join(", ", names(machines)));
    }

    private static List<String> names(Machines machines) {
        List<String> names = new ArrayList<>();
        for (StateStore store : machines.stores()) {
            store.regions().forEach(region -> names.add(store.owner() + '/' + region.name()));
        }
        return names;
    }

    static String fieldNames(RegionLayout layout) {
        return layout.fields().stream().map(RegionLayout.Field::name).collect(Collectors.joining(", "));
    }
}
