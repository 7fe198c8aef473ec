package io.reprise.node;

import io.reprise.journal.AckMode;
import io.reprise.journal.JournalConfig;
import io.reprise.journal.Outputs;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** What of {@link JournalConfig} a user sets. */
final class JournalOptions {
    @Option(names = "--run", required = true, paramLabel = "DIR", description = "Run directory; made if missing.")
    Path run;

    @Option(
            names = "--ack",
            defaultValue = "process",
            paramLabel = "MODE",
            description =
                    "When answers leave: process (survives kill -9) or durable (survives loss of power) (default ${DEFAULT-VALUE}).")
    AckMode ackMode;

    @Option(
            names = "--outputs",
            defaultValue = "digest",
            paramLabel = "WHAT",
            description = "What is kept of answers, for replay: digest, or frames as well (default ${DEFAULT-VALUE}).")
    Outputs outputs;

    JournalConfig config() {
        return new JournalConfig(run, ackMode, outputs);
    }
}
