package io.reprise.journal;

import com.lmax.disruptor.Sequence;
import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.metrics.LatencyRecorder;
import io.reprise.kernel.ring.FramePoller;
import io.reprise.kernel.ring.FrameRing;
import io.reprise.kernel.stage.JournalGate;
import io.reprise.kernel.stage.Stage;
import io.reprise.kernel.time.Clock;

/** Polls a ring into a {@link JournalAppender}, one document per batch, and tells how far the journal is. */
public final class JournalStage implements Stage, JournalGate {
    private final FramePoller poller;
    private final JournalAppender appender;
    private final Clock clock;
    private final String role;
    private final LatencyRecorder latency;
    private final Sequence safeSequence;
    private final Sequence writtenBytes = new Sequence(0);
    private final Sequence appendedBytes = new Sequence(0);
    private boolean open;
    private boolean full;
    private long lastSequence;

    /**
     * @param safeSequence what the journal holds already: the last sequence of the run so far
     * @param clock measures latency only
     */
    public JournalStage(FrameRing ring, JournalAppender appender, long safeSequence, Clock clock) {
        this("journal", ring, appender, safeSequence, clock);
    }

    JournalStage(String role, FrameRing ring, JournalAppender appender, long safeSequence, Clock clock) {
        this.role = role;
        this.latency = new LatencyRecorder(role);
        this.poller = ring.newPoller(true);
        this.appender = appender;
        this.clock = clock;
        this.lastSequence = safeSequence;
        this.safeSequence = new Sequence(safeSequence);
    }

    @Override
    public int doWork() {
        int frames = 0;
        do {
            full = false;
            frames += append();
            if (open) {
                open = false;
                appender.end();
            }
        } while (full);
        if (frames > 0) {
            appender.sync();
            safeSequence.set(lastSequence);
            writtenBytes.set(appender.position());
            appendedBytes.set(appender.appendedBytes());
            latency.record(clock.timeNs());
        }
        return frames;
    }

    private int append() {
        int frames = 0;
        while (frames < MAX_BATCH && poller.next()) {
            if (!open) {
                appender.begin();
                open = true;
            }
            FrameFlyweight frame = poller.frame();
            if (!appender.append(frame)) {
                full = true;
                poller.unread();
                break;
            }
            lastSequence = frame.sequence();
            latency.note(frame.timestampNs());
            frames++;
        }
        poller.release();
        return frames;
    }

    @Override
    public long safeSequence() {
        return safeSequence.get();
    }

    /** Length of the current queue file in bytes; any thread. */
    public long writtenBytes() {
        return writtenBytes.get();
    }

    /** Bytes of all documents written so far, in all files; any thread. */
    public long appendedBytes() {
        return appendedBytes.get();
    }

    public LatencyRecorder latency() {
        return latency;
    }

    @Override
    public String roleName() {
        return role;
    }

    @Override
    public void onClose() {
        appender.close();
    }
}
