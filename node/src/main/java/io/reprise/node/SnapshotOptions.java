package io.reprise.node;

import io.reprise.journal.SnapshotConfig;
import picocli.CommandLine.Option;

/** What of {@link SnapshotConfig} a user sets. */
final class SnapshotOptions {
    @Option(
            names = "--snapshot-every",
            defaultValue = "10000000",
            paramLabel = "N",
            description = "Frames between two snapshots of the state; 0 = none by count (default ${DEFAULT-VALUE}).")
    long every;

    @Option(
            names = "--snapshot-interval",
            defaultValue = "0",
            paramLabel = "MS",
            description =
                    "Time between two snapshots, if there were frames; 0 = none by time (default ${DEFAULT-VALUE}).")
    long intervalMs;

    @Option(
            names = "--retain",
            defaultValue = "0",
            paramLabel = "N",
            description =
                    "After each snapshot, delete all but the newest N and the journal files before them; 0 = delete"
                            + " nothing (default ${DEFAULT-VALUE}).")
    int retain;

    SnapshotConfig config() {
        return new SnapshotConfig(every, intervalMs, retain);
    }
}
