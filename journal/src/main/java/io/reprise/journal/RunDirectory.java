package io.reprise.journal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The directory of a run and who may use it.
 *
 * <pre>
 *   run.json          manifest
 *   run.lock          held by the process that uses the run
 *   journal/0001/     Chronicle queue of the first start, 0002 of the second, …
 *   outputs/          digests.bin, states.jsonl
 *   latency/          0001.hlog, …
 *   index.dat         where frames lie, a shortcut, see JournalIndex
 *   counters.dat      what the server shows of itself, see package monitor
 *   errors.dat        its distinct errors; errors/ has those of earlier starts
 * </pre>
 */
public final class RunDirectory implements AutoCloseable {
    static final String QUEUE_SUFFIX = ".cq4";

    private final Path path;
    private final RunLock lock;
    private volatile RunManifest manifest; // also changed by the thread that prunes while a server runs

    /** @param lock null for a run that somebody else writes to */
    private RunDirectory(Path path, RunLock lock, RunManifest manifest) {
        this.path = path;
        this.lock = lock;
        this.manifest = manifest;
    }

    /** Whether there is a run, usable or not. */
    public static boolean exists(Path path) {
        return Files.exists(manifestOf(path));
    }

    /** Makes a new run and locks it. */
    public static RunDirectory create(Path path, RunManifest manifest) {
        try {
            Files.createDirectories(path);
            RunLock lock = RunLock.take(path);
            try {
                if (exists(path)) {
                    throw new RunUnusableException(path + " already holds a run");
                }
                RunDirectory run = new RunDirectory(path, lock, manifest);
                Files.createDirectories(run.journal());
                Files.createDirectories(run.outputs());
                Files.createDirectories(run.latency());
                run.write(manifest);
                Disk.syncDirectory(path.toRealPath().getParent());
                return run;
            } catch (IOException | RuntimeException e) {
                lock.close();
                throw e;
            }
        } catch (IOException e) {
            throw StorageFullException.isReasonOf(e)
                    ? Disk.failure("cannot create run " + path, e)
                    : new UncheckedIOException("cannot create run " + path, e);
        }
    }

