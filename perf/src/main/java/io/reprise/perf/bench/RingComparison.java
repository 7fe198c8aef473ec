package io.reprise.perf.bench;

import com.lmax.disruptor.BusySpinWaitStrategy;
import com.lmax.disruptor.YieldingWaitStrategy;
import io.reprise.journal.Playback;
import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.frame.FrameKind;
import io.reprise.kernel.frame.FrameLayout;
import io.reprise.kernel.machine.Engine;
import io.reprise.kernel.machine.FaultPolicy;
import io.reprise.kernel.machine.Machines;
import io.reprise.kernel.ring.FrameRing;
import io.reprise.kernel.ring.FrameSequencer;
import io.reprise.kernel.stage.EngineStage;
import io.reprise.kernel.time.Clock;
import io.reprise.kernel.time.RealtimeClock;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.agrona.concurrent.BusySpinIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.YieldingIdleStrategy;

/**
 * Ring to engine, 64-byte frames, no journal; a producer thread and an engine thread.
 *
 * <pre>
 *   sequencer ─► input ring ─► engine stage ─► sum
 * </pre>
 */
final class RingComparison implements Comparison {
    private static final long EVENTS = 8_000_000;
    private static final int RING_LENGTH = 1024 * 1024; // 16,384 slots, as the Disruptor's own tests have them
    private static final int MAX_FRAME_LENGTH = 64 * 1024;

    private final int batch;

    /** @param batch frames published together */
    RingComparison(int batch) {
        this.batch = batch;
    }

    @Override
    public String name() {
        return "ring -> engine, 64 B, batches of " + batch;
    }

    @Override
    public String rawName() {
        return "Disruptor 4, 1P1C; both the better of spin and yield";
    }

    @Override
    public double goal() {
        return 0.8;
    }

    @Override
    public double raw() throws InterruptedException {
        int slots = RING_LENGTH / FrameRing.CELL_LENGTH;
        double spin = new RawDisruptor(slots, new BusySpinWaitStrategy()).run(EVENTS, batch);
        double yield = new RawDisruptor(slots, new YieldingWaitStrategy()).run(EVENTS, batch);
        return Math.max(spin, yield);
    }

    @Override
    public double ours() throws InterruptedException {
        return Math.max(run(BusySpinIdleStrategy.INSTANCE), run(YieldingIdleStrategy.INSTANCE));
    }

    private double run(IdleStrategy idle) throws InterruptedException {
        Clock clock = new RealtimeClock(0);
        FrameRing input = new FrameRing(RING_LENGTH, MAX_FRAME_LENGTH);
        FrameRing output = Playback.outputRing(MAX_FRAME_LENGTH);
        SumProvider sum = new SumProvider();
        Machines machines = new Machines(List.of(sum), new TreeMap<>());
        Engine engine = new Engine(machines, 1, output, FaultPolicy.HALT, (sequence, digest) -> {});
        EngineStage stage = new EngineStage(input, engine, clock, () -> {});
        Thread consumer = new Thread(
                () -> {
                    while (stage.appliedSequence() < EVENTS) {
                        idle.idle(stage.doWork());
                    }
                },
                "our-consumer");
        FrameSequencer sequencer = new FrameSequencer(input, clock, 0, 0);
        consumer.start();
        long startNs = System.nanoTime();
        produce(sequencer);
        consumer.join();
        long elapsedNs = System.nanoTime() - startNs;
        if (sum.sum() != EVENTS * (EVENTS + 1) / 2) {
            throw new IllegalStateException("the engine lost events: sum " + sum.sum());
        }
        return EVENTS * 1e3 / elapsedNs;
    }

    private void produce(FrameSequencer sequencer) {
        for (long done = 0; done < EVENTS; done += batch) {
            sequencer.startBatch();
            for (int i = 0; i < batch; i++) {
                FrameFlyweight frame = sequencer.claim(FrameLayout.HEADER_LENGTH);
                while (frame == null) {
                    LockSupport.parkNanos(1); // as the Disruptor's own producer waits
                    frame = sequencer.claim(FrameLayout.HEADER_LENGTH);
                }
                frame.init(FrameKind.NOTIFICATION, 0)
                        .service(SumProvider.SERVICE)
                        .method(SumProvider.ADD)
                        .correlationId(done + i)
                        .sessionId(1);
                sequencer.commit();
            }
            sequencer.publish();
        }
    }
}
