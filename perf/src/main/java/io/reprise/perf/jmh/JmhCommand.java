package io.reprise.perf.jmh;

import io.reprise.kernel.ExitCode;
import io.reprise.kernel.Subcommand;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Unmatched;

/** {@code reprise jmh}: the micro-benchmarks, always with the allocation profiler. */
@Command(
        name = "jmh",
        mixinStandardHelpOptions = true,
        description = "Runs the JMH micro-benchmarks with the gc profiler; further arguments are JMH's own.")
public final class JmhCommand implements Subcommand {
    @Parameters(paramLabel = "PATTERN", arity = "0..*", description = "Benchmarks to run (default: all).")
    private List<String> patterns = new ArrayList<>();

    @Unmatched
    private List<String> further = new ArrayList<>();

    @Override
    public Integer call() throws Exception {
        List<String> arguments = new ArrayList<>(patterns);
        arguments.addAll(further);
        CommandLineOptions given = new CommandLineOptions(arguments.toArray(String[]::new));
        new Runner(new OptionsBuilder()
                        .parent(given)
                        .addProfiler(GCProfiler.class)
                        .build())
                .run();
        return ExitCode.OK;
    }
}
