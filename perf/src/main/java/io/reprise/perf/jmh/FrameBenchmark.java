package io.reprise.perf.jmh;

import io.reprise.kernel.frame.FrameChecksum;
import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.frame.FrameKind;
import io.reprise.kernel.frame.FrameLayout;
import io.reprise.kernel.ring.FramePoller;
import io.reprise.kernel.ring.FrameRing;
import io.reprise.kernel.ring.FrameSequencer;
import io.reprise.kernel.state.Xxh64;
import io.reprise.kernel.time.SimulatedClock;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The small parts every frame passes: encode, decode, checksum, digest, a hop over the ring on one thread. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class FrameBenchmark {
    /** Length of the whole frame in bytes. */
    @Param({"64", "256"})
    public int length;

    private final ByteBuffer bytes = ByteBuffer.allocateDirect(4096);
    private final UnsafeBuffer buffer = new UnsafeBuffer(bytes);
    private final FrameFlyweight frame = new FrameFlyweight();
    private final FrameChecksum checksum = new FrameChecksum();
    private final FrameRing ring = new FrameRing(1 << 20, 1 << 16);
    private final FrameSequencer sequencer = new FrameSequencer(ring, new SimulatedClock(1), 0, 0);
    private final FramePoller poller = ring.newPoller(true);
    private final FramePoller.Handler handler = this::onFrame;
    private long seen;

    @Setup
    public void fill() {
        encode();
    }

    @Benchmark
    public FrameFlyweight encode() {
        return frame.wrap(buffer, 0)
                .init(FrameKind.REQUEST, length - FrameLayout.HEADER_LENGTH)
                .service(1)
                .method(2)
                .priority(128)
                .correlationId(seen)
                .sessionId(7);
    }

    @Benchmark
    public long decode() {
        frame.wrap(buffer, 0);
        return frame.length() + frame.kind() + frame.service() + frame.method() + frame.correlationId();
    }

    @Benchmark
    public int checksum() {
        return checksum.compute(bytes, 0, length);
    }

    @Benchmark
    public long digest() {
        return Xxh64.hash(buffer, 0, length, 0);
    }

    @Benchmark
    public long ringHop() {
        sequencer.claim(length).init(FrameKind.REQUEST, length - FrameLayout.HEADER_LENGTH);
        sequencer.commit();
        sequencer.publish();
        poller.poll(handler, 1);
        return seen;
    }

    private boolean onFrame(FrameFlyweight received) {
        seen += received.sequence();
        return true;
    }
}
