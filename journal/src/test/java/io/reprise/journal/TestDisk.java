package io.reprise.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A disk with as much room as a test gives it. Every file's blocks are taken from its start on, and never given back. */
final class TestDisk {
    static final int RING_LENGTH = 1024 * 1024;
    static final int MAX_FRAME_LENGTH = 64 * 1024;
    static final long TARGET = 8 * 1024 * 1024;

    private final List<String> events = new ArrayList<>();
    private final Map<Object, Long> allocated = new HashMap<>();
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

    synchronized void allocate(Path file, long offset, long length) throws IOException {
        Object inode = Files.getAttribute(file, "unix:ino"); // files are renamed
        long there = Math.max(offset, allocated.getOrDefault(inode, 0L));
        long missing = Math.max(0, offset + length - there);
        if (missing > free) {
            throw new StorageFullException("no room in " + file);
        }
        free -= missing;
        allocated.put(inode, there + missing);
    }

    synchronized void free(long bytes) {
        free = bytes;
    }

    /** What the reserve's watcher was told. */
    List<String> events() {
        return events;
    }
}
