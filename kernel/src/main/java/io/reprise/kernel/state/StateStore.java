package io.reprise.kernel.state;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The regions of one owner (a machine, or the kernel itself), in the order they were asked for. Engine thread only. */
public final class StateStore {
    private final String owner;
    private final RegionSource source;
    private final List<Region> regions = new ArrayList<>();

    public StateStore(String owner) {
        this(owner, RegionSource.ZEROS);
    }

    /** @param source what new regions begin with */
    public StateStore(String owner, RegionSource source) {
        this.owner = owner;
        this.source = source;
    }

    public String owner() {
        return owner;
    }

    /**
     * A new region, of zero bytes unless this state is restored. Only while a machine is being constructed: the set of
     * regions is part of the state.
     */
    public Region region(String name, int length) {
        for (Region region : regions) {
            if (region.name().equals(name)) {
                throw new IllegalArgumentException(owner + " has two regions named " + name);
            }
        }
        Region region = new Region(name, length);
        source.fill(owner, region);
        regions.add(region);
        return region;
    }

    public List<Region> regions() {
        return Collections.unmodifiableList(regions);
    }

    /** Hash of all regions, their names and their order. */
    public long hash() {
        long hash = StateHash.ofOwner(owner);
        for (int i = 0; i < regions.size(); i++) {
            Region region = regions.get(i);
            hash = StateHash.withRegion(hash, region.name(), region.hash());
        }
        return hash;
    }
}
