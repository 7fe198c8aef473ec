package io.reprise.node;

import io.reprise.journal.monitor.ErrorLog;
import picocli.CommandLine.Option;

/** What a server keeps for those who look at it. */
final class MonitorOptions {
    @Option(
            names = "--error-log",
            defaultValue = "" + ErrorLog.DEFAULT_LENGTH,
            paramLabel = "BYTES",
            description = "Room for distinct errors in RUN/errors.dat, 4 KiB to 1 GiB (default ${DEFAULT-VALUE}).")
    int errorLogLength;
}
