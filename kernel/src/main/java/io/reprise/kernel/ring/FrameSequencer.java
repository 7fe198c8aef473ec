package io.reprise.kernel.ring;

import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.frame.FrameKind;
import io.reprise.kernel.frame.FrameLayout;
import io.reprise.kernel.time.Clock;
import java.util.function.BooleanSupplier;

/**
 * The only writer of the input ring: gives every frame its sequence and timestamp. One thread.
 *
 * <pre>
 *   startBatch() · { claim(n) · write the frame · commit() }* · publish()
 * </pre>
 *
 * <p>All frames of a batch carry one timestamp, so the clock is read once per batch.
 */
public final class FrameSequencer {
    private final FrameRing ring;
    private final Clock clock;
    private final BooleanSupplier hasRoom;
    private final FrameFlyweight frame = new FrameFlyweight();
    private long sequence;
    private long timestampNs;
    private int claimedLength;
    private boolean unpublished;

    /**
     * @param lastSequence the sequence to continue after; 0 for a new run
     * @param lastTimestampNs no frame gets an earlier timestamp
     */
    public FrameSequencer(FrameRing ring, Clock clock, long lastSequence, long lastTimestampNs) {
        this(ring, clock, lastSequence, lastTimestampNs, () -> true);
    }

    /** @param hasRoom whether the journal has room; while not, there are no ticks and no CONTROL frames */
    public FrameSequencer(
            FrameRing ring, Clock clock, long lastSequence, long lastTimestampNs, BooleanSupplier hasRoom) {
        this.ring = ring;
        this.clock = clock;
        this.hasRoom = hasRoom;
        this.sequence = lastSequence;
        this.timestampNs = lastTimestampNs;
    }

    /** The sequence given last. */
    public long sequence() {
        return sequence;
    }

    /** The timestamp of the frames of this batch, or of the last one. */
    public long timestampNs() {
        return timestampNs;
    }

    /** Reads the clock for the frames that follow. */
    public void startBatch() {
        timestampNs = Math.max(timestampNs, clock.timeNs());
    }

    /**
     * As {@link FrameRing#claim}.
     *
     * @return where to write the frame; its bytes are whatever was there before. Null when there is no room
     */
    public FrameFlyweight claim(int frameLength) {
        int offset = ring.claim(frameLength);
        if (offset == FrameRing.NO_ROOM) {
            return null;
        }
        claimedLength = frameLength;
        return frame.wrap(ring.buffer(), offset);
    }

    /** Stamps the frame claimed last, which is now whole. */
    public void commit() {
        frame.sequence(++sequence).timestampNs(timestampNs);
        unpublished = true;
    }

    /** Makes the frame claimed last disappear, whatever was written of it: consumers step over its cells. */
    public void abort() {
        frame.length(claimedLength).kind(FrameKind.PADDING);
        unpublished = true;
    }

    /** Shows the committed frames to the stages. */
    public void publish() {
        if (unpublished) {
            unpublished = false;
            ring.publish();
        }
    }

    /**
     * Writes and publishes a TICK: kernel time has moved on, timers may be due.
     *
     * @return false when the ring or the journal has no room
     */
    public boolean tick() {
        return write(FrameKind.TICK, 0);
    }

    /**
     * Writes and publishes a CONTROL frame without payload.
     *
     * @param method one of {@link io.reprise.kernel.frame.ControlMethod}
     * @return false when the ring or the journal has no room
     */
    public boolean control(int method) {
        return write(FrameKind.CONTROL, method);
    }

    private boolean write(int kind, int method) {
        if (!hasRoom.getAsBoolean()) {
            return false;
        }
        startBatch();
        if (claim(FrameLayout.HEADER_LENGTH) == null) {
            return false;
        }
        frame.init(kind, 0).method(method);
        commit();
        publish();
        return true;
    }
}
