package io.reprise.journal;

import io.reprise.kernel.machine.Machines;
import io.reprise.kernel.state.FrozenState;
import io.reprise.kernel.state.Region;
import io.reprise.kernel.state.RegionSource;
import io.reprise.kernel.state.StateHash;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.agrona.BufferUtil;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * All state after one frame, in a file: the pages that are not zero, and what recovery needs to go on from there. Layout:
 * {@code docs/formats/snapshot.md}. Every byte is covered by a checksum that is looked at before the byte is believed;
 * the header's when the file is opened, a block's when its pages are restored.
 */
public final class Snapshot implements RegionSource {
    static final String SUFFIX = ".snap";

    private final Path file;
    private final SnapshotHeader header;
    private final List<String> owners;

    /** Takes a page out of the file, valid during the call. */
    @FunctionalInterface
    private interface PageSink {
        void onPage(int page, DirectBuffer bytes, int offset);
    }

    private Snapshot(Path file, SnapshotHeader header, List<String> owners) {
        this.file = file;
        this.header = header;
        this.owners = owners;
    }

    /**
     * Writes the state of {@code machines} to a file of the run; whole and on the disk, or not there at all.
     *
     * @param link of the record of the last frame applied
     * @param outputsHash over the answers to all frames so far
     */
    public static Path write(RunDirectory run, Machines machines, int link, long outputsHash) {
        FrozenState state = machines.freeze(() -> 0, lostNs -> {});
        try (SnapshotWriter writer = new SnapshotWriter(run, machines.sequence())) {
            writer.copy(state, () -> {});
            return writer.finish(link, outputsHash);
        } finally {
            state.thaw();
            state.free();
        }
    }

