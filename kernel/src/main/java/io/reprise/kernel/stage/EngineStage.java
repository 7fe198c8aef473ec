package io.reprise.kernel.stage;

import com.lmax.disruptor.Sequence;
import io.reprise.kernel.frame.ControlMethod;
import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.frame.FrameKind;
import io.reprise.kernel.machine.Engine;
import io.reprise.kernel.metrics.LatencyRecorder;
import io.reprise.kernel.ring.FramePoller;
import io.reprise.kernel.ring.FrameRing;
import io.reprise.kernel.time.Clock;
import java.util.function.LongConsumer;

/**
 * Polls the input ring into the {@link Engine} and publishes the answers batch by batch. A batch is as long as the last
 * ones let expect it to take {@link #BATCH_NS}: answers leave, and whoever shares the thread has its turn, however slow
 * the machines are.
 */
public final class EngineStage implements Stage {
    /** Longer batches are followed by shorter ones: of a few frames where a frame takes so long. */
    static final long BATCH_NS = 1_000_000;

    private static final int FIRST_BATCH = 16;

    private final FramePoller poller;
    private final Engine engine;
    private final Clock clock;
    private final LatencyRecorder latency = new LatencyRecorder("engine");
    private final Runnable onDeadlineMoved;
    private final SnapshotMarks snapshots;
    private final Sequence nextDeadlineNs;
    private final Sequence appliedSequence;
    private long hashSequence = Long.MAX_VALUE;
    private long hashEvery;
    private LongConsumer onHash;
    private int batchLimit = FIRST_BATCH;
    private long batchStartNs;
    private final Sequence faults;

    /**
     * @param clock measures latency only; machines see the frames' timestamps
     * @param onDeadlineMoved called on this stage's thread when {@link #nextDeadlineNs()} has changed or is due
     */
    public EngineStage(FrameRing input, Engine engine, Clock clock, Runnable onDeadlineMoved) {
        this(input, engine, clock, onDeadlineMoved, SnapshotMarks.NONE);
    }

    /** With somebody who takes snapshots; see the other constructor. */
    public EngineStage(FrameRing input, Engine engine, Clock clock, Runnable onDeadlineMoved, SnapshotMarks snapshots) {
        this.poller = input.newPoller(true);
        this.engine = engine;
        this.clock = clock;
        this.onDeadlineMoved = onDeadlineMoved;
        this.snapshots = snapshots;
        this.nextDeadlineNs = new Sequence(engine.machines().timers().nextDeadlineNs());
        this.appliedSequence = new Sequence(engine.machines().sequence());
        this.faults = new Sequence(engine.machines().faults());
    }

    /**
     * Lets somebody take note of the hashes every so many frames; on this stage's thread, after the frame. To be called
     * before the first frame.
     *
     * @param every at the sequences that are multiples of it
     */
    public void hashEvery(long every, LongConsumer note) {
        hashEvery = every;
        hashSequence = (engine.machines().sequence() / every + 1) * every;
        onHash = note;
    }

    @Override
    public int doWork() {
        int frames = apply();
        if (frames > 0) {
            engine.publish();
            appliedSequence.set(engine.machines().sequence());
            publishFaults();
            publishDeadline();
            long nowNs = clock.timeNs();
            latency.record(nowNs);
            adapt(frames, nowNs - batchStartNs);
        }
        snapshots.onTurn();
        return frames;
    }

    private int apply() {
        int frames = 0;
        while (frames < batchLimit && poller.next()) {
            if (frames == 0) {
                batchStartNs = clock.timeNs();
            }
            FrameFlyweight frame = poller.frame();
            if (!engine.apply(frame)) {
                poller.unread();
                break;
            }
            if (frame.kind() == FrameKind.CONTROL && frame.method() == ControlMethod.SNAPSHOT) {
                snapshots.onMark();
            }
            if (frame.sequence() >= hashSequence) {
                onHash.accept(frame.sequence());
                hashSequence += hashEvery;
            }
            latency.note(frame.timestampNs());
            frames++;
        }
        poller.release();
        return frames;
    }

    private void adapt(int frames, long durationNs) {
        if (durationNs > BATCH_NS) {
            batchLimit = (int) Math.max(1, frames * BATCH_NS / durationNs);
        } else if (frames == batchLimit && durationNs < BATCH_NS / 2) {
            batchLimit = Math.min(2 * batchLimit, MAX_BATCH);
        }
    }

    /** When the next TICK is wanted, kernel time; any thread. */
    public long nextDeadlineNs() {
        return nextDeadlineNs.get();
    }

    /** The last sequence whose effects and answers are there; any thread. */
    public long appliedSequence() {
        return appliedSequence.get();
    }

    /** How often a machine threw and was quarantined, in this run; any thread. */
    public long faults() {
        return faults.get();
    }

    public LatencyRecorder latency() {
        return latency;
    }

    @Override
    public String roleName() {
        return "engine";
    }

    private void publishFaults() {
        long count = engine.machines().faults();
        if (count != faults.get()) {
            faults.set(count);
        }
    }

    private void publishDeadline() {
        long deadlineNs = engine.machines().timers().nextDeadlineNs();
        if (deadlineNs != nextDeadlineNs.get()
                || deadlineNs <= engine.machines().timeNs()) {
            nextDeadlineNs.set(deadlineNs);
            onDeadlineMoved.run();
        }
    }
}
