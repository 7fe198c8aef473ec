package io.reprise.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Loads files again when their contents change; what cannot be used leaves in place what was loaded before. Looks once a
 * second, on a thread of its own. Contents and not times are compared: two writes may fall into one tick of a file's clock,
 * and a link may be turned to another file.
 */
final class FileWatch implements AutoCloseable {
    private static final long INTERVAL_MS = 1_000;

    private final Consumer<String> log;
    private final List<Watched> all = new ArrayList<>();
    private final ScheduledExecutorService thread;

    /** Makes something of files. */
    @FunctionalInterface
    interface Loader {
        /**
         * @return what there is now, for the log
         * @throws IOException when the files cannot be read
         * @throws IllegalArgumentException when they cannot be used
         */
        String load() throws IOException;
    }

    private static final class Watched {
        private final String name;
        private final List<Path> files;
        private final Loader loader;
        private byte[] seen;

        Watched(String name, List<Path> files, Loader loader) {
            this.name = name;
            this.files = files;
            this.loader = loader;
            this.seen = digest();
        }

        /** Of all contents, or of what keeps them from being read. */
        byte[] digest() {
            try {
                MessageDigest digest = MessageDigest.getInstance("SHA-256");
                for (Path file : files) {
                    digest.update(contents(file));
                }
                return digest.digest();
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java platform has SHA-256", e);
            }
        }

        private static byte[] contents(Path file) {
            try {
                return Files.readAllBytes(file);
            } catch (IOException e) {
                return e.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8);
            }
        }
    }

    /** @param log gets a line for each change */
    FileWatch(Consumer<String> log) {
        this.log = log;
        this.thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread watcher = new Thread(task, "file-watch");
            watcher.setDaemon(true);
            return watcher;
        });
    }

    /**
     * Loads files, here and now, and from {@link #start} on whenever they change.
     *
     * @param name of what they hold, for the log
     * @param loader called in this thread first, then in the watcher's
     */
    void load(String name, List<Path> files, Loader loader) throws IOException {
        Watched watched = new Watched(name, files, loader); // before they are read: what changes meanwhile is seen
        log.accept(name + ": " + loader.load());
        all.add(watched);
    }

    /** Nothing can be added from here on. */
    void start() {
        if (!all.isEmpty()) {
            thread.scheduleWithFixedDelay(this::look, INTERVAL_MS, INTERVAL_MS, TimeUnit.MILLISECONDS);
        }
    }

    private void look() {
        for (Watched watched : all) {
            byte[] digest = watched.digest();
            if (!Arrays.equals(digest, watched.seen)) {
                watched.seen = digest;
                reload(watched);
            }
        }
    }

    private void reload(Watched watched) {
        try {
            log.accept(watched.name + " reloaded: " + watched.loader.load());
        } catch (IOException | RuntimeException e) {
            log.accept(watched.name + " not reloaded, going on with what was there: " + Main.sentence(e));
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
