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
import picocli.CommandLine.Unmatched;

/** {@code reprise jmh}: the micro-benchmarks, always with the allocation profiler. */
@Command(
        name = "jmh",
        mixinStandardHelpOptions = true,
        customSynopsis = "reprise jmh [PATTERN...] [JMH options]",
        description = "Runs the JMH micro-benchmarks with the gc profiler; options are JMH's own.")
public final class JmhCommand implements Subcommand {
    @Unmatched // all of them, in their order: an option's value must stay behind its option
    private List<String> arguments = new ArrayList<>();

    @Override
    public Integer call() throws Exception {
        CommandLineOptions given = new CommandLineOptions(arguments.toArray(String[]::new));
        new Runner(new OptionsBuilder()
                        .parent(given)
                        .addProfiler(GCProfiler.class)
                        .build())
                .run();
        return ExitCode.OK;
    }
}
