package io.reprise.journal;

import com.lmax.disruptor.Sequence;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * Disk allocated ahead of the position up to which a file is written. {@link #begin} and {@link #advance} belong to the
 * writer's thread; {@link #keepUp()} is a helper's work, and the writer's own only when the helper is late.
 *
 * <pre>
 *  position             + floor                  + target          + step
 *     ├────────────────────┼────────────────────────┼─────────────────┤
 *     │ writer allocates   │ helper is woken        │ as far as the helper goes
 * </pre>
 */
final class SpaceAhead {
    private final Blocks.Allocator allocator;
    private final long floor;
    private final long target;
    private final long step;
    private final Runnable onLow;
    private final Consumer<StorageFullException> onFull;
    private final Sequence position = new Sequence(0);
    private volatile long allocated;
    private Path file;

    /**
     * @param floor what the writer may need before it looks again, in bytes
     * @param target what is allocated ahead while the disk has room, in bytes
     * @param step how much further each allocation goes, in bytes
     * @param onLow called by the writer when less than the target is left
     * @param onFull called by the writer when it found no room itself; what it was given is still there
     */
    SpaceAhead(
            Blocks.Allocator allocator,
            long floor,
            long target,
            long step,
            Runnable onLow,
            Consumer<StorageFullException> onFull) {
        this.allocator = allocator;
        this.floor = floor;
        this.target = target;
        this.step = step;
        this.onLow = onLow;
        this.onFull = onFull;
        this.allocated = floor; // of the file to come, see NextFiles
    }

    /** The writer goes on with another file, from a position on, behind which so many bytes are allocated. */
    void begin(Path newFile, long from, long there) {
        synchronized (this) {
            file = newFile;
            position.set(from);
            allocated = from + there;
        }
        advance(from);
    }

    /** All before a position is written. */
    void advance(long written) {
        position.set(written);
        long ahead = allocated - written;
        if (ahead < floor) {
            allocateLate();
        } else if (ahead < target) {
            onLow.run();
        }
    }

    private void allocateLate() {
        try {
            keepUp();
        } catch (StorageFullException e) {
            onFull.accept(e);
        } catch (IOException e) {
            throw new StorageFailedException("cannot reserve disk for " + file, e);
        }
    }

    /**
     * Allocates what is missing, if anything is.
     *
     * @throws StorageFullException when less than the target is left and there is no room for more
     */
    synchronized void keepUp() throws IOException {
        long from = allocated;
        long missing = position.get() + target - from;
        if (file == null || missing <= 0) {
            return;
        }
        try {
            allocator.allocate(file, from, missing + step);
            allocated = from + missing + step;
        } catch (StorageFullException e) {
            allocator.allocate(file, from, missing);
            allocated = from + missing;
        }
    }

    /** Bytes allocated ahead of what is written; any thread. */
    long ahead() {
        return allocated - position.get();
    }

    /** The writer has ended: gives back what it did not use. */
    synchronized void release() throws IOException {
        if (file != null) {
            Blocks.releaseZeros(file);
            file = null;
        }
    }
}
