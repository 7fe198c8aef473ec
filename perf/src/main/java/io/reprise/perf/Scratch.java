package io.reprise.perf;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Directories for one measurement each, gone after it. */
public final class Scratch implements AutoCloseable {
    private final Path root;
    private int next;

    /** In the temporary directory. */
    public Scratch() {
        this(Path.of(System.getProperty("java.io.tmpdir")));
    }

    /** @param directory is made if it is missing, and stays */
    public Scratch(Path directory) {
        try {
            Files.createDirectories(directory);
            root = Files.createTempDirectory(directory, "reprise-bench");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A path nothing is at yet. */
    public Path fresh() {
        return root.resolve("d" + next++);
    }

    /** Removes a directory and everything in it. */
    public static void delete(Path directory) {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> tree = Files.walk(directory)) {
            List<Path> deepestFirst = tree.sorted(Comparator.reverseOrder()).toList();
            for (Path path : deepestFirst) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + directory, e);
        }
    }

    @Override
    public void close() {
        delete(root);
    }
}
