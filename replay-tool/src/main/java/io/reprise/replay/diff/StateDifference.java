package io.reprise.replay.diff;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.reprise.kernel.machine.Machines;
import io.reprise.kernel.state.Region;
import io.reprise.kernel.state.StateStore;
import io.reprise.replay.state.RegionText;
import java.util.List;
import java.util.Optional;

/**
 * The first bytes in which two states differ, with the record they belong to.
 *
 * @param owner machine, or {@code kernel}
 * @param region of it
 * @param offset of the first byte that differs
 * @param recordA what the first state has there, by its layout
 * @param recordB what the second one has
 */
public record StateDifference(String owner, String region, int offset, ObjectNode recordA, ObjectNode recordB) {
    private static final String KERNEL = "kernel";

    /** Hash of all state, or without the kernel's own, in which the time of every frame is kept. */
    static long hash(Machines machines, boolean withKernel) {
        if (withKernel) {
            return machines.stateHash();
        }
        long hash = 0;
        for (StateStore store : machines.stores()) {
            hash = store.owner().equals(KERNEL) ? hash : hash * 31 + store.hash();
        }
        return hash;
    }

    /** Of the machines first and of the kernel last: what a machine did is seen before when it did it. */
    public static Optional<StateDifference> of(Machines a, Machines b) {
        List<StateStore> stores = a.stores();
        List<StateStore> others = b.stores();
        for (int i = 1; i <= stores.size(); i++) {
            int index = i % stores.size(); // the kernel's store is the first
            Optional<StateDifference> found = of(stores.get(index), others.get(index));
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private static Optional<StateDifference> of(StateStore a, StateStore b) {
        for (int i = 0; i < a.regions().size(); i++) {
            Region one = a.regions().get(i);
            Region other = b.regions().get(i);
            if (one.hash() != other.hash()) {
                int offset = firstDifference(one, other);
                return Optional.of(new StateDifference(
                        a.owner(),
                        one.name(),
                        offset,
                        RegionText.record(one, offset),
                        RegionText.record(other, Math.min(offset, other.length() - 1))));
            }
        }
        return Optional.empty();
    }

    private static int firstDifference(Region one, Region other) {
        int length = Math.min(one.length(), other.length());
        for (int offset = 0; offset < length; offset += Long.BYTES) {
            if (one.getLong(offset) != other.getLong(offset)) {
                return offset;
            }
        }
        return length - 1;
    }

    /** Such as {@code echo/counters}. */
    public String place() {
        return owner + "/" + region;
    }
}
