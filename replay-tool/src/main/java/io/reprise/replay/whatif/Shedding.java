package io.reprise.replay.whatif;

import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.frame.FrameKind;
import io.reprise.kernel.frame.FrameLayout;
import io.reprise.kernel.frame.ShedDraw;
import io.reprise.kernel.frame.ShedPayload;
import io.reprise.kernel.ring.FrameRing;
import org.agrona.BitUtil;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What the edge would have decided with another threshold: sees the frames of a run in their order and turns those into
 * SHED frames that would have been shed. How full it was is what the journal says of it, and what was put in order since:
 * at or above the floor it says so every millisecond, so what is older is of a time below. One thread.
 */
final class Shedding {
    private static final long FRESH_NS = 1_000_000;

    private final ShedThreshold threshold;
    private final long runSeed;
    private final FrameFlyweight request =
            new FrameFlyweight().wrap(new UnsafeBuffer(new byte[FrameLayout.HEADER_LENGTH]), 0);
    private long lookedNs;
    private int capacity = 1;
    private int current;
    private int reason;
    private long samples;
    private long wouldBeAdmitted;

    /** @param runSeed of the new run */
    Shedding(ShedThreshold threshold, long runSeed) {
        this.threshold = threshold;
        this.runSeed = runSeed;
    }

    /** @param frame the next one; rewritten when it would have been shed */
    void apply(FrameFlyweight frame) {
        if (frame.kind() == FrameKind.SHED) {
            look(frame);
            return;
        }
        boolean request = frame.kind() == FrameKind.REQUEST;
        int added = reason == ShedPayload.RING ? BitUtil.align(frame.length(), FrameRing.CELL_LENGTH) : request ? 1 : 0;
        if ((request || frame.kind() == FrameKind.NOTIFICATION) && sheds(frame)) {
            shed(frame);
        }
        current += added;
    }

    /** Counts are of the millisecond before, so the occupancy they say may be over. */
    private void look(FrameFlyweight shed) {
        boolean sample = ShedPayload.isSample(shed);
        if (sample || ShedPayload.counts(shed) == 0) {
            lookedNs = shed.timestampNs();
            capacity = ShedPayload.capacity(shed);
            current = ShedPayload.current(shed);
            reason = ShedPayload.reason(shed);
        }
        if (sample) {
            samples++;
        } else if (ShedPayload.share(shed) < Math.min(1, threshold.value())) {
            ShedCounts.forEach(shed, (priority, requests) -> wouldBeAdmitted += requests);
        }
    }

    /** Whom the recorded threshold let in although the draw was against it, found less in use than that. */
    private boolean sheds(FrameFlyweight frame) {
        return threshold.value() < threshold.recorded()
                && frame.timestampNs() - lookedNs < FRESH_NS
                && current >= threshold.value() * capacity
                && ShedDraw.isAgainst(frame, runSeed);
    }

    private void shed(FrameFlyweight frame) {
        frame.copyTo(request.buffer(), 0, FrameLayout.HEADER_LENGTH);
        ShedPayload.encodeRefusal(frame, request, capacity, current, reason);
        frame.sequence(request.sequence()).timestampNs(request.timestampNs());
    }

    /** Of all frames so far. */
    Outcome.Edge outcome() {
        return new Outcome.Edge(threshold, samples, wouldBeAdmitted);
    }
}