    /** Opens an existing run and locks it, so that nobody else writes or reads it meanwhile. */
    public static RunDirectory open(Path path) {
        requireRun(path);
        RunLock lock = RunLock.take(path);
        try {
            return new RunDirectory(path, lock, read(path));
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    /**
     * Opens an existing run to read what it has so far, also while it is served. If nobody uses it, it is locked like by
     * {@link #open}.
     */
    public static RunDirectory openToRead(Path path) {
        requireRun(path);
        return RunLock.isTaken(path) ? new RunDirectory(path, null, read(path)) : open(path);
    }

    private static void requireRun(Path path) {
        if (!Files.isDirectory(path)) {
            throw new RunUnusableException("there is no run at " + path + ": no such directory");
        }
        if (!exists(path)) {
            throw new RunUnusableException("there is no run at " + path + ": it has no run.json");
        }
    }

    /** Whether somebody else writes to the run while this reads it. */
    public boolean isLive() {
        return lock == null;
    }

    public Path path() {
        return path;
    }

    public RunManifest manifest() {
        return manifest;
    }

    public Path journal() {
        return path.resolve("journal");
    }

    public Path outputs() {
        return path.resolve("outputs");
    }

    public Path snapshots() {
        return path.resolve("snapshots");
    }

    public Path latency() {
        return path.resolve("latency");
    }

    public StateLog stateLog() {
        return new StateLog(outputs().resolve("states.jsonl"));
    }

    /** Name of the next start's queue: 0001, 0002, … */
    public String nextQueueName() {
        return String.format(Locale.ROOT, "%04d", manifest.starts().size() + 1);
    }

    /**
     * Notes a start in the manifest, durably, and makes its queue's directory. The journal so far is synced first: what
     * a loss of power takes is then always at the very end, never before frames of a later start.
     */
    public void addStart(RunManifest.Start start) {
        syncJournal();
        try {
            releaseReserves();
            Files.createDirectories(queue(start));
        } catch (IOException e) {
            throw Disk.failure("cannot make " + queue(start), e);
        }
        Disk.syncDirectory(journal());
        write(manifest.withStart(start));
    }

    /** Notes, durably, that the journal begins later from now on. What is before it may be deleted after this. */
    void beginAt(RunManifest.Begin begin) {
        write(manifest.withBegin(begin));
    }

    /** Gives back the disk that a killed process had reserved for the last start, and no longer needs. */
    private void releaseReserves() throws IOException {
        if (manifest.starts().isEmpty()) {
            return;
        }
        String last = manifest.starts().get(manifest.starts().size() - 1).queue();
        for (Path queue :
                List.of(journal().resolve(last), AnswerLog.answers(this).resolve(last))) {
            for (Path file : filesOf(queue, NextFiles::isLeftOver)) {
                Files.delete(file);
            }
            for (Path file : queueFiles(queue)) {
                Blocks.releaseZeros(file);
            }
        }
    }

    /** Waits until what the last start has journaled is on the disk. Those before it were synced when it began. */
    public void syncJournal() {
        if (manifest.starts().isEmpty()) {
            return;
        }
        RunManifest.Start last = manifest.starts().get(manifest.starts().size() - 1);
        try {
            List<Path> files = queueFiles(last);
            files.forEach(Disk::syncFile);
            if (!files.isEmpty()) {
                Disk.syncDirectory(queue(last));
            }
        } catch (IOException e) {
            throw new StorageFailedException("cannot sync " + queue(last), e);
        }
    }

    /** Where the queue of a start lives. */
    public Path queue(RunManifest.Start start) {
        return journal().resolve(start.queue());
    }

    /**
     * The files of a start's queue in the order they were written; none if it did not get that far. Files before the
     * journal's {@link RunManifest.Begin} do not count, whether they are deleted already or not.
     */
    List<Path> queueFiles(RunManifest.Start start) throws IOException {
        RunManifest.Begin begin = manifest.begin();
        List<Path> files = queueFiles(queue(start));
        return start.queue().equals(begin.queue())
                ? files.stream()
                        .filter(file -> fileName(file).compareTo(begin.file()) >= 0)
                        .toList()
                : files;
    }

    static String fileName(Path file) {
        return file.getFileName().toString();
    }

    static List<Path> queueFiles(Path queue) throws IOException {
        return filesOf(queue, file -> file.toString().endsWith(QUEUE_SUFFIX));
    }

    private static List<Path> filesOf(Path queue, Predicate<Path> wanted) throws IOException {
        if (!Files.isDirectory(queue)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(queue)) {
            return files.filter(wanted).sorted().toList();
        }
    }

    private void write(RunManifest changed) {
        Path temporary = path.resolve("run.json.new");
        try {
            try (FileChannel channel = FileChannel.open(
                    temporary,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.TRUNCATE_EXISTING)) {
                ByteBuffer json = ByteBuffer.wrap(Json.pretty(changed));
                while (json.hasRemaining()) {
                    channel.write(json);
                }
                channel.force(true);
            }
            Files.move(temporary, manifestOf(path), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw Disk.failure("cannot write " + manifestOf(path), e);
        }
        Disk.syncDirectory(path);
        manifest = changed;
    }

    private static RunManifest read(Path path) {
        try {
            byte[] json = Files.readAllBytes(manifestOf(path));
            int format = Json.intField(json, "format"); // first: another format may have other fields
            if (format != RunManifest.FORMAT) {
                throw new RunUnusableException(
                        path + " has run format " + format + "; this build reads format " + RunManifest.FORMAT);
            }
            return Json.read(
                    Json.complete(json, "starts", "overload", RunManifest.Overload.UNKNOWN), RunManifest.class);
        } catch (IOException e) {
            throw new RunUnusableException(manifestOf(path) + " cannot be used: " + Json.reason(e));
        }
    }

    private static Path manifestOf(Path path) {
        return path.resolve("run.json");
    }

    @Override
    public void close() {
        if (lock != null) {
            lock.close();
        }
    }
}
