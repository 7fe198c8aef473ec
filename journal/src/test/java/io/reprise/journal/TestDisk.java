package io.reprise.journal;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A disk with as much room as a test gives it, of which blocks are taken but never written. */
final class TestDisk {
    static final int RING_LENGTH = 1024 * 1024;
    static final int MAX_FRAME_LENGTH = 64 * 1024;
    static final long TARGET = 8 * 1024 * 1024;

    private final List<String> events = new ArrayList<>();
    private long free = Long.MAX_VALUE;

    DiskReserve reserve(Path run) {
        DiskReserve.Watcher watcher = new DiskReserve.Watcher() {
            @Override
            public void onFull(String why) {
                events.add("full");
            }

            @Override
            public void onRoom() {
                events.add("room");
            }
        };
        return new DiskReserve(run, TARGET, RING_LENGTH, MAX_FRAME_LENGTH, watcher, this::allocate, this::allocate);
    }

    void allocate(Path file, long offset, long length) {
        synchronized (this) {
            if (length > free) {
                throw new StorageFullException("no room in " + file);
            }
            free -= length;
        }
    }

    synchronized void free(long bytes) {
        free = bytes;
    }

    synchronized long free() {
        return free;
    }

    /** What the reserve's watcher was told. */
    List<String> events() {
        return events;
    }
}
