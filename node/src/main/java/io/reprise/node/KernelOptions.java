package io.reprise.node;

import io.reprise.kernel.KernelConfig;
import io.reprise.kernel.machine.FaultPolicy;
import io.reprise.kernel.stage.IdleStrategies;
import io.reprise.kernel.stage.ThreadingMode;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Option;

/** What of {@link KernelConfig} a user sets. */
final class KernelOptions {
    /** Name of the option that is a map. */
    static final String LIMIT = "limit";

    @Option(
            names = "--seed",
            defaultValue = "1",
            paramLabel = "N",
            description = "Seed of a new run (default ${DEFAULT-VALUE}).")
    long seed;

    @Option(
            names = "--fault-policy",
            defaultValue = "quarantine",
            paramLabel = "POLICY",
            description = "When a machine throws: quarantine or halt; of a new run (default ${DEFAULT-VALUE}).")
    FaultPolicy faultPolicy;

    @Option(
            names = "--" + LIMIT,
            split = ",",
            paramLabel = "NAME=N",
            description = "A limit of kernel or machine in a new run, such as echo.max-keys=1000.")
    Map<String, Long> limits = new TreeMap<>();

    @Option(
            names = "--max-frame",
            defaultValue = "1048576",
            paramLabel = "BYTES",
            description = "Longest frame of a new run (default ${DEFAULT-VALUE}).")
    int maxFrameLength;

    @Option(
            names = "--ring",
            defaultValue = "8388608",
            paramLabel = "BYTES",
            description = "Length of the input ring, a power of two (default ${DEFAULT-VALUE}).")
    int ringLength;

    @Option(
            names = "--threading",
            defaultValue = "auto",
            paramLabel = "MODE",
            description = "auto, inline, shared or pipelined (default ${DEFAULT-VALUE}: inline under 4 cores).")
    String threading;

    @Option(
            names = "--idle",
            defaultValue = "backoff",
            paramLabel = "STRATEGY",
            description = "What a stage's thread does without work: " + IdleStrategies.NAMES
                    + "; or by stage, as in engine=spin,journal=yield (default ${DEFAULT-VALUE}).")
    String idle;

    /** @param cores of this machine: what threading {@code auto} goes by */
    KernelConfig config(int cores) {
        return new KernelConfig(
                seed,
                maxFrameLength,
                faultPolicy,
                new TreeMap<>(limits),
                ringLength,
                ThreadingMode.parse(threading, cores),
                idle);
    }
}
