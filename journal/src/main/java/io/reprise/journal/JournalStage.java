package io.reprise.journal;

import com.lmax.disruptor.Sequence;
import io.reprise.kernel.frame.ControlMethod;
import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.frame.FrameKind;
import io.reprise.kernel.metrics.LatencyRecorder;
import io.reprise.kernel.ring.FramePoller;
import io.reprise.kernel.ring.FrameRing;
import io.reprise.kernel.stage.JournalGate;
import io.reprise.kernel.stage.Stage;
import io.reprise.kernel.time.Clock;

/**
 * Polls a ring into a {@link JournalAppender}, one document per batch, and tells how far the journal is. What goes wrong
 * ends it: nothing is tried again, and the safe sequence does not move any more.
 */
public final class JournalStage implements Stage, JournalGate {
    private final FramePoller poller;
    private final JournalAppender appender;
    private final Clock clock;
    private final String role;
    private final SyncGroups groups;
    private final boolean lossy;
    private final LatencyRecorder latency;
    private final LatencyRecorder syncLatency = new LatencyRecorder("sync");
    private final Sequence safeSequence;
    private final Sequence syncDueNs = new Sequence(NOTHING_DUE);
    private final Sequence writtenBytes = new Sequence(0);
    private final Sequence syncs = new Sequence(0);
    private final Sequence leftOut = new Sequence(0);
    private final Sequence appendedBytes = new Sequence(0);
    private boolean open;
    private boolean full;
    private long lastSequence;
    private int markLink; // seen with safeSequence, which is set after it
    private long waitingBytes;

    /** Every batch is a group of its own. */
    public JournalStage(FrameRing ring, JournalAppender appender, long safeSequence, Clock clock) {
        this(ring, appender, safeSequence, clock, SyncGroups.BATCHES);
    }

    /**
     * @param safeSequence what the journal holds already: the last sequence of the run so far
     * @param clock gave the frames their timestamps; says when a sync is due, and measures latency
     */
    public JournalStage(FrameRing ring, JournalAppender appender, long safeSequence, Clock clock, SyncGroups groups) {
        this("journal", ring, appender, safeSequence, clock, groups, false);
    }

    /** @param lossy whether frames for which the disk has no room are left out */
    JournalStage(
            String role,
            FrameRing ring,
            JournalAppender appender,
            long safeSequence,
            Clock clock,
            SyncGroups groups,
            boolean lossy) {
        this.role = role;
        this.latency = new LatencyRecorder(role);
        this.poller = ring.newPoller(true);
        this.appender = appender;
        this.clock = clock;
        this.groups = groups;
        this.lossy = lossy;
        this.lastSequence = safeSequence;
        this.safeSequence = new Sequence(safeSequence);
    }

    @Override
    public int doWork() {
        try {
            int frames = write();
            if (waitingBytes > 0 && isSyncDue()) {
                sync();
                return Math.max(frames, 1);
            }
            return frames;
        } catch (StorageFailedException e) {
            throw e;
        } catch (Throwable e) { // the JDK throws an Error for a mapped page, Chronicle checked exceptions undeclared
            throw new StorageFailedException("the " + role + " cannot be written", e);
        }
    }

    private int write() {
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
            writtenBytes.set(appender.position());
            appendedBytes.set(appender.appendedBytes());
        }
        return frames;
    }

    private int append() {
        int frames = 0;
        while (frames < MAX_BATCH && poller.next()) {
            FrameFlyweight frame = poller.frame();
            if (lossy && !appender.fits(frame.length())) {
                leftOut.set(leftOut.get() + 1);
                frames++;
                continue;
            }
            if (!open) {
                appender.begin();
                open = true;
            }
            if (!appender.append(frame)) {
                full = true;
                poller.unread();
                break;
            }
            lastSequence = frame.sequence();
            if (frame.kind() == FrameKind.CONTROL && frame.method() == ControlMethod.SNAPSHOT) {
                markLink = appender.link();
            }
            if (waitingBytes == 0) {
                syncDueNs.set(frame.timestampNs() + groups.delayNs());
            }
            waitingBytes += frame.length();
            latency.note(frame.timestampNs());
            frames++;
        }
        if (frames > 0) {
            appender.reserve(); // before the ring gets room for more
        }
        poller.release();
        return frames;
    }

    private boolean isSyncDue() {
        return groups.delayNs() == 0 || waitingBytes >= groups.maxBytes() || clock.timeNs() >= syncDueNs.get();
    }

    private void sync() {
        if (appender.syncsGroups()) {
            long startNs = clock.timeNs();
            appender.sync();
            syncs.set(syncs.get() + 1);
            syncLatency.note(startNs);
            syncLatency.record(clock.timeNs());
        } else {
            appender.sync();
        }
        waitingBytes = 0;
        syncDueNs.set(NOTHING_DUE);
        safeSequence.set(lastSequence);
        latency.record(clock.timeNs());
    }

    @Override
    public long safeSequence() {
        return safeSequence.get();
    }

    /** Link of the last snapshot mark's record; any thread that has seen the mark's sequence to be safe. */
    int markLink() {
        return markLink;
    }

    @Override
    public long syncDueNs() {
        return syncDueNs.get();
    }

    @Override
    public boolean hasRoom() {
        return appender.hasRoom();
    }

    /** Length of the current queue file in bytes; any thread. */
    public long writtenBytes() {
        return writtenBytes.get();
    }

    /** How many groups were synced; any thread. */
    public long syncs() {
        return syncs.get();
    }

    /** How many frames found no room on the disk; any thread. */
    public long leftOut() {
        return leftOut.get();
    }

    /** Bytes of all documents written so far, in all files; any thread. */
    public long appendedBytes() {
        return appendedBytes.get();
    }

    public LatencyRecorder latency() {
        return latency;
    }

    /** How long the syncs of groups took. */
    public LatencyRecorder syncLatency() {
        return syncLatency;
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
