package io.reprise.node;

import io.reprise.journal.AckMode;
import io.reprise.journal.JournalConfig;
import io.reprise.journal.Outputs;
import io.reprise.journal.SyncGroups;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Option;

/** What of {@link JournalConfig} a user sets. */
final class JournalOptions {
    @Option(names = "--run", paramLabel = "DIR", description = "Run directory; made if missing.")
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

    @Option(
            names = "--disk-reserve",
            defaultValue = "33554432",
            paramLabel = "BYTES",
            description = "Disk kept allocated ahead of the journal, so that a full disk loses nothing; "
                    + "at least twice --ring, --max-frame and 1 MiB (default ${DEFAULT-VALUE}).")
    long diskReserve;

    @Option(
            names = "--sync-delay",
            defaultValue = "0",
            paramLabel = "US",
            description = "With --ack durable: how long a sync may wait for further requests; "
                    + "0 = syncs what is there (default ${DEFAULT-VALUE}).")
    int syncDelayUs;

    @Option(
            names = "--sync-batch",
            defaultValue = "1048576",
            paramLabel = "BYTES",
            description = "With --sync-delay: so many bytes of requests are synced at once (default ${DEFAULT-VALUE}).")
    int syncBatch;

    @Option(
            names = "--hash-every",
            defaultValue = "0",
            paramLabel = "N",
            description = "Frames between two hashes of all state that are kept, for replay and bisect; "
                    + "0 = only where it stops and in snapshots (default ${DEFAULT-VALUE}).")
    long hashEvery;

    JournalConfig config() {
        return new JournalConfig(
                run,
                ackMode,
                outputs,
                diskReserve,
                new SyncGroups(TimeUnit.MICROSECONDS.toNanos(syncDelayUs), syncBatch),
                hashEvery);
    }
}
