package io.reprise.perf.jmh;

import java.util.Collection;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/** What one event through the whole kernel allocates, by JMH's gc profiler. */
public final class Allocation {
    private static final String NORMALISED = "gc.alloc.rate.norm";

    private Allocation() {}

    /** Bytes per event, ring to journal to engine to reply. */
    public static double bytesPerEvent() throws RunnerException {
        Collection<RunResult> results = new Runner(new OptionsBuilder()
                        .include(KernelBenchmark.class.getName())
                        .param("journaled", "true")
                        .addProfiler(GCProfiler.class)
                        .verbosity(VerboseMode.SILENT)
                        .build())
                .run();
        return results.iterator().next().getSecondaryResults().get(NORMALISED).getScore();
    }
}
