package io.reprise.node;

import io.reprise.journal.SnapshotConfig;
import io.reprise.journal.SnapshotTaker;
import io.reprise.kernel.frame.ControlMethod;
import io.reprise.kernel.ring.FrameSequencer;
import java.util.concurrent.TimeUnit;

/** Writes a snapshot mark when it is time for one and none is under way. Event loop only, but for {@link #stop()}. */
final class SnapshotSchedule implements Runnable {
    private final FrameSequencer sequencer;
    private final SnapshotTaker taker;
    private final long every;
    private final long intervalNs;
    private long markedSequence;
    private long markedNs = System.nanoTime();
    private volatile boolean stopped;

    /** @param lastSequence of the snapshot the run went on from; 0 without one */
    SnapshotSchedule(SnapshotConfig config, FrameSequencer sequencer, SnapshotTaker taker, long lastSequence) {
        this.sequencer = sequencer;
        this.taker = taker;
        this.every = config.every();
        this.intervalNs = TimeUnit.MILLISECONDS.toNanos(config.intervalMs());
        this.markedSequence = lastSequence;
    }

    /** Once a turn. With a full ring the next turn tries again. */
    @Override
    public void run() {
        if (isDue() && sequencer.control(ControlMethod.SNAPSHOT)) {
            markedSequence = sequencer.sequence();
            markedNs = System.nanoTime();
        }
    }

    private boolean isDue() {
        long frames = sequencer.sequence() - markedSequence;
        boolean byCount = every > 0 && frames >= every;
        boolean byTime = intervalNs > 0 && frames > 0 && System.nanoTime() - markedNs >= intervalNs;
        return (byCount || byTime) && taker.finishedSequence() >= markedSequence && !stopped;
    }

    /** Writes no further mark. Any thread. */
    void stop() {
        stopped = true;
    }
}
