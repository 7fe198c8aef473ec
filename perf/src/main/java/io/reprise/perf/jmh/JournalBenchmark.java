package io.reprise.perf.jmh;

import io.reprise.journal.AckMode;
import io.reprise.journal.JournalAppender;
import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.frame.FrameKind;
import io.reprise.kernel.frame.FrameLayout;
import io.reprise.perf.Scratch;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
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

/** One frame appended to the journal, in documents of 64. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 2)
public class JournalBenchmark {
    private static final int BATCH = 64;

    /** Length of the whole frame in bytes. */
    @Param({"64", "256"})
    public int length;

    private final ByteBuffer bytes = ByteBuffer.allocateDirect(BATCH * 4096);
    private final UnsafeBuffer buffer = new UnsafeBuffer(bytes);
    private final FrameFlyweight frame = new FrameFlyweight();
    private Scratch scratch;
    private JournalAppender appender;
    private long sequence;

    @Setup(Level.Trial)
    public void open() {
        for (int i = 0; i < BATCH; i++) {
            frame.wrap(buffer, i * length).init(FrameKind.REQUEST, length - FrameLayout.HEADER_LENGTH);
        }
        scratch = new Scratch();
        appender = new JournalAppender(scratch.fresh(), AckMode.PROCESS, 0, bytes);
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public long append() {
        appender.begin();
        for (int i = 0; i < BATCH; i++) {
            appender.append(frame.wrap(buffer, i * length).sequence(++sequence));
        }
        appender.end();
        return appender.position();
    }

    @TearDown(Level.Trial)
    public void close() {
        appender.close();
        scratch.close();
    }
}
