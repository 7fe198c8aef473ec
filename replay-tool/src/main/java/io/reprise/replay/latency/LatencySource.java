package io.reprise.replay.latency;

import io.reprise.replay.latency.log.UnusableLatencyException;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Where latencies come from: a run's directory, or one interval log by itself, such as a client writes.
 *
 * @param logs by file name
 * @param defaultOut where the report goes unless told otherwise
 */
record LatencySource(boolean isRun, String name, List<Path> logs, Path defaultOut, ManifestFacts manifest) {
    private static final String SUFFIX = ".hlog";

    static LatencySource of(Path input) throws IOException {
        String name = input.toAbsolutePath().normalize().getFileName() + "";
        if (Files.isDirectory(input)) {
            Path latency = input.resolve("latency");
            ManifestFacts manifest = ManifestFacts.read(input);
            String id = manifest.id().isEmpty() ? name : manifest.id();
            return new LatencySource(true, id, logsIn(input, latency), latency.resolve("report"), manifest);
        }
        if (!Files.exists(input)) {
            throw new UnusableLatencyException("there is no run " + input);
        }
        if (!name.endsWith(SUFFIX)) {
            throw new UnusableLatencyException(input + " is neither a run's directory nor a " + SUFFIX + " file");
        }
        // Named after the log: the logs of several clients may lie side by side.
        Path out = input.resolveSibling(name.substring(0, name.length() - SUFFIX.length()) + "-report");
        return new LatencySource(false, name, List.of(input), out, new ManifestFacts("", List.of(), ""));
    }

    /** Where a comparison goes whose first run this is: beside its report, which stays as it is. */
    Path defaultComparisonOut() {
        return defaultOut.resolveSibling((defaultOut.getFileName() + "").replaceAll("report$", "comparison"));
    }

    private static List<Path> logsIn(Path run, Path latency) throws IOException {
        List<Path> logs = new ArrayList<>();
        if (Files.isDirectory(latency)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(latency, "*" + SUFFIX)) {
                files.forEach(logs::add);
            } catch (DirectoryIteratorException e) {
                throw e.getCause();
            }
        }
        if (logs.isEmpty()) {
            throw new UnusableLatencyException(
                    "run " + run + " has no latency logs: there is no " + latency.resolve("*" + SUFFIX));
        }
        Collections.sort(logs);
        return List.copyOf(logs);
    }
}
