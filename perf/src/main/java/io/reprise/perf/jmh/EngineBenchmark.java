package io.reprise.perf.jmh;

import io.reprise.journal.Playback;
import io.reprise.kernel.echo.EchoProvider;
import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.frame.FrameKind;
import io.reprise.kernel.frame.FrameLayout;
import io.reprise.kernel.machine.Engine;
import io.reprise.kernel.machine.FaultPolicy;
import io.reprise.kernel.machine.Machines;
import io.reprise.kernel.ring.FramePoller;
import io.reprise.kernel.ring.FrameRing;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** One step of the engine: a frame applied, its answer written and digested. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class EngineBenchmark {
    private static final int BATCH = 64;

    /** REQUEST is answered, NOTIFICATION is not. */
    @Param({"REQUEST", "NOTIFICATION"})
    public String kind;

    private final FrameRing output = Playback.outputRing(FrameLayout.DEFAULT_MAX_FRAME_LENGTH);
    private final FramePoller answers = output.newPoller(true);
    private final FramePoller.Handler handler = answer -> true;
    private final FrameFlyweight frame = new FrameFlyweight();
    private Engine engine;
    private long sequence;

    @Setup
    public void open() {
        Machines machines = new Machines(List.of(new EchoProvider()), new TreeMap<>());
        engine = new Engine(machines, 1, output, FaultPolicy.HALT, (at, digest) -> {});
        frame.wrap(new UnsafeBuffer(ByteBuffer.allocateDirect(4096)), 0)
                .init(kind.equals("REQUEST") ? FrameKind.REQUEST : FrameKind.NOTIFICATION, 16)
                .service(EchoProvider.SERVICE)
                .method(EchoProvider.ADD);
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public int step() {
        for (int i = 0; i < BATCH; i++) {
            engine.apply(frame.sequence(++sequence).timestampNs(sequence));
        }
        engine.publish();
        return answers.poll(handler, Integer.MAX_VALUE);
    }
}
