package io.reprise.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;
import net.openhft.chronicle.core.time.TimeProvider;
import net.openhft.chronicle.queue.RollCycle;
import net.openhft.chronicle.queue.RollCycles;

/**
 * The files a queue will go on to, made and given their blocks before it does: today's, if the queue has not begun it,
 * and tomorrow's. Chronicle takes a file of that name, {@code .precreated} in place of {@code .cq4}, instead of making one.
 * Any thread.
 */
final class NextFiles {
    /** A new file every day, so that an old day can be deleted: named {@code yyyymmddF.cq4}, days of UTC. */
    static final RollCycle CYCLE = RollCycles.FAST_DAILY;

    private static final String SUFFIX = "F.precreated";
    private static final int NONE = -1;

    private final Path directory;
    private final TimeProvider time;
    private final Blocks.Allocator allocator;
    private final long length;
    private final Map<Integer, Path> ready = new TreeMap<>();
    private int begun = NONE;

    /** @param length of what is allocated, in bytes */
    NextFiles(Path directory, TimeProvider time, Blocks.Allocator allocator, long length) {
        this.directory = directory;
        this.time = time;
        this.allocator = allocator;
        this.length = length;
    }

    /** What is allocated at the start of each file, in bytes. */
    long length() {
        return length;
    }

    /** Allocates it in a file that the queue has begun; one that was made ahead has it already. */
    void cover(Path file) {
        try {
            allocator.allocate(file, 0, length);
        } catch (IOException e) {
            throw Disk.failure("cannot reserve disk for " + file, e);
        }
    }

    /** The queue has begun the file of a day. */
    synchronized void begun(int cycle) {
        begun = cycle;
        ready.remove(cycle);
    }

    /** Makes what is missing and deletes what no queue will ask for any more. */
    synchronized void keepUp() throws IOException {
        int today = CYCLE.current(time, 0);
        for (Iterator<Map.Entry<Integer, Path>> files = ready.entrySet().iterator(); files.hasNext(); ) {
            Map.Entry<Integer, Path> file = files.next();
            if (file.getKey() < today || file.getKey() <= begun) {
                Files.deleteIfExists(file.getValue());
                files.remove();
            }
        }
        if (begun < today) {
            make(today);
        }
        make(Math.max(begun, today) + 1);
    }

    private void make(int cycle) throws IOException {
        if (ready.containsKey(cycle)) {
            return;
        }
        Path file = directory.resolve(LocalDate.ofEpochDay(cycle).format(DateTimeFormatter.BASIC_ISO_DATE) + SUFFIX);
        Files.createDirectories(directory);
        Files.createFile(file);
        try {
            allocator.allocate(file, 0, length);
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(file);
            throw e;
        }
        ready.put(cycle, file);
    }

    /** Deletes those that were not needed. */
    synchronized void close() throws IOException {
        for (Path file : ready.values()) {
            Files.deleteIfExists(file);
        }
        ready.clear();
    }

    /** Whether a file is one that was made ahead, and left behind by a process that was killed. */
    static boolean isLeftOver(Path file) {
        return file.toString().endsWith(SUFFIX);
    }
}
