package io.reprise.node;

import io.reprise.node.config.Configuration;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** What the node itself, and no other module, has a use for. */
final class NodeOptions {
    @Option(
            names = Configuration.FILE_OPTION,
            paramLabel = "FILE",
            description =
                    "YAML with values of options, by their names without dashes; flags and environment go before it.")
    Path config;

    @Option(
            names = "--cores",
            split = ",",
            paramLabel = "CORE",
            description =
                    "Cores to pin to, in the order event loop, journal, engine, egress; or auto (default: not pinned).")
    List<String> cores = List.of();

    @Option(
            names = "--drain-timeout",
            defaultValue = "30000",
            paramLabel = "MS",
            description = "How long SIGTERM waits for answers (default ${DEFAULT-VALUE}).")
    long drainTimeoutMs;
}
