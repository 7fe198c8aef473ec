package io.reprise.kernel.state;

/** What a new region begins with: zeros, or the bytes of a snapshot. */
@FunctionalInterface
public interface RegionSource {
    /** A run without history. */
    RegionSource ZEROS = (owner, region) -> {};

    /**
     * Writes the bytes that are not zero. Called once for every region, before its owner sees it.
     *
     * @param owner of the region's store
     */
    void fill(String owner, Region region);
}
