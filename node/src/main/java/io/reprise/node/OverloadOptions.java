package io.reprise.node;

import io.reprise.ingress.connection.OverloadPolicy;
import picocli.CommandLine.Option;

/** What becomes of requests when more come than can be executed. */
final class OverloadOptions {
    /** What a client is told when there is no room. */
    enum Mode {
        /** That there is none: ERROR OVERLOADED, or HTTP 503. */
        SHED,
        /** Nothing: it is not read until there is. */
        WAIT
    }

    @Option(
            names = "--overload",
            defaultValue = "shed",
            paramLabel = "MODE",
            description = "Without room requests are refused (shed) or stay in the sockets (wait)"
                    + " (default ${DEFAULT-VALUE}).")
    Mode mode;

    @Option(
            names = "--max-concurrent",
            defaultValue = "1000",
            paramLabel = "N",
            description = "Unanswered requests that count as being executed (default ${DEFAULT-VALUE}).")
    int maxConcurrent;

    @Option(
            names = "--queue",
            defaultValue = "10000",
            paramLabel = "N",
            description = "Unanswered requests that may wait behind those (default ${DEFAULT-VALUE}).")
    int queue;

    @Option(
            names = "--overload-threshold",
            defaultValue = "0.8",
            paramLabel = "RATIO",
            description = "Share of the queue, 0 to 1, from which on requests are refused at random, or, with"
                    + " --overload wait, below which waiting ends (default ${DEFAULT-VALUE}).")
    double threshold;

    @Option(
            names = "--occupancy-floor",
            defaultValue = "0.2",
            paramLabel = "RATIO",
            description =
                    "Share of the queue, 0 to 1, from which on the journal notes once a millisecond how full it is"
                            + " (default ${DEFAULT-VALUE}).")
    double occupancyFloor;

    @Option(
            names = "--request-timeout",
            defaultValue = "30000",
            paramLabel = "MS",
            description = "How long a request without a timeout of its own may wait to be put in order"
                    + " (default ${DEFAULT-VALUE}).")
    long requestTimeoutMs;

    OverloadPolicy policy() {
        return new OverloadPolicy(maxConcurrent, queue, threshold, occupancyFloor, mode == Mode.WAIT, requestTimeoutMs);
    }
}
