package io.reprise.kernel.ring;

import com.lmax.disruptor.Cursored;
import com.lmax.disruptor.Sequence;
import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.frame.FrameKind;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * One consumer's place in a {@link FrameRing}. It does what the Disruptor's event poller does, and two things that one
 * cannot: it steps from frame to frame over cells, and a handler may decline a frame, which then comes again. Consumer
 * thread only, but for {@link #sequence()}.
 */
public final class FramePoller {
    /** What a consumer does with a frame. */
    @FunctionalInterface
    public interface Handler {
        /**
         * @param frame valid during the call
         * @return false to decline: the poll ends here and the next one starts with this frame
         */
        boolean onFrame(FrameFlyweight frame);
    }

    // What the loop needs of the ring, by itself: the ring's own fields share a cache line that the producer writes.
    private final UnsafeBuffer slab;
    private final int mask;
    private final Sequence firstCell;
    private final Cursored producer;
    private final Sequence[] gates;
    private final Sequence sequence;
    private final FrameFlyweight frame = new FrameFlyweight();
    private long start;
    private long limit;
    private long next;
    private long released;

    /** @param firstCell the sequence of the cell at offset 0; it changes only while nobody has anything to read */
    FramePoller(UnsafeBuffer slab, int mask, Sequence firstCell, Cursored producer, Sequence[] gates) {
        long consumed = producer.getCursor();
        this.slab = slab;
        this.mask = mask;
        this.firstCell = firstCell;
        this.producer = producer;
        this.gates = gates.clone();
        this.sequence = new Sequence(consumed);
        this.limit = consumed;
        this.next = consumed + 1;
        this.released = consumed;
    }

    /** The last cell consumed; for gates, from any thread. */
    public Sequence sequence() {
        return sequence;
    }

    /** Whether a frame waits; any thread. */
    public boolean hasNext() {
        return sequence.get() < available();
    }

    /**
     * Moves to the next frame. A stage has this loop to itself instead of passing a handler: the compiler then knows what
     * is called for every frame.
     *
     * <pre>
     *   while (poller.next()) { … poller.frame() … }
     *   poller.release();
     * </pre>
     *
     * @return false at the end of what was there when the batch began: release it and call again
     */
    public boolean next() {
        while (next <= limit || look()) {
            frame.wrap(slab, FrameRing.offset(next - start, mask));
            next += FrameRing.cells(frame.length());
            if (frame.kind() != FrameKind.PADDING) {
                return true;
            }
        }
        return false;
    }

    /** The frame {@link #next()} moved to; valid until it is released. */
    public FrameFlyweight frame() {
        return frame;
    }

    /** Declines the frame {@link #next()} moved to, which then comes again. */
    public void unread() {
        next -= FrameRing.cells(frame.length());
    }

    /** Lets the producer, and consumers behind, have every frame moved over so far. */
    public void release() {
        limit = next - 1; // the next batch looks anew
        if (released != limit) {
            released = limit;
            sequence.set(released);
        }
    }

    /** Moves over everything there is, unseen, and releases it. */
    public void skip() {
        next = available() + 1;
        release();
    }

    /**
     * Hands on what is there, for those who have no time to win.
     *
     * @param maxFrames at most so many frames in this call
     * @return how many frames were consumed
     */
    public int poll(Handler handler, int maxFrames) {
        int count = 0;
        boolean taken = true;
        try {
            while (taken && count < maxFrames && next()) {
                taken = false; // should the handler throw, the frame comes again
                taken = handler.onFrame(frame);
                count += taken ? 1 : 0;
            }
        } finally {
            if (!taken) {
                unread();
            }
            release();
        }
        return count;
    }

    /** Only between batches: the producer's cursor is on a cache line that it is writing. */
    private boolean look() {
        if (released != next - 1) {
            return false;
        }
        limit = available();
        start = firstCell.get();
        return next <= limit;
    }

    private long available() {
        long available = producer.getCursor();
        for (int i = 0; i < gates.length; i++) {
            available = Math.min(available, gates[i].get());
        }
        return available;
    }
}
