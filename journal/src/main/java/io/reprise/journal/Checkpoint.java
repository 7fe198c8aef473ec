package io.reprise.journal;

import io.reprise.kernel.machine.Machines;
import io.reprise.kernel.state.FrozenRegion;
import io.reprise.kernel.state.FrozenState;
import io.reprise.kernel.state.Region;
import io.reprise.kernel.state.RegionSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * All state after one frame, in memory: what a {@link Snapshot} is on the disk, for tools that go back and forth in a run.
 * It leaves no trace in the run, so it can be made of one that is being served.
 */
public final class Checkpoint implements RegionSource {
    private final long sequence;
    private final int link;
    private final long outputsHash;
    private final List<Pages> regions = new ArrayList<>();

    /**
     * What was ever written of one region.
     *
     * @param numbers of the pages
     * @param bytes of the pages, in the same order
     */
    private record Pages(String owner, String name, List<Integer> numbers, List<UnsafeBuffer> bytes) {}

    private Checkpoint(long sequence, int link, long outputsHash) {
        this.sequence = sequence;
        this.link = link;
        this.outputsHash = outputsHash;
    }

    /** @return nothing when the state takes more than {@code maxLength} bytes */
    static Optional<Checkpoint> of(Machines machines, int link, long outputsHash, long maxLength) {
        FrozenState state = machines.freeze(() -> 0, lostNs -> {});
        try {
            if (length(state) > maxLength) {
                return Optional.empty();
            }
            Checkpoint checkpoint = new Checkpoint(state.sequence(), link, outputsHash);
            for (FrozenState.Store store : state.stores()) {
                store.regions().forEach(region -> checkpoint.regions.add(copy(store.owner(), region)));
            }
            return Optional.of(checkpoint);
        } finally {
            state.thaw();
            state.free();
        }
    }

    private static long length(FrozenState state) {
        long pages = 0;
        for (FrozenState.Store store : state.stores()) {
            for (FrozenRegion region : store.regions()) {
                for (int page = region.nextWritten(0); page < region.pages(); page = region.nextWritten(page + 1)) {
                    pages++;
                }
            }
        }
        return pages * Region.PAGE_LENGTH;
    }

    private static Pages copy(String owner, FrozenRegion region) {
        Pages pages = new Pages(owner, region.name(), new ArrayList<>(), new ArrayList<>());
        for (int page = region.nextWritten(0); page < region.pages(); page = region.nextWritten(page + 1)) {
            UnsafeBuffer bytes = new UnsafeBuffer(new byte[Region.PAGE_LENGTH]);
            region.read(page, bytes, 0);
            pages.numbers().add(page);
            pages.bytes().add(bytes);
        }
        return pages;
    }

    /** Of the last frame whose effects are in it. */
    public long sequence() {
        return sequence;
    }

    /** Of the memory it takes, in bytes. */
    public long length() {
        return regions.stream().mapToLong(pages -> pages.numbers().size()).sum() * Region.PAGE_LENGTH;
    }

    /** Of that frame's record: the next one continues it. */
    int link() {
        return link;
    }

    /** Over the answers to all frames so far. */
    long outputsHash() {
        return outputsHash;
    }

    @Override
    public void fill(String owner, Region region) {
        for (Pages pages : regions) {
            if (pages.owner().equals(owner) && pages.name().equals(region.name())) {
                for (int i = 0; i < pages.numbers().size(); i++) {
                    int offset = pages.numbers().get(i) * Region.PAGE_LENGTH;
                    region.putBytes(offset, pages.bytes().get(i), 0, Region.PAGE_LENGTH);
                }
            }
        }
    }
}
