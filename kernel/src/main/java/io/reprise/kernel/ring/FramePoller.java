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
    private long next;

    /** @param firstCell the sequence of the cell at offset 0; it changes only while nobody has anything to read */
    FramePoller(UnsafeBuffer slab, int mask, Sequence firstCell, Cursored producer, Sequence[] gates) {
        long consumed = producer.getCursor();
        this.slab = slab;
        this.mask = mask;
        this.firstCell = firstCell;
        this.producer = producer;
        this.gates = gates.clone();
        this.sequence = new Sequence(consumed);
        this.next = consumed + 1;
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
     * Hands on what is there.
     *
     * @param maxFrames at most so many frames in this call
     * @return how many frames were consumed
     */
    public int poll(Handler handler, int maxFrames) {
        long available = available();
        long position = next;
        if (position > available) {
            return 0;
        }
        long start = firstCell.get();
        int count = 0;
        try {
            while (position <= available && count < maxFrames) {
                frame.wrap(slab, FrameRing.offset(position - start, mask));
                int length = frame.length();
                if (frame.kind() != FrameKind.PADDING) {
                    if (!handler.onFrame(frame)) {
                        break;
                    }
                    count++;
                }
                position += FrameRing.cells(length);
            }
        } finally {
            next = position;
            sequence.set(position - 1);
        }
        return count;
    }

    private long available() {
        long available = producer.getCursor();
        for (int i = 0; i < gates.length; i++) {
            available = Math.min(available, gates[i].get());
        }
        return available;
    }
}
