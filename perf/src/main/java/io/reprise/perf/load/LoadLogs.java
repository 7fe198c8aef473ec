package io.reprise.perf.load;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Files a run writes while it runs.
 *
 * @param answers one line per answer: request index, status, hash of the body
 * @param acks one line per acknowledged add: correlation id, key, sum
 */
public record LoadLogs(Optional<Path> answers, Optional<Path> acks) {
    public static LoadLogs none() {
        return new LoadLogs(Optional.empty(), Optional.empty());
    }

    public LoadLogs answers(Path path) {
        return new LoadLogs(Optional.of(path), acks);
    }

    public LoadLogs acks(Path path) {
        return new LoadLogs(answers, Optional.of(path));
    }
}
