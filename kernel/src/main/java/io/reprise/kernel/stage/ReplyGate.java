package io.reprise.kernel.stage;

import com.lmax.disruptor.Sequence;
import io.reprise.kernel.ring.FramePoller;
import io.reprise.kernel.ring.FrameRing;

/** Lets an answer go once its request is journaled: whoever sends answers polls the output ring behind this stage. */
public final class ReplyGate implements Stage {
    private final FramePoller poller;
    private final JournalGate journal;
    private final Runnable onReleased;

    /** @param onReleased called once per batch of answers released, on this stage's thread */
    public ReplyGate(FrameRing output, JournalGate journal, Runnable onReleased) {
        this.poller = output.newPoller(true);
        this.journal = journal;
        this.onReleased = onReleased;
    }

    @Override
    public int doWork() {
        long safeSequence = journal.safeSequence();
        int frames = 0;
        while (frames < MAX_BATCH && poller.next()) {
            if (poller.frame().sequence() > safeSequence) {
                poller.unread();
                break;
            }
            frames++;
        }
        poller.release();
        if (frames > 0) {
            onReleased.run();
        }
        return frames;
    }

    /** The last cell of the output ring that may be sent. */
    public Sequence sequence() {
        return poller.sequence();
    }

    /** Whether every answer there is has been released; any thread. */
    public boolean isDrained() {
        return !poller.hasNext();
    }

    @Override
    public String roleName() {
        return "egress";
    }
}
