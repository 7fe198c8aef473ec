package io.reprise.replay.verify;

import io.reprise.journal.HashLog;
import io.reprise.journal.JournalIndex;
import io.reprise.journal.RunDirectory;
import io.reprise.journal.RunManifest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Every file in a run's directory, and which part of the run it is. */
final class RunFiles {
    private static final String QUEUE_SUFFIX = ".cq4";

    private final Map<Part, List<Path>> files = new EnumMap<>(Part.class);
    private final Path root;
    private final Set<String> queues;
    private final RunManifest.Begin begin;

    private RunFiles(RunDirectory run) {
        this.root = run.path();
        this.queues =
                run.manifest().starts().stream().map(RunManifest.Start::queue).collect(Collectors.toSet());
        this.begin = run.manifest().begin();
    }

    static RunFiles of(RunDirectory run) {
        RunFiles all = new RunFiles(run);
        try (Stream<Path> tree = Files.walk(run.path(), FileVisitOption.FOLLOW_LINKS)) {
            tree.filter(Files::isRegularFile)
                    .sorted()
                    .forEach(file -> all.files
                            .computeIfAbsent(all.part(run.path().relativize(file)), part -> new ArrayList<>())
                            .add(file));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + run.path(), e);
        }
        return all;
    }

    /** In order of names. */
    List<Path> of(Part part) {
        return files.getOrDefault(part, List.of());
    }

    /** Of all files of a part together. */
    long bytes(Part part) {
        try {
            long bytes = 0;
            for (Path file : of(part)) {
                bytes += Files.size(file);
            }
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the length of a file of " + root, e);
        }
    }

    /** As findings name a file. */
    String name(Path file) {
        return file.startsWith(root) ? root.relativize(file).toString() : file.toString();
    }

    private Part part(Path file) {
        String name = file.getFileName().toString();
        return switch (directory(file)) {
            case "" -> ofRoot(name);
            case "latency" -> name.endsWith(".hlog") ? Part.LATENCY : Part.FOREIGN;
            case "errors" -> name.endsWith(".dat") ? Part.ERRORS : Part.FOREIGN;
            case "snapshots" -> name.matches("[0-9]{20}\\.snap") ? Part.SNAPSHOTS : Part.FOREIGN;
            case "outputs" -> ofOutputs(name);
            case "journal" -> ofQueue(Part.JOURNAL, file, name);
            case "outputs/answers" -> ofQueue(Part.ANSWERS, file, name);
            default -> Part.FOREIGN;
        };
    }

    /** The directory of a file; of a queue's file, the one that its queue is in. */
    private String directory(Path file) {
        Path directory = file.getParent();
        if (directory == null) {
            return "";
        }
        boolean queue = directory.getNameCount() > 1
                && queues.contains(directory.getFileName().toString());
        return slashed(queue ? directory.getParent() : directory);
    }

    private static String slashed(Path path) {
        List<String> names = new ArrayList<>();
        path.forEach(name -> names.add(name.toString()));
        return String.join("/", names);
    }

    private static Part ofRoot(String name) {
        return switch (name) {
            case "run.json" -> Part.MANIFEST;
            case "run.lock" -> Part.UNREAD;
            case JournalIndex.FILE_NAME -> Part.INDEX;
            case "counters.dat" -> Part.COUNTERS;
            case "errors.dat" -> Part.ERRORS;
            default -> Part.FOREIGN;
        };
    }

    private static Part ofOutputs(String name) {
        return switch (name) {
            case "digests.bin" -> Part.DIGESTS;
            case "states.jsonl" -> Part.STATES;
            case HashLog.FILE_NAME -> Part.HASHES;
            default -> Part.FOREIGN;
        };
    }

    private Part ofQueue(Part part, Path file, String name) {
        String queue = file.getParent().getFileName().toString();
        if (!queues.contains(queue)) {
            return Part.FOREIGN;
        }
        if (name.equals("metadata.cq4t") || name.endsWith(".precreated")) {
            return Part.UNREAD;
        }
        boolean pruned = part == Part.JOURNAL
                && (queue.compareTo(begin.queue()) < 0
                        || queue.equals(begin.queue()) && name.compareTo(begin.file()) < 0);
        return pruned || !name.endsWith(QUEUE_SUFFIX) ? Part.FOREIGN : part;
    }
}
