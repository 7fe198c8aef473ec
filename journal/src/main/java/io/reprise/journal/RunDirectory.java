package io.reprise.journal;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
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
 * </pre>
 */
public final class RunDirectory implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    private static final String QUEUE_SUFFIX = ".cq4";

    private final Path path;
    private final FileChannel lockChannel;
    private RunManifest manifest;

    private RunDirectory(Path path, FileChannel lockChannel, RunManifest manifest) {
        this.path = path;
        this.lockChannel = lockChannel;
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
            if (exists(path)) {
                throw new RunUnusableException(path + " already holds a run");
            }
            RunDirectory run = new RunDirectory(path, lock(path), manifest);
            Files.createDirectories(run.journal());
            Files.createDirectories(run.outputs());
            Files.createDirectories(run.latency());
            run.write(manifest);
            return run;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot create run " + path, e);
        }
    }

    /** Opens an existing run and locks it, so that nobody else writes or reads it meanwhile. */
    public static RunDirectory open(Path path) {
        if (!Files.isDirectory(path)) {
            throw new RunUnusableException("there is no run at " + path + ": no such directory");
        }
        if (!exists(path)) {
            throw new RunUnusableException("there is no run at " + path + ": it has no run.json");
        }
        FileChannel lock = lock(path);
        try {
            return new RunDirectory(path, lock, read(path));
        } catch (RuntimeException e) {
            release(lock);
            throw e;
        }
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

    /** Notes a start in the manifest, durably, before its queue is written. */
    public void addStart(RunManifest.Start start) {
        write(manifest.withStart(start));
        JournalAppender.syncDirectory(path);
    }

    /** Where the queue of a start lives. */
    public Path queue(RunManifest.Start start) {
        return journal().resolve(start.queue());
    }

    /** The files of a start's queue in the order they were written; none if it did not get that far. */
    List<Path> queueFiles(RunManifest.Start start) throws IOException {
        if (!Files.isDirectory(queue(start))) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(queue(start))) {
            return files.filter(file -> file.toString().endsWith(QUEUE_SUFFIX))
                    .sorted()
                    .toList();
        }
    }

    private void write(RunManifest changed) {
        Path temporary = path.resolve("run.json.new");
        try {
            byte[] json = JSON.writeValueAsBytes(changed);
            try (FileChannel channel = FileChannel.open(
                    temporary,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.TRUNCATE_EXISTING)) {
                channel.write(java.nio.ByteBuffer.wrap(json));
                channel.force(true);
            }
            Files.move(temporary, manifestOf(path), StandardCopyOption.ATOMIC_MOVE);
            manifest = changed;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + manifestOf(path), e);
        }
    }

    private static RunManifest read(Path path) {
        RunManifest manifest;
        try {
            manifest = JSON.readValue(manifestOf(path).toFile(), RunManifest.class);
        } catch (IOException e) {
            throw new RunUnusableException(manifestOf(path) + " is not a manifest: " + e.getMessage());
        }
        if (manifest.format() != RunManifest.FORMAT) {
            throw new RunUnusableException(
                    path + " has run format " + manifest.format() + "; this build reads format " + RunManifest.FORMAT);
        }
        return manifest;
    }

    private static FileChannel lock(Path path) {
        Path file = path.resolve("run.lock");
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = tryLock(channel);
            if (lock == null) {
                channel.close();
                throw new RunUnusableException(
                        "run " + path + " is in use by another process (" + file + " is locked); stop that one first");
            }
            return channel;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot lock " + file, e);
        }
    }

    private static FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null; // held by this very process
        }
    }

    private static void release(FileChannel lock) {
        try {
            lock.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path manifestOf(Path path) {
        return path.resolve("run.json");
    }

    @Override
    public void close() {
        release(lockChannel);
    }
}
