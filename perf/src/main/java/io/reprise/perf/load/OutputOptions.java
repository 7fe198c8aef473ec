package io.reprise.perf.load;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What is written down. */
final class OutputOptions {
    @Option(
            names = "--answers",
            paramLabel = "FILE",
            description = "Write one line per answer: request index, status, hash of the body.")
    private Path answers;

    @Option(
            names = "--ack-log",
            paramLabel = "FILE",
            description = "Write one line per acknowledged add before it is counted: correlation id, key, sum.")
    private Path acks;

    @Option(
            names = "--hlog",
            paramLabel = "FILE",
            description = "Write HdrHistogram interval logs of response and service time, one interval a second.")
    private Path hlog;

    @Option(
            names = "--hgrm",
            paramLabel = "FILE",
            description = "Write the response time's percentile distribution, in us.")
    private Path hgrm;

    @Option(names = "--json", description = "Print the result as one JSON object.")
    private boolean json;

    @Option(
            names = "--progress",
            description = "Print a line a second on stderr; without this option only when stderr is a terminal.")
    private boolean progress;

    LoadLogs logs() {
        return new LoadLogs(Optional.ofNullable(answers), Optional.ofNullable(acks));
    }

    Optional<Path> hlog() {
        return Optional.ofNullable(hlog);
    }

    Optional<Path> hgrm() {
        return Optional.ofNullable(hgrm);
    }

    boolean isJson() {
        return json;
    }

    boolean isProgress() {
        return progress;
    }
}