    /** The files of a run's snapshots, newest first; whether they can be used is seen when they are read. */
    public static List<Path> newestFirst(RunDirectory run) {
        if (!Files.isDirectory(run.snapshots())) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(run.snapshots())) {
            return files.filter(file -> file.toString().endsWith(SUFFIX))
                    .sorted(Comparator.reverseOrder())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + run.snapshots(), e);
        }
    }

    /** Whether a file's name says that it was taken after a sequence or an earlier one. */
    static boolean namesUpTo(Path file, long sequence) {
        return RunDirectory.fileName(file).compareTo(fileName(sequence)) <= 0;
    }

    /** Names sort like sequences. */
    static String fileName(long sequence) {
        return String.format(Locale.ROOT, "%020d%s", sequence, SUFFIX);
    }

    /**
     * Reads what is known without restoring anything.
     *
     * @throws RunUnusableException when the file is damaged there, cut short or not of this run
     */
    public static Snapshot read(RunDirectory run, Path file) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            SnapshotHeader header = SnapshotHeader.read(file, channel);
            require(
                    file,
                    header.genesis() == RecordLayout.genesis(run.manifest().id()),
                    "it belongs to another run");
            require(
                    file,
                    header.length() == channel.size(),
                    "it has " + channel.size() + " bytes; it had " + header.length());
            return new Snapshot(file, header, owners(run.manifest()));
        } catch (IOException e) {
            throw unusable(file, e.toString()); // as good as damaged: there is another way
        }
    }

    /** Everybody with state, in the order of the state hash, also who has no region. */
    private static List<String> owners(RunManifest manifest) {
        List<String> owners = new ArrayList<>(List.of(Machines.KERNEL));
        manifest.machines().stream()
                .sorted(Comparator.comparingInt(RunManifest.Machine::service))
                .forEach(machine -> owners.add(machine.name()));
        return owners;
    }

    public Path file() {
        return file;
    }

    /** Of the last frame whose effects are in it. */
    public long sequence() {
        return header.sequence();
    }

    /** Of the file, in bytes. */
    public long length() {
        return header.length();
    }

    /** Of that frame's record: the next one continues it. */
    public int link() {
        return header.link();
    }

    /** Over the answers to all frames so far. */
    public long outputsHash() {
        return header.outputsHash();
    }

    /** The hashes it was taken with. */
    StateLog.Entry entry() {
        return new StateLog.Entry(
                header.sequence(), StateLog.hex(header.outputsHash()), StateLog.hex(header.stateHash()));
    }

    /** Of all state. */
    public long stateHash() {
        return header.stateHash();
    }

    /** How many regions it has. */
    public int regions() {
        return header.parts().size();
    }

    @Override
    public void fill(String owner, Region region) {
        SnapshotHeader.Part part = header.parts().stream()
                .filter(candidate ->
                        candidate.owner().equals(owner) && candidate.name().equals(region.name()))
                .findFirst()
                .orElseThrow(() -> unusable(file, "it has no region " + owner + '/' + region.name()));
        require(
                file,
                part.pages() == region.length() / Region.PAGE_LENGTH,
                "its region " + owner + '/' + region.name() + " has " + part.pages() + " pages, not "
                        + region.length() / Region.PAGE_LENGTH);
        forEachPage(
                part,
                (page, bytes, offset) -> region.putBytes(page * Region.PAGE_LENGTH, bytes, offset, Region.PAGE_LENGTH));
    }

    /**
     * Reads all of the file: every block, the hash of every region, and the state hash that comes of them.
     *
     * @throws RunUnusableException when it is damaged
     */
    public void verify() {
        long end = header.length();
        for (SnapshotHeader.Part part : header.parts()) {
            long hash = hash(part);
            require(
                    file,
                    hash == part.hash(),
                    "region " + part.name() + " is " + StateLog.hex(part.hash()) + " but becomes "
                            + StateLog.hex(hash));
            end -= blocksLength(part);
        }
        require(file, end == header.encode().limit(), "it has bytes that belong to no region");
        long hash = combinedHash();
        require(
                file,
                hash == header.stateHash(),
                "its state is " + StateLog.hex(header.stateHash()) + " but its regions make " + StateLog.hex(hash));
    }

    private static long blocksLength(SnapshotHeader.Part part) {
        int rest = part.used() % SnapshotBlock.PAGES;
        return (long) part.used() / SnapshotBlock.PAGES * SnapshotBlock.LENGTH
                + (rest == 0 ? 0 : SnapshotBlock.length(rest));
    }

    /** What the hashes of the regions come to; see {@link StateHash}. */
    private long combinedHash() {
        long hash = 0;
        for (String owner : owners) {
            long ownerHash = StateHash.ofOwner(owner);
            for (SnapshotHeader.Part part : header.parts()) {
                if (part.owner().equals(owner)) {
                    ownerHash = StateHash.withRegion(ownerHash, part.name(), part.hash());
                }
            }
            hash = StateHash.withOwner(hash, ownerHash);
        }
        return hash;
    }

    private long hash(SnapshotHeader.Part part) {
        long[] hash = new long[1];
        for (int page = 0; page < part.pages(); page++) {
            hash[0] += Region.emptyPageHash(page);
        }
        forEachPage(
                part,
                (page, bytes, offset) -> hash[0] += Region.pageHash(page, bytes, offset) - Region.emptyPageHash(page));
        return hash[0];
    }

    /** Every page is handed on after its block was checked, while it is in the processor's caches. */
    private void forEachPage(SnapshotHeader.Part part, PageSink sink) {
        ByteBuffer block = ByteBuffer.allocateDirect(SnapshotBlock.LENGTH).order(RecordLayout.ORDER);
        UnsafeBuffer view = new UnsafeBuffer(block);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long position = part.position();
            for (int left = part.used(); left > 0; left -= SnapshotBlock.PAGES) {
                int pages = Math.min(left, SnapshotBlock.PAGES);
                int length = SnapshotBlock.length(pages);
                SnapshotHeader.readInto(channel, position, block.clear().limit(length));
                if (block.limit() < length || SnapshotBlock.crc(block) != block.getInt(0)) {
                    throw unusable(file, "the block at offset " + position + " does not match its checksum");
                }
                for (int i = 0; i < pages; i++) {
                    int page = view.getInt(SnapshotBlock.numberOffset(i), RecordLayout.ORDER);
                    if (page < 0 || page >= part.pages()) {
                        throw unusable(file, "region " + part.name() + " has no page " + page);
                    }
                    sink.onPage(page, view, SnapshotBlock.pageOffset(pages, i));
                }
                position += length;
            }
        } catch (IOException e) {
            throw unusable(file, e.toString());
        } finally {
            BufferUtil.free(block);
        }
    }

    /** Whether the machines made from this snapshot have the state it was taken of. */
    void requireRestored(Machines machines) {
        require(
                file,
                machines.sequence() == header.sequence() && machines.stateHash() == header.stateHash(),
                "its state is " + StateLog.hex(header.stateHash()) + " but becomes "
                        + StateLog.hex(machines.stateHash()));
    }

    static void require(Path file, boolean condition, String otherwise) {
        if (!condition) {
            throw unusable(file, otherwise);
        }
    }

    private static RunUnusableException unusable(Path file, String reason) {
        return new RunUnusableException(file + " cannot be used: " + reason);
    }
}
