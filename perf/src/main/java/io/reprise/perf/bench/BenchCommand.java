package io.reprise.perf.bench;

import io.reprise.kernel.ExitCode;
import io.reprise.kernel.Subcommand;
import io.reprise.perf.Scratch;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code reprise bench}. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = "Measures the kernel beside its raw parts and prints ratios, ours / raw, with their spread.",
        footer = {
            "",
            "Rows: " + BenchRows.NAMES + ".",
            "Every round runs raw and ours in turn; the ratio is the median over the pairs, its spread in brackets.",
            "Figures of one machine: quote ratios. The exit code is 0 whether goals are met or not; a wrong answer is 2."
        })
public final class BenchCommand implements Subcommand {
    @Option(names = "--rounds", defaultValue = "5", description = "Measured pairs per row (default ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(
            names = "--warm-ups",
            defaultValue = "2",
            description = "Unmeasured pairs before (default ${DEFAULT-VALUE}).")
    private int warmUps;

    @Option(
            names = "--connections",
            defaultValue = "64",
            paramLabel = "N",
            description = "Connections of the table that row durable ends with (default ${DEFAULT-VALUE}).")
    private int connections;

    @Option(names = "--only", split = ",", paramLabel = "ROW", description = "Only these rows (default: all).")
    private List<String> only = List.of();

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "Where the journals are written, and removed again (default: the temporary directory).")
    private Path directory = Path.of(System.getProperty("java.io.tmpdir"));

    @Override
    public Integer call() throws Exception {
        System.out.printf(Locale.ROOT, "%-42s %9s %9s %-6s %6s%n", "medians", "ours", "raw", "unit", "ratio");
        try (Scratch scratch = new Scratch(directory)) {
            new BenchRows(scratch, warmUps, rounds, connections).print(only, System.out);
        }
        return ExitCode.OK;
    }
}
