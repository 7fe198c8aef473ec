package io.reprise.journal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps a run to one user: {@code run.lock} is locked as long as this is open, and the operating system unlocks it when
 * the process ends, however it ends. Any thread.
 */
final class RunLock implements AutoCloseable {
    /**
     * The runs this process holds. A second channel on the same file must not even be opened: closing it would take the
     * first one's lock away, because POSIX locks belong to the process and go with any of its descriptors.
     */
    private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

    private final Path run;
    private final FileChannel channel;

    private RunLock(Path run, FileChannel channel) {
        this.run = run;
        this.channel = channel;
    }

    /** @param directory of the run; must exist */
    static RunLock take(Path directory) {
        Path file = directory.resolve("run.lock");
        try {
            Path run = directory.toRealPath();
            if (!HELD_HERE.add(run)) {
                throw inUse(directory, "this process");
            }
            try {
                return new RunLock(run, lock(directory, file));
            } catch (IOException | RuntimeException e) {
                HELD_HERE.remove(run);
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot lock " + file, e);
        }
    }

    /** Whether somebody has the lock, in this process or another; it may be otherwise a moment later. */
    static boolean isTaken(Path directory) {
        try {
            take(directory).close();
            return false;
        } catch (RunUnusableException e) {
            return true;
        }
    }

    private static FileChannel lock(Path directory, Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock();
        if (lock == null) {
            channel.close();
            throw inUse(directory, "another process (" + file + " is locked)");
        }
        return channel;
    }

    private static RunUnusableException inUse(Path directory, String owner) {
        return new RunUnusableException("run " + directory + " is in use by " + owner + "; stop that one first");
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            HELD_HERE.remove(run);
        }
    }
}
