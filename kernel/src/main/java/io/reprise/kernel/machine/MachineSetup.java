package io.reprise.kernel.machine;

import io.reprise.kernel.state.RegionSource;
import io.reprise.kernel.state.StateStore;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a machine gets when it is made: where its state lives, and the limits that shape its results. */
public final class MachineSetup {
    private final StateStore store;
    private final SortedMap<String, Long> given;
    private final SortedMap<String, Long> effective = new TreeMap<>();

    /**
     * @param service name of the machine; prefix of its limits
     * @param given limits set by the user or by the manifest of the run that is replayed
     */
    public MachineSetup(String service, SortedMap<String, Long> given) {
        this(service, given, RegionSource.ZEROS);
    }

    MachineSetup(String service, SortedMap<String, Long> given, RegionSource source) {
        this.store = new StateStore(service, source);
        this.given = given;
    }

    public StateStore store() {
        return store;
    }

    /**
     * A limit of this machine. It becomes part of the run's manifest, since it shapes results.
     *
     * @param name such as {@code max-keys}; the full name is {@code service.max-keys}
     */
    public long limit(String name, long defaultValue, long min, long max) {
        String fullName = store.owner() + "." + name;
        long value = given.getOrDefault(fullName, defaultValue);
        if (value < min || value > max) {
            throw new IllegalArgumentException(
                    "limit " + fullName + " must be " + min + " to " + max + ", not " + value);
        }
        effective.put(fullName, value);
        return value;
    }

    /** The limits in force, by full name. */
    SortedMap<String, Long> effectiveLimits() {
        return Collections.unmodifiableSortedMap(effective);
    }
}
