package io.reprise.journal;

import io.reprise.kernel.state.FrozenRegion;
import io.reprise.kernel.state.FrozenState;
import io.reprise.kernel.state.Region;
import io.reprise.kernel.state.StateHash;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Writes one snapshot. Its file has another name until it is whole and on the disk; closed before that, it is deleted.
 * One thread, not the engine's.
 *
 * <pre>
 *   copy(state) · finish(link, outputsHash)
 * </pre>
 */
final class SnapshotWriter implements AutoCloseable {
    private static final String TEMPORARY_SUFFIX = ".new";

    /** So often what was written is sent to the disk: a sync of all at the end would hold up the journal's. */
    private static final long SYNC_LENGTH = 64L * 1024 * 1024;

    private final RunDirectory run;
    private final Path file;
    private final Path temporary;
    private final FileChannel channel;
    private final List<SnapshotHeader.Part> parts = new ArrayList<>();
    private final ByteBuffer block =
            ByteBuffer.allocateDirect(SnapshotBlock.LENGTH).order(RecordLayout.ORDER);
    private final UnsafeBuffer blockView = new UnsafeBuffer(block);
    private final long sequence;
    private long position;
    private long syncedPosition;
    private long stateHash;
    private int pagesInBlock;

    SnapshotWriter(RunDirectory run, long sequence) {
        this.run = run;
        this.sequence = sequence;
        this.file = run.snapshots().resolve(Snapshot.fileName(sequence));
        this.temporary = run.snapshots().resolve(file.getFileName() + TEMPORARY_SUFFIX);
        try {
            Files.createDirectories(run.snapshots());
            this.channel = FileChannel.open(
                    temporary,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw cannotWrite(e);
        }
    }

    /**
     * Writes every page that is not zero.
     *
     * @param breath called after each block of up to {@link SnapshotBlock#PAGES} pages
     */
    void copy(FrozenState state, Runnable breath) {
        try {
            position = SnapshotHeader.lengthFor(state);
            for (FrozenState.Store store : state.stores()) {
                long ownerHash = StateHash.ofOwner(store.owner());
                for (FrozenRegion region : store.regions()) {
                    ownerHash = StateHash.withRegion(ownerHash, region.name(), copy(store.owner(), region, breath));
                }
                stateHash = StateHash.withOwner(stateHash, ownerHash);
            }
        } catch (IOException e) {
            throw cannotWrite(e);
        }
    }

    /** Returns the region's hash. */
    private long copy(String owner, FrozenRegion region, Runnable breath) throws IOException {
        long start = position;
        long hash = 0;
        int used = 0;
        int next = 0;
        for (int i = region.nextWritten(0); i < region.pages(); i = region.nextWritten(i + 1)) {
            for (; next < i; next++) {
                hash += Region.emptyPageHash(next);
            }
            // where a full block has it; a shorter one is moved together at its end
            int offset = SnapshotBlock.pageOffset(SnapshotBlock.PAGES, pagesInBlock);
            region.read(i, blockView, offset);
            if (!isZero(offset)) {
                hash += Region.pageHash(next++, blockView, offset);
                used++;
                blockView.putInt(SnapshotBlock.numberOffset(pagesInBlock), i, RecordLayout.ORDER);
                if (++pagesInBlock == SnapshotBlock.PAGES) {
                    endBlock(breath);
                }
            }
        }
        for (; next < region.pages(); next++) {
            hash += Region.emptyPageHash(next);
        }
        endBlock(breath);
        parts.add(new SnapshotHeader.Part(owner, region.name(), region.pages(), used, start, hash));
        return hash;
    }

    private boolean isZero(int pageOffset) {
        for (int offset = pageOffset; offset < pageOffset + Region.PAGE_LENGTH; offset += Integer.BYTES) {
            if (blockView.getInt(offset) != 0) {
                return false;
            }
        }
        return true;
    }

    private void endBlock(Runnable breath) throws IOException {
        if (pagesInBlock == 0) {
            return;
        }
        if (pagesInBlock < SnapshotBlock.PAGES) {
            blockView.putBytes(
                    SnapshotBlock.pageOffset(pagesInBlock, 0),
                    blockView,
                    SnapshotBlock.pageOffset(SnapshotBlock.PAGES, 0),
                    pagesInBlock * Region.PAGE_LENGTH);
        }
        int length = SnapshotBlock.length(pagesInBlock);
        block.limit(length).putInt(0, SnapshotBlock.crc(block));
        write(block, position);
        block.clear();
        position += length;
        pagesInBlock = 0;
        if (position - syncedPosition > SYNC_LENGTH) {
            channel.force(false);
            syncedPosition = position;
        }
        breath.run();
    }

    private void write(ByteBuffer bytes, long at) throws IOException {
        for (long to = at; bytes.hasRemaining(); ) {
            to += channel.write(bytes, to);
        }
    }

    /**
     * Makes the file whole, durable and visible.
     *
     * @param link of the record of the last frame applied, which the journal has
     * @param outputsHash over the answers to all frames so far
     */
    Path finish(int link, long outputsHash) {
        try {
            int genesis = RecordLayout.genesis(run.manifest().id());
            write(new SnapshotHeader(genesis, link, sequence, outputsHash, stateHash, position, parts).encode(), 0);
            channel.force(true);
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw cannotWrite(e);
        }
        Disk.syncDirectory(run.snapshots());
        Disk.syncDirectory(run.path());
        return file;
    }

    /** In bytes. */
    long length() {
        return position;
    }

    long stateHash() {
        return stateHash;
    }

    private RuntimeException cannotWrite(IOException e) {
        return Disk.failure("cannot write snapshot " + file, e);
    }

    @Override
    public void close() {
        BufferUtil.free(block);
        try (channel) {
            Files.deleteIfExists(temporary); // not after finish: only what failed, perhaps because the disk is full
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + temporary, e);
        }
    }
}
