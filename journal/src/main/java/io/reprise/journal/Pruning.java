package io.reprise.journal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a run no longer needs, to go on from its newest snapshots: older snapshots, and whole queue files that hold only
 * frames before the oldest snapshot kept.
 *
 * @param kept sequences of the snapshots kept, newest first; each was read and found whole
 * @param begin where the journal will begin
 * @param doomed files to delete
 * @param bytes their lengths, together
 */
public record Pruning(List<Long> kept, RunManifest.Begin begin, List<Path> doomed, long bytes) {
    private static final String TEMPORARY_SUFFIX = ".new";

    /** A queue file and the first sequence in it. */
    private record FirstOfFile(RunManifest.Start start, Path file, long sequence) {}

    /**
     * Looks, and changes nothing. Also of a run that is being served, by the process that serves it.
     *
     * @param retain how many snapshots to keep, at least 1; with fewer that can be used nothing is deleted
     * @param log told of every snapshot that cannot be used, which does not count
     */
    public static Pruning plan(RunDirectory run, int retain, Consumer<String> log) {
        if (retain < 1) {
            throw new IllegalArgumentException("at least one snapshot must be retained; got " + retain);
        }
        List<Snapshot> usable = usable(run, retain, log);
        List<Long> kept = usable.stream().map(Snapshot::sequence).toList();
        RunManifest.Begin begin = run.manifest().begin();
        if (usable.size() < retain) {
            return new Pruning(kept, begin, List.of(), 0);
        }
        try {
            Snapshot oldest = usable.get(retain - 1);
            begin = beginBefore(run, oldest.sequence());
            List<Path> doomed = new ArrayList<>(snapshotsBefore(run, oldest.file()));
            if (begin.isPruned()) {
                doomed.addAll(filesBefore(run, begin));
            }
            long bytes = 0;
            for (Path file : doomed) {
                bytes += Files.size(file);
            }
            return new Pruning(kept, begin, doomed, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + run.path(), e);
        }
    }

    /** The newest, as many as wanted. */
    private static List<Snapshot> usable(RunDirectory run, int wanted, Consumer<String> log) {
        List<Snapshot> usable = new ArrayList<>();
        for (Path file : Snapshot.newestFirst(run)) {
            if (usable.size() < wanted) {
                try {
                    Snapshot snapshot = Snapshot.read(run, file);
                    snapshot.verify();
                    requireJournaled(run, snapshot);
                    usable.add(snapshot);
                } catch (RunUnusableException e) {
                    log.accept(e.getMessage() + "; it does not count");
                }
            }
        }
        return usable;
    }

    private static void requireJournaled(RunDirectory run, Snapshot snapshot) {
        try (JournalReader reader = new JournalReader(run, BootId.current())) {
            if (!reader.skip(snapshot.sequence(), snapshot.link())) {
                throw new RunUnusableException(
                        snapshot.file() + " cannot be used: the journal does not have the record it was taken after");
            }
        }
    }

    /** The journal may begin with the last file that begins with a frame up to the one behind the snapshot. */
    private static RunManifest.Begin beginBefore(RunDirectory run, long snapshotSequence) throws IOException {
        FirstOfFile first = null;
        for (FirstOfFile candidate : firstSequences(run)) {
            if (candidate.sequence() <= snapshotSequence + 1) {
                first = candidate;
            }
        }
        RunManifest.Begin begin = run.manifest().begin();
        if (first == null || first.sequence() == begin.sequence() + 1) {
            return begin;
        }
        try (JournalReader reader = new JournalReader(run, BootId.current())) {
            reader.skip(first.sequence() - 1, 0);
            int link = reader.link();
            if (!reader.next() || reader.sequence() != first.sequence()) { // proves the link
                throw new RunUnusableException("the journal of " + run.path() + " cannot be read at sequence "
                        + first.sequence() + "; see `reprise journal verify`");
            }
            return new RunManifest.Begin(
                    first.start().queue(), RunDirectory.fileName(first.file()), first.sequence() - 1, link);
        }
    }

    private static List<FirstOfFile> firstSequences(RunDirectory run) throws IOException {
        HeaderChecksum checksum =
                new HeaderChecksum(RecordLayout.genesis(run.manifest().id()));
        List<FirstOfFile> firsts = new ArrayList<>();
        for (RunManifest.Start start : run.manifest().journaledStarts()) {
            for (Path path : run.queueFiles(start)) {
                try (QueueFile file = new QueueFile(path, checksum)) {
                    long sequence = file.firstSequence();
                    if (sequence > 0) {
                        firsts.add(new FirstOfFile(start, path, sequence));
                    }
                }
            }
        }
        return firsts;
    }

    private static List<Path> snapshotsBefore(RunDirectory run, Path oldest) throws IOException {
        try (Stream<Path> files = Files.list(run.snapshots())) {
            return files.filter(file -> file.toString().endsWith(TEMPORARY_SUFFIX) || file.compareTo(oldest) < 0)
                    .sorted()
                    .toList();
        }
    }

    /** Everything of earlier starts, answers included, and earlier files of the same start. */
    private static List<Path> filesBefore(RunDirectory run, RunManifest.Begin begin) throws IOException {
        List<Path> doomed = new ArrayList<>();
        for (RunManifest.Start start : run.manifest().starts()) {
            boolean same = start.queue().equals(begin.queue());
            for (Path file : files(run.queue(start))) {
                if (!same || isQueueFile(file) && RunDirectory.fileName(file).compareTo(begin.file()) < 0) {
                    doomed.add(file);
                }
            }
            if (same) {
                return doomed;
            }
            doomed.addAll(files(AnswerLog.queue(run, start)));
        }
        return doomed;
    }

    private static boolean isQueueFile(Path file) {
        return file.toString().endsWith(RunDirectory.QUEUE_SUFFIX);
    }

    private static List<Path> files(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted(Comparator.naturalOrder()).toList();
        }
    }

    /** Deletes. The manifest says so before, so that a run whose pruning was interrupted is whole, and can be pruned on. */
    public void apply(RunDirectory run) {
        if (!begin.equals(run.manifest().begin())) {
            run.beginAt(begin);
        }
        for (Path file : doomed) {
            try {
                Files.delete(file);
                deleteIfEmpty(file.getParent());
            } catch (IOException e) {
                throw new UncheckedIOException("cannot delete " + file, e);
            }
        }
    }

    private static void deleteIfEmpty(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            if (files.findAny().isPresent()) {
                return;
            }
        }
        Files.delete(directory);
    }

    /** What is left, in a sentence. */
    public String sentence() {
        String snapshots = kept.stream().map(String::valueOf).collect(Collectors.joining(", "));
        return "kept: snapshots at " + snapshots + ", and the journal from sequence " + (begin.sequence() + 1);
    }
}
