package io.reprise.perf.jmh;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Ring, journal, engine and reply gate for one event, and what that allocates ({@code -prof gc}). */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 3, time = 3)
public class KernelBenchmark {
    private static final int BATCH = 64;

    /** Whether requests go through the journal. */
    @Param({"true", "false"})
    public boolean journaled;

    private WholeKernel kernel;

    @Setup(Level.Trial)
    public void open() {
        kernel = new WholeKernel(journaled);
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public long event() {
        return kernel.batch(BATCH);
    }

    @TearDown(Level.Trial)
    public void close() {
        kernel.close();
    }
}
