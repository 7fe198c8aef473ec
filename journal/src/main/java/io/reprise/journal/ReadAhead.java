package io.reprise.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Has the bytes in memory that a reader comes to next: a thread of its own reads them from the disk in large pieces, so
 * that waiting for the disk and checking what came from it go on at the same time. It keeps nothing: the reader maps the
 * same pages of the system's cache. What cannot be read is left to the reader to find.
 */
final class ReadAhead implements AutoCloseable {
    /** How far it goes beyond the reader, in bytes: what a disk gives while the reader is held up, and little memory. */
    private static final long DISTANCE = 64L * 1024 * 1024;

    private static final long PIECE_LENGTH = 8L * 1024 * 1024;
    private static final int BLOCK_LENGTH = 1024 * 1024;

    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
        Thread own = new Thread(task, "read-ahead");
        own.setDaemon(true);
        return own;
    });
    private final ByteBuffer block = ByteBuffer.allocateDirect(BLOCK_LENGTH); // the thread's
    private Path file;
    private long asked;

    /** The reader goes on from here, to {@code end} at most. The reader's thread; cheap enough for every document. */
    void from(Path path, long position, long end) {
        if (!path.equals(file)) {
            file = path;
            asked = position;
        }
        while (asked < end && asked - position <= DISTANCE - PIECE_LENGTH) {
            long start = asked;
            asked = Math.min(start + PIECE_LENGTH, end);
            long stop = asked;
            thread.execute(() -> read(path, start, stop));
        }
    }

    private void read(Path path, long from, long to) {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            long position = from;
            int count = 0;
            while (count >= 0 && position < to) {
                count = channel.read(block.clear().limit((int) Math.min(BLOCK_LENGTH, to - position)), position);
                position += count;
            }
        } catch (IOException e) {
            // the reader comes to it, or has left
        }
    }

    /** Nothing more is read. */
    @Override
    public void close() {
        thread.shutdownNow();
    }
}
