package io.reprise.node;

import io.reprise.ingress.connection.IngressConfig;
import io.reprise.ingress.connection.IngressLimits;
import io.reprise.ingress.connection.IngressTimeouts;
import io.reprise.ingress.connection.OverloadPolicy;
import picocli.CommandLine.Option;

/** What of {@link IngressConfig} a user sets. */
final class IngressOptions {
    @Option(
            names = "--host",
            defaultValue = "127.0.0.1",
            paramLabel = "ADDRESS",
            description = "Address to bind (default ${DEFAULT-VALUE}).")
    String host;

    @Option(
            names = "--http",
            defaultValue = "8080",
            paramLabel = "PORT",
            description = "HTTP port; 0 = any free (default ${DEFAULT-VALUE}).")
    int httpPort;

    @Option(
            names = "--binary",
            defaultValue = "9090",
            paramLabel = "PORT",
            description = "Binary port; 0 = any free (default ${DEFAULT-VALUE}).")
    int binaryPort;

    @Option(
            names = "--max-in-flight",
            defaultValue = "4096",
            paramLabel = "N",
            description =
                    "Unanswered requests of a binary connection before it is not read (default ${DEFAULT-VALUE}).")
    int maxInFlight;

    @Option(
            names = "--max-pipelined",
            defaultValue = "64",
            paramLabel = "N",
            description = "Unanswered requests of an HTTP connection before it is not read (default ${DEFAULT-VALUE}).")
    int maxPipelined;

    @Option(
            names = "--max-connections",
            defaultValue = "10000",
            paramLabel = "N",
            description = "Open connections; a further one is closed (default ${DEFAULT-VALUE}).")
    int maxConnections;

    @Option(
            names = "--max-connections-per-address",
            defaultValue = "256",
            paramLabel = "N",
            description =
                    "Open connections from one address, IPv6: from one network of 64 bits; a further one is closed"
                            + " (default ${DEFAULT-VALUE}).")
    int maxConnectionsPerAddress;

    @Option(
            names = "--max-requests-per-connection",
            defaultValue = "10000",
            paramLabel = "N",
            description = "Requests of an HTTP connection before it is closed (default ${DEFAULT-VALUE}).")
    int maxRequestsPerConnection;

    @Option(
            names = "--header-timeout",
            defaultValue = "10000",
            paramLabel = "MS",
            description = "How long an HTTP header may take (default ${DEFAULT-VALUE}).")
    long headerTimeoutMs;

    @Option(
            names = "--min-body-rate",
            defaultValue = "500",
            paramLabel = "BYTES",
            description = "Bytes a second an HTTP body must keep up, after a first second (default ${DEFAULT-VALUE}).")
    long minBodyRate;

    @Option(
            names = "--idle-timeout",
            defaultValue = "60000",
            paramLabel = "MS",
            description = "An HTTP connection without a request for so long is closed (default ${DEFAULT-VALUE}).")
    long idleTimeoutMs;

    @Option(
            names = "--slow-reader-timeout",
            defaultValue = "10000",
            paramLabel = "MS",
            description = "A client that reads none of its answers for so long is closed (default ${DEFAULT-VALUE}).")
    long slowReaderTimeoutMs;

    IngressConfig config(int maxFrameLength, OverloadPolicy overload) {
        return new IngressConfig(
                host,
                httpPort,
                binaryPort,
                IngressLimits.of(maxFrameLength, maxInFlight, maxPipelined, maxConnections)
                        .perClient(maxConnectionsPerAddress, maxRequestsPerConnection),
                new IngressTimeouts(headerTimeoutMs, minBodyRate, idleTimeoutMs, slowReaderTimeoutMs),
                overload);
    }
}
