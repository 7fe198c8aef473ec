package io.reprise.kernel.state;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * All state after one frame, for one reader on another thread, while the engine goes on. The reader copies every page of
 * every {@link FrozenRegion}; then the engine thread calls {@link #thaw()}, and then anyone calls {@link #free()}.
 */
public final class FrozenState {
    private final long sequence;
    private final List<StateStore> live;
    private final List<Store> stores = new ArrayList<>();

    /** The regions of one owner, in their order. */
    public record Store(String owner, List<FrozenRegion> regions) {}

    /**
     * Engine thread.
     *
     * @param sequence of the last frame applied
     * @param nanoClock times what the engine thread loses to writes that are held up
     * @param lostNs told how long each of them was
     */
    public FrozenState(long sequence, List<StateStore> stores, LongSupplier nanoClock, LongConsumer lostNs) {
        this.sequence = sequence;
        this.live = List.copyOf(stores);
        for (StateStore store : live) {
            List<FrozenRegion> regions = new ArrayList<>();
            store.regions().forEach(region -> regions.add(region.freeze(nanoClock, lostNs)));
            this.stores.add(new Store(store.owner(), regions));
        }
    }

    /** Of the last frame whose effects are in it. */
    public long sequence() {
        return sequence;
    }

    /** In the order of the state hash. */
    public List<Store> stores() {
        return stores;
    }

    /** Engine thread: the reader has every page, nothing is put aside any more. */
    public void thaw() {
        live.forEach(store -> store.regions().forEach(Region::thaw));
    }

    /** Gives the memory back; once, after {@link #thaw()}. */
    public void free() {
        stores.forEach(store -> store.regions().forEach(FrozenRegion::free));
    }
}
