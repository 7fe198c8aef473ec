package io.reprise.replay;

import io.reprise.journal.Playback;
import java.util.concurrent.locks.LockSupport;

/** Executes a run frame by frame, as slowly as its frames came if that is wanted, and shows each with its answers. */
final class Showing {
    private final Replay.Part part;
    private final FrameText text;
    private long startNs;
    private long firstTimestampNs;

    Showing(Replay.Part part, FrameText text) {
        this.part = part;
        this.text = text;
    }

    void execute(Playback playback, long last) {
        while (playback.reader().sequence() < last && playback.step(1) > 0) {
            if (part.speed() > 0) {
                awaitTurn(playback.reader().timestampNs());
            }
            if (part.frames() != null) {
                part.frames().accept(text.line(playback.reader().frame()));
                playback.lastAnswers(answer -> part.frames().accept("  " + text.line(answer)));
            }
        }
    }

    private void awaitTurn(long timestampNs) {
        if (startNs == 0) {
            startNs = System.nanoTime();
            firstTimestampNs = timestampNs;
        }
        long dueNs = startNs + (long) ((timestampNs - firstTimestampNs) / part.speed());
        for (long leftNs = dueNs - System.nanoTime(); leftNs > 0; leftNs = dueNs - System.nanoTime()) {
            LockSupport.parkNanos(leftNs);
        }
    }
}
