package io.reprise.node;

import io.reprise.node.log.LogFormat;
import picocli.CommandLine.Option;

/** How the log looks. */
final class LogOptions {
    @Option(
            names = "--log-format",
            defaultValue = "text",
            paramLabel = "FORMAT",
            description = "Lines on standard error: text or json (default ${DEFAULT-VALUE}).")
    LogFormat format;
}
