package io.reprise.journal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;

/** The disk of one queue: ahead of the file being written, and the files that will follow it. */
class QueueSpace {
    /** For a queue that takes its disk as it is written. */
    static final QueueSpace NONE = new QueueSpace(null, null, () -> true) {
        @Override
        void prepare() {}

        @Override
        void cover(Path file) {}

        @Override
        void begin(Path file, int cycle) {}

        @Override
        void advance(long position) {}

        @Override
        boolean fits(long count) {
            return true;
        }

        @Override
        void close() {}
    };

    private final SpaceAhead ahead;
    private final NextFiles next;
    private final BooleanSupplier hasRoom;

    QueueSpace(SpaceAhead ahead, NextFiles next, BooleanSupplier hasRoom) {
        this.ahead = ahead;
        this.next = next;
        this.hasRoom = hasRoom;
    }

    /** Makes the first files; before the queue is opened. */
    void prepare() {
        try {
            next.keepUp();
        } catch (IOException e) {
            throw Disk.failure("cannot reserve disk for a queue", e);
        }
    }

    /** Gives the queue's own table its blocks. */
    void cover(Path file) {
        try {
            Blocks.allocate(file, 0, Files.size(file));
        } catch (IOException e) {
            throw Disk.failure("cannot reserve disk for " + file, e);
        }
    }

    /** The queue has begun a file. */
    void begin(Path file, int cycle) {
        next.cover(file);
        ahead.begin(file, 0, next.length());
        next.begun(cycle);
    }

    void advance(long position) {
        ahead.advance(position);
    }

    /** Whether so many bytes behind the position are allocated. */
    boolean fits(long count) {
        return ahead.ahead() >= count;
    }

    /** Whether the input ring may get frames. */
    boolean hasRoom() {
        return hasRoom.getAsBoolean();
    }

    /** The queue is closed: what was not used is given back. */
    void close() {
        try {
            next.close();
            ahead.release();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot give back the disk that was reserved", e);
        }
    }
}
