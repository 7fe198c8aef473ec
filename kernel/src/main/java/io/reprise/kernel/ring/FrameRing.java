package io.reprise.kernel.ring;

import com.lmax.disruptor.BusySpinWaitStrategy;
import com.lmax.disruptor.Sequence;
import com.lmax.disruptor.SingleProducerSequencer;
import io.reprise.kernel.frame.FrameLayout;
import java.nio.ByteBuffer;
import org.agrona.BitUtil;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A ring of frames in one off-heap slab, ordered by an LMAX Disruptor single-producer sequencer. One producer thread;
 * any number of consumers, each with its {@link FramePoller}.
 *
 * <p>The slab is divided into cells of one cache line, and the Disruptor's sequence counts cells. A frame takes as many
 * neighbouring cells as it needs and is always contiguous: behind the last cell lies an overhang of one maximal frame,
 * so a frame that starts near the end runs on into it, and the cells it has claimed at the front stay unused.
 *
 * <pre>
 *   | cell 0 | cell 1 |  …  | cell n-1 | overhang: maxFrameLength |
 *                               frame ─────────────►
 * </pre>
 */
public final class FrameRing {
    /** {@link #claim} found no room. */
    public static final int NO_ROOM = -1;

    /** One cache line, and the shortest frame. */
    public static final int CELL_LENGTH = 64;

    private static final int CELL_SHIFT = 6;

    /**
     * While consumers keep up, frames stay within the first so many bytes: a ring that is drained starts over instead of
     * walking through all its memory, so its cells stay in the cache. See docs/decisions/0004.
     */
    private static final int HOT_LENGTH = 256 * 1024;

    private final SingleProducerSequencer sequencer;
    private final UnsafeBuffer slab;
    private final int mask;
    private final int maxFrameLength;
    private final Sequence firstCell = new Sequence(0);
    private long claimed = -1; // the last cell of the last frame
    private long published = -1; // as far as the sequencer knows
    private long limit; // no cell after this one is known to be free
    private boolean batchStart;
    private int startOverFrom = HOT_LENGTH;

    /**
     * @param length of the cells together, in bytes; a power of two, at least eight maximal frames
     * @param maxFrameLength the longest frame, in bytes
     */
    public FrameRing(int length, int maxFrameLength) {
        if (!BitUtil.isPowerOfTwo(length)
                || maxFrameLength < FrameLayout.HEADER_LENGTH
                || length / 8 < maxFrameLength) {
            throw new IllegalArgumentException("ring length must be a power of two and at least eight maximal frames: "
                    + length + " bytes for frames of " + maxFrameLength);
        }
        int cells = length / CELL_LENGTH;
        this.maxFrameLength = maxFrameLength;
        this.mask = cells - 1;
        this.sequencer = new SingleProducerSequencer(cells, new BusySpinWaitStrategy()); // nobody blocks on the ring
        int overhang = BitUtil.align(maxFrameLength, CELL_LENGTH);
        this.limit = mask;
        this.slab = new UnsafeBuffer(BufferUtil.allocateDirectAligned(length + overhang, CELL_LENGTH));
    }

    /** The bytes of all frames. */
    public UnsafeBuffer buffer() {
        return slab;
    }

    /** The same bytes at the same offsets, with a position and limit of its own for one thread. */
    public ByteBuffer newByteView() {
        return slab.byteBuffer().duplicate();
    }

    public int maxFrameLength() {
        return maxFrameLength;
    }

    /** Whether frames of so many bytes in all have room now, each of at least a cell. Producer thread only. */
    public boolean hasRoom(int length) {
        return isFree(claimed + cells(length));
    }

    /**
     * Claims room for one frame. Producer thread only; the frame must be whole before the next claim.
     *
     * @param frameLength a header's length to {@link #maxFrameLength()}
     * @return where the frame starts in {@link #buffer()}, or {@link #NO_ROOM}
     */
    public int claim(int frameLength) {
        if (frameLength < FrameLayout.HEADER_LENGTH || frameLength > maxFrameLength) { // it would leave the slab
            throw new IllegalArgumentException("a frame has " + FrameLayout.HEADER_LENGTH + " to " + maxFrameLength
                    + " bytes, not " + frameLength);
        }
        if (batchStart) {
            batchStart = false;
            startOverIfDrained();
        }
        long last = claimed + cells(frameLength);
        if (!isFree(last)) {
            return NO_ROOM;
        }
        int offset = offset(claimed + 1);
        claimed = last;
        return offset;
    }

    /** Shows consumers every frame claimed so far. Producer thread only. */
    public void publish() {
        if (claimed > published) {
            sequencer.next((int) (claimed - published)); // one claim for the batch: there is room, so it does not wait
            published = claimed;
        }
        sequencer.publish(claimed);
        batchStart = true;
    }

    /** Looks where the consumers are only when what was seen last does not reach: their cache lines are far. */
    private boolean isFree(long cell) {
        if (cell > limit) {
            limit = published + sequencer.remainingCapacity();
        }
        return cell <= limit;
    }

    /**
     * Lets the next frame start at offset 0 when nobody still reads any. No cell is used up for that: all the room there
     * is stays, as the engine and the sequencer have counted on it.
     */
    private void startOverIfDrained() {
        int offset = offset(claimed + 1);
        if (offset < HOT_LENGTH) {
            startOverFrom = HOT_LENGTH;
        } else if (offset >= startOverFrom) {
            if (sequencer.remainingCapacity() == capacity()) {
                firstCell.set(claimed + 1); // consumers see it with the next publish, and look at no cell before that
            }
            startOverFrom = offset + HOT_LENGTH / 4; // asking costs a look at the consumers' cache lines: not each time
        }
    }

    /** Bytes of the cells that are claimed and not yet free again, looked up anew. Producer thread only. */
    public int usedLength() {
        limit = published + sequencer.remainingCapacity();
        return (int) (claimed + capacity() - limit) << CELL_SHIFT;
    }

    /** Bytes of all cells. */
    public int length() {
        return capacity() << CELL_SHIFT;
    }

    /** Cells in use, of {@link #capacity()}. Any thread; a moment's value. */
    public long occupied() {
        return capacity() - sequencer.remainingCapacity();
    }

    /** In cells. */
    public int capacity() {
        return mask + 1;
    }

    /**
     * A consumer that starts with the next frame published.
     *
     * @param holdsBack whether the producer must wait for this consumer before it reuses cells
     * @param gates sequences of consumers to stay behind; none means the producer
     */
    public FramePoller newPoller(boolean holdsBack, Sequence... gates) {
        FramePoller poller = new FramePoller(slab, mask, firstCell, sequencer, gates);
        if (holdsBack) {
            sequencer.addGatingSequences(poller.sequence());
        }
        return poller;
    }

    private int offset(long sequence) {
        return offset(sequence - firstCell.get(), mask);
    }

    /** @param cell counted from the one at offset 0, over any number of laps */
    static int offset(long cell, int mask) {
        return ((int) cell & mask) << CELL_SHIFT;
    }

    static int cells(int frameLength) {
        return frameLength + CELL_LENGTH - 1 >>> CELL_SHIFT;
    }
}
