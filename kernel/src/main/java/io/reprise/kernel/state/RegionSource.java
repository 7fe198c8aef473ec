package io.reprise.kernel.state;

import java.util.List;

/** What a new region begins with: zeros, or the bytes of a snapshot. */
@FunctionalInterface
public interface RegionSource {
    /** A run without history. */
    RegionSource ZEROS = (owner, region) -> {};

    /** The bytes that regions of these stores have at the time. */
    static RegionSource copyOf(List<StateStore> stores) {
        return (owner, region) ->
                region.putBytes(0, find(stores, owner, region.name()).bytes(), 0, region.length());
    }

    private static Region find(List<StateStore> stores, String owner, String name) {
        return stores.stream()
                .filter(store -> store.owner().equals(owner))
                .flatMap(store -> store.regions().stream())
                .filter(region -> region.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no region " + owner + '/' + name));
    }

    /**
     * Writes the bytes that are not zero. Called once for every region, before its owner sees it.
     *
     * @param owner of the region's store
     */
    void fill(String owner, Region region);
}
