package io.reprise.ingress.client;

import io.netty.buffer.ByteBuf;
import io.reprise.kernel.frame.FrameLayout;
import java.nio.ByteBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Frames in the order they were made, back to back: first those that were written and are kept, then those that are still
 * to be written. A frame is never split, so the bytes at the buffer's end may stay unused. Grows to its limit, never
 * shrinks.
 *
 * <pre>
 *   0        start      written     end                    0      end     start    written    wrap
 *   |--------|=kept=====|=new=======|---------|     or     |=new==|-------|=kept===|=new======|---|
 * </pre>
 */
final class KeptFrames {
    /** There is no room. */
    static final int NONE = -1;

    private static final int FIRST_CAPACITY = 1 << 14;

    private final int maxCapacity;
    private final UnsafeBuffer buffer = new UnsafeBuffer(0, 0);
    private final Copying copying = new Copying();
    private int start;
    private int written;
    private int end;
    private int wrap = NONE; // end of the older part while the newer one begins at 0
    private int claimed;

    KeptFrames(int maxCapacity) {
        this.maxCapacity = maxCapacity;
        buffer.wrap(ByteBuffer.allocateDirect(Math.min(FIRST_CAPACITY, maxCapacity)));
    }

    /** Valid until the next {@link #claim}. */
    UnsafeBuffer buffer() {
        return buffer;
    }

    /** Where to write a frame of this length, or {@link #NONE}. It is there once it is committed. */
    int claim(int length) {
        claimed = room(length);
        if (claimed == NONE && grow(length)) {
            claimed = end;
        }
        return claimed;
    }

    void commit(int length) {
        if (claimed != end) {
            if (written == end) {
                written = 0;
            }
            wrap = end;
        }
        end = claimed + length;
    }

    boolean isWritten() {
        return written == end;
    }

    /** How many bytes are to be written. */
    int unwritten() {
        return written <= end ? end - written : wrap - written + end;
    }

    /** Appends what is to be written; it is written then. */
    void write(ByteBuf out) {
        if (written > end) {
            append(written, wrap, out);
            written = 0;
        }
        append(written, end, out);
        written = end;
    }

    private void append(int from, int to, ByteBuf out) {
        copying.append(buffer, from, to - from, out);
    }

    /** Drops what was written. */
    void dropWritten() {
        if (wrap != NONE && written <= end) {
            wrap = NONE;
        }
        start = written;
        resetIfEmpty();
    }

    /** Drops everything. */
    void clear() {
        start = end;
        written = end;
        wrap = NONE;
        resetIfEmpty();
    }

    /** Drops written frames from the oldest on, up to the first that waits for an answer. */
    void dropAnswered(InFlight inFlight) {
        while (start != written && inFlight.find(correlationId(start)) == InFlight.NONE) {
            start = following(start);
        }
        resetIfEmpty();
    }

    /** The oldest frame, or {@link #NONE}. */
    int first() {
        return start == end ? NONE : start;
    }

    /** The frame after this one, or {@link #NONE}. */
    int next(int offset) {
        int next = offset + buffer.getInt(offset, FrameLayout.ORDER);
        if (next == wrap) {
            next = 0;
        }
        return next == end ? NONE : next;
    }

    /** Appends one frame, whether or not it was written before. */
    void copy(int offset, int length, ByteBuf out) {
        append(offset, offset + length, out);
    }

    /** Everything counts as written. */
    void allWritten() {
        written = end;
    }

    private long correlationId(int offset) {
        return buffer.getLong(offset + FrameLayout.CORRELATION_ID_OFFSET, FrameLayout.ORDER);
    }

    private int following(int offset) {
        int next = offset + buffer.getInt(offset, FrameLayout.ORDER);
        if (next == wrap) {
            wrap = NONE;
            next = 0;
        }
        return next;
    }

    private void resetIfEmpty() {
        if (start == end) {
            start = 0;
            written = 0;
            end = 0;
        }
    }

    private int room(int length) {
        if (wrap != NONE) {
            return length < start - end ? end : NONE; // one byte stays free: a full buffer is not an empty one
        }
        if (length <= buffer.capacity() - end) {
            return end;
        }
        return length < start ? 0 : NONE;
    }

    private boolean grow(int length) {
        int older = (wrap == NONE ? end : wrap) - start;
        int newer = wrap == NONE ? 0 : end;
        int used = older + newer;
        if (length > maxCapacity - used || buffer.capacity() == maxCapacity) {
            return false;
        }
        int capacity = (int) Math.min(Math.max(2L * buffer.capacity(), used + length), maxCapacity);
        int newWritten = written >= start ? written - start : older + written;
        UnsafeBuffer smaller = new UnsafeBuffer(buffer);
        buffer.wrap(ByteBuffer.allocateDirect(capacity));
        buffer.putBytes(0, smaller, start, older);
        buffer.putBytes(older, smaller, 0, newer);
        start = 0;
        written = newWritten;
        end = used;
        wrap = NONE;
        return true;
    }
}
