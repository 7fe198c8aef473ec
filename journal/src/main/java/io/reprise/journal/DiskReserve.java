package io.reprise.journal;

import io.reprise.kernel.frame.FrameLayout;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import net.openhft.chronicle.core.time.TimeProvider;
import org.agrona.BitUtil;

/**
 * Keeps disk allocated ahead of everything that serving a run writes through mapped files, so that what was admitted can
 * be journaled whatever happens to the disk. Has a thread of its own, which looks once a second and when a writer asks.
 *
 * <p>When the disk has no room for the reserve, {@link #hasRoom()} turns false at once: the input ring must get no
 * further frame. What it holds already fits into what is left, see {@link #minimum}. When there is room again, it turns
 * true.
 */
public final class DiskReserve implements AutoCloseable {
    private static final int MIB = 1024 * 1024;
    private static final long PERIOD_NS = TimeUnit.SECONDS.toNanos(1);

    private final Path directory;
    private final long target;
    private final long floor;
    private final int ringLength;
    private final int maxFrameLength;
    private final Watcher watcher;
    private final Blocks.Allocator allocator;
    private final Blocks.Allocator grower;
    private final List<Upkeep> required = new ArrayList<>();
    private final List<Upkeep> evidence = new ArrayList<>();
    private final Thread thread = new Thread(this::run, "disk-reserve");
    private Consumer<Throwable> onFailure;
    private SpaceAhead journal;
    private FileStore store;
    private long timesFull;
    private volatile boolean full;
    private volatile boolean asked;
    private volatile boolean closed;
    private volatile long freeBytes;

    /** Learns when requests have to be refused and when they may be taken again. Any thread, one call at a time. */
    public interface Watcher {
        /** @param why a sentence that names the file */
        void onFull(String why);

        void onRoom();
    }

    /** Something to be allocated. */
    @FunctionalInterface
    private interface Upkeep {
        void keepUp() throws IOException;
    }

    /**
     * Changes nothing yet.
     *
     * @param run its directory
     * @param target what is kept allocated ahead of the journal, in bytes, at least {@link #minimum}
     * @param ringLength of the input ring
     * @param maxFrameLength of the run
     */
    public DiskReserve(Path run, long target, int ringLength, int maxFrameLength, Watcher watcher) {
        this(run, target, ringLength, maxFrameLength, watcher, Blocks::allocate, Blocks::grow);
    }

    DiskReserve(
            Path run,
            long target,
            int ringLength,
            int maxFrameLength,
            Watcher watcher,
            Blocks.Allocator allocator,
            Blocks.Allocator grower) {
        this.directory = run;
        this.target = target;
        this.floor = minimum(ringLength, maxFrameLength);
        this.ringLength = ringLength;
        this.maxFrameLength = maxFrameLength;
        this.watcher = watcher;
        this.allocator = allocator;
        this.grower = grower;
        if (target < floor) {
            throw new IllegalArgumentException(
                    "a disk reserve of " + target + " bytes is too little for an input ring of " + ringLength
                            + " bytes and frames of " + maxFrameLength + ": it takes " + floor + " at least");
        }
        thread.setDaemon(true);
    }

    /**
     * The least reserve: with so much allocated ahead of the journal, all that the input ring can hold has its place. In the
     * worst case every frame of 64 bytes gets a document of its own, as long again as itself; one frame may have been
     * admitted while the disk was found full; the last MiB is never needed.
     *
     * @return bytes
     */
    public static long minimum(int ringLength, int maxFrameLength) {
        return 2L * ringLength + maxFrameLength + MIB;
    }

    /**
     * Says beforehand whether a run can be served; changes nothing.
     *
     * @param run its directory
     * @throws StorageFullException when the disk has no room for what serving the run begins with
     */
    public static void requireRoom(Path run, long target, int ringLength, int maxFrameLength) {
        long needed = target + minimum(ringLength, maxFrameLength) + 2 * digestFloor(ringLength);
        try {
            FileStore disk = Files.getFileStore(run);
            if (disk.getTotalSpace() > 0 && disk.getUsableSpace() < needed) { // 0: one that does not tell
                throw new StorageFullException("the disk under " + run + " has " + disk.getUsableSpace()
                        + " bytes free; serving takes " + needed + " to begin with, for a reserve of " + target);
            }
        } catch (IOException e) {
            throw new StorageFailedException("cannot tell how much room there is for " + run, e);
        }
    }

