package io.reprise.replay.frames;

import io.reprise.replay.Moment;

/** Which part of a run: both ends are part of it. */
public record FrameRange(Moment from, Moment to) {
    public static final FrameRange WHOLE = new FrameRange(Moment.START, Moment.END);

    boolean isOfSequences() {
        return from.isSequence() && to.isSequence();
    }
}
