package io.reprise.node;

import io.reprise.ingress.connection.IngressConfig;
import io.reprise.ingress.connection.IngressLimits;
import io.reprise.ingress.connection.IngressTimeouts;
import io.reprise.journal.AckMode;
import io.reprise.kernel.machine.FaultPolicy;
import io.reprise.kernel.stage.IdleStrategies;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The flags of {@code reprise serve}, as picocli fills them in. */
final class ServeOptions {
    /** What a run keeps of its answers. */
    enum Outputs {
        /** A digest per request. */
        DIGEST,
        /** The digests and the answers themselves. */
        FRAMES
    }

    @Option(names = "--run", required = true, paramLabel = "DIR", description = "Run directory; made if missing.")
    Path run;

    @Option(names = "--host", defaultValue = "127.0.0.1", description = "Address to bind (default ${DEFAULT-VALUE}).")
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
            names = "--ack",
            defaultValue = "process",
            description =
                    "When answers leave: process (survives kill -9) or durable (survives loss of power) (default ${DEFAULT-VALUE}).")
    AckMode ackMode;

    @Option(
            names = "--outputs",
            defaultValue = "digest",
            description = "What is kept of answers, for replay: digest, or frames as well (default ${DEFAULT-VALUE}).")
    Outputs outputs;

    @Option(
            names = "--threading",
            defaultValue = "auto",
            description = "auto, inline, shared or pipelined (default ${DEFAULT-VALUE}: inline under 4 cores).")
    String threading;

    @Option(
            names = "--idle",
            defaultValue = "backoff",
            description = "What a stage's thread does without work: " + IdleStrategies.NAMES
                    + "; or by stage, as in engine=spin,journal=yield (default ${DEFAULT-VALUE}).")
    String idle;

    @Option(
            names = "--cores",
            split = ",",
            paramLabel = "N",
            description =
                    "Cores to pin to, in the order event loop, journal, engine, egress; or auto (default: not pinned).")
    List<String> cores = List.of();

    @Option(names = "--seed", defaultValue = "1", description = "Seed of a new run (default ${DEFAULT-VALUE}).")
    long seed;

    @Option(
            names = "--fault-policy",
            defaultValue = "quarantine",
            description = "When a machine throws: quarantine or halt; of a new run (default ${DEFAULT-VALUE}).")
    FaultPolicy faultPolicy;

    @Option(
            names = "--limit",
            paramLabel = "NAME=N",
            description = "A limit of kernel or machine in a new run, such as echo.max-keys=1000.")
    Map<String, Long> limits = new TreeMap<>();

    @Option(
            names = "--ring",
            defaultValue = "8388608",
            paramLabel = "BYTES",
            description = "Length of the input ring, a power of two (default ${DEFAULT-VALUE}).")
    int ringLength;

    @Option(
            names = "--max-frame",
            defaultValue = "1048576",
            paramLabel = "BYTES",
            description = "Longest frame of a new run (default ${DEFAULT-VALUE}).")
    int maxFrameLength;

    @Option(
            names = "--max-in-flight",
            defaultValue = "4096",
            description =
                    "Unanswered requests of a binary connection before it is not read (default ${DEFAULT-VALUE}).")
    int maxInFlight;

    @Option(
            names = "--max-pipelined",
            defaultValue = "64",
            description = "Unanswered requests of an HTTP connection before it is not read (default ${DEFAULT-VALUE}).")
    int maxPipelined;

    @Option(
            names = "--max-connections",
            defaultValue = "10000",
            description = "Open connections; a further one is closed (default ${DEFAULT-VALUE}).")
    int maxConnections;

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

    @Option(
            names = "--drain-timeout",
            defaultValue = "30000",
            paramLabel = "MS",
            description = "How long SIGTERM waits for answers (default ${DEFAULT-VALUE}).")
    long drainTimeoutMs;

    @Mixin
    SecurityOptions security;

    /**
     * @param frameLengthOfRun the run's own limit, which shapes its results
     * @param connections how many the process can take
     */
    IngressConfig ingress(int frameLengthOfRun, int connections) {
        return new IngressConfig(
                host,
                httpPort,
                binaryPort,
                IngressLimits.of(frameLengthOfRun, maxInFlight, maxPipelined, connections),
                new IngressTimeouts(headerTimeoutMs, minBodyRate, idleTimeoutMs, slowReaderTimeoutMs));
    }
}
