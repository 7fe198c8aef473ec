package io.reprise.perf.bench;

import io.reprise.kernel.ExitCode;
import io.reprise.kernel.Subcommand;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code reprise bench}. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = "Measures the kernel beside its raw parts and prints ratios, ours / raw, with their spread.",
        footer = {
            "",
            "Every round runs raw and ours in turn; the ratio is the median over the pairs. Figures of one machine: quote",
            "ratios, not absolutes. Exit code 0 whether goals are met or not; 1 when a measured answer was wrong."
        })
public final class BenchCommand implements Subcommand {
    @Option(names = "--rounds", defaultValue = "5", description = "Measured pairs per row (default ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(names = "--warm-ups", defaultValue = "2", description = "Unmeasured pairs before (default ${DEFAULT-VALUE}).")
    private int warmUps;

    @Option(names = "--only", defaultValue = "", description = "Only rows whose name contains this.")
    private String only;

    @Override
    public Integer call() throws Exception {
        System.out.printf("%-42s %9s %9s %-6s %6s%n", "row (medians)", "ours", "raw", "unit", "ratio");
        try (Scratch scratch = new Scratch()) {
            for (Comparison comparison : comparisons(scratch)) {
                if (comparison.name().contains(only)) {
                    try (comparison) {
                        System.out.println(
                                Comparison.Result.of(comparison, warmUps, rounds).line());
                    }
                }
            }
        }
        return ExitCode.OK;
    }

    private static List<Comparison> comparisons(Scratch scratch) {
        List<Comparison> all = new ArrayList<>();
        all.add(new RingComparison(16));
        all.add(new RingComparison(1));
        all.add(new JournalComparison(scratch, 64, 16));
        all.add(new JournalComparison(scratch, 256, 16));
        all.add(new JournalComparison(scratch, 64, 64));
        return all;
    }
}