    /** Bytes of digests the input ring's frames can need beyond the block being written. */
    private static long digestFloor(int ringLength) {
        long digests = (long) ringLength / FrameLayout.HEADER_LENGTH * Long.BYTES;
        return BitUtil.align(digests, (long) DigestLog.BLOCK_LENGTH) + 2L * DigestLog.BLOCK_LENGTH;
    }

    /** To be asked for before the journal's queue is opened. */
    QueueSpace journal(Path queue, TimeProvider time) {
        journal = new SpaceAhead(allocator, floor, target, target / 2, this::ask, this::full);
        required.add(journal::keepUp);
        return queueSpace(journal, queue, time, floor);
    }

    /** Answers are evidence: where there is no room for them, they are left out, and requests are taken all the same. */
    QueueSpace answers(Path queue, TimeProvider time) {
        long answersFloor = (long) maxFrameLength + MIB;
        SpaceAhead ahead =
                new SpaceAhead(allocator, answersFloor, 2 * answersFloor, answersFloor, this::ask, noRoom -> {});
        evidence.add(ahead::keepUp);
        return queueSpace(ahead, queue, time, answersFloor);
    }

    private QueueSpace queueSpace(SpaceAhead ahead, Path queue, TimeProvider time, long length) {
        NextFiles next = new NextFiles(queue, time, allocator, length);
        required.add(next::keepUp);
        return new QueueSpace(ahead, next, this::hasRoom);
    }

    /** @param end of the digests there are */
    SpaceAhead digests(Path file, long end) {
        long digestFloor = digestFloor(ringLength);
        SpaceAhead ahead = new SpaceAhead(
                grower,
                digestFloor,
                digestFloor + DigestLog.BLOCK_LENGTH,
                DigestLog.BLOCK_LENGTH,
                this::ask,
                this::full);
        ahead.begin(file, end, 0);
        required.add(ahead::keepUp);
        return ahead;
    }

    /**
     * Allocates, and starts the thread.
     *
     * @param failed gets what makes it impossible to go on
     * @throws StorageFullException when there is no room
     */
    public void start(Consumer<Throwable> failed) {
        try {
            store = Files.getFileStore(directory);
            keepUp();
        } catch (IOException e) {
            throw new StorageFailedException("cannot reserve disk for " + directory, e);
        }
        if (full) {
            throw new StorageFullException("the disk under " + directory + " has no room for the reserve of " + target
                    + " bytes and what goes with it");
        }
        onFailure = failed;
        thread.start();
    }

    /** Whether the input ring may get frames; any thread. */
    public boolean hasRoom() {
        return !full;
    }

    /** Bytes allocated ahead of the journal; any thread. */
    public long aheadBytes() {
        return journal.ahead();
    }

    /** Bytes the disk had free a second ago, what is allocated ahead not counted; any thread. */
    public long freeBytes() {
        return freeBytes;
    }

    /** How often the disk was found full; any thread. */
    public synchronized long timesFull() {
        return timesFull;
    }

    private void ask() {
        if (!asked && !full) { // while it is full, once a second is enough
            asked = true;
            LockSupport.unpark(thread);
        }
    }

    private void run() {
        try {
            while (!closed) {
                asked = false;
                keepUp();
                if (!asked) {
                    LockSupport.parkNanos(this, PERIOD_NS);
                }
            }
        } catch (IOException | RuntimeException e) {
            if (!closed) {
                onFailure.accept(new StorageFailedException("cannot reserve disk for " + directory, e));
            }
        }
    }

    private void keepUp() throws IOException {
        long before = timesFull();
        freeBytes = store.getUsableSpace();
        try {
            for (Upkeep upkeep : required) {
                upkeep.keepUp();
            }
            room(before);
        } catch (StorageFullException e) {
            full(e);
        }
        for (Upkeep upkeep : evidence) {
            try {
                upkeep.keepUp();
            } catch (StorageFullException e) {
                // its writer leaves out what has no room
            }
        }
    }

    private synchronized void full(StorageFullException why) {
        if (!full) {
            full = true;
            timesFull++;
            watcher.onFull(why.getMessage());
        }
    }

    /** @param before how often the disk had been full when the allocations began: a writer may have been refused since */
    private synchronized void room(long before) {
        if (full && timesFull == before) {
            full = false;
            watcher.onRoom();
        }
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
