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
 * SHED frames that would have been shed. One thread.
 *
 * <p>How full it was is what the journal said last, and what was put in order since: above the floor it says so every
 * millisecond, so at most the answers of that are not taken off. Below the floor it says nothing however long that is, so
 * only what came in one batch, which has one time, is added up, and what was said goes out of date.
 */
final class Shedding {
    private static final long INTERVAL_NS = 1_000_000; // of samples

    private final ShedThreshold threshold;
    private final long runSeed;
    private final FrameFlyweight request =
            new FrameFlyweight().wrap(new UnsafeBuffer(new byte[FrameLayout.HEADER_LENGTH]), 0);
    private long lookedNs;
    private boolean above; // the floor, then
    private int capacity = 1;
    private int current;
    private int reason;
    private int added;
    private long addedNs;
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
        if (!above && frame.timestampNs() != addedNs) {
            added = 0;
            addedNs = frame.timestampNs();
        }
        int adds = adds(frame);
        if ((frame.kind() == FrameKind.REQUEST || frame.kind() == FrameKind.NOTIFICATION) && sheds(frame)) {
            shed(frame);
        }
        added += adds;
    }

    /** What the frame takes up: a place, if it wants an answer, or cells of the ring. */
    private int adds(FrameFlyweight frame) {
        return reason == ShedPayload.RING
                ? BitUtil.align(frame.length(), FrameRing.CELL_LENGTH)
                : frame.kind() == FrameKind.REQUEST ? 1 : 0;
    }

    /** Counts are of the millisecond before, so the occupancy they say may be over. */
    private void look(FrameFlyweight shed) {
        boolean sample = ShedPayload.isSample(shed);
        if (sample || ShedPayload.counts(shed) == 0) {
            lookedNs = shed.timestampNs();
            above = ShedPayload.share(shed) >= threshold.floor();
            added = 0;
            addedNs = lookedNs;
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
                && (above || frame.timestampNs() - lookedNs < INTERVAL_NS)
                && current + added >= threshold.value() * capacity
                && ShedDraw.isAgainst(frame, runSeed);
    }

    private void shed(FrameFlyweight frame) {
        frame.copyTo(request.buffer(), 0, FrameLayout.HEADER_LENGTH);
        ShedPayload.encodeRefusal(frame, request, capacity, current + added, reason);
        frame.sequence(request.sequence()).timestampNs(request.timestampNs());
    }

    /** Of all frames so far. */
    Outcome.Edge outcome() {
        return new Outcome.Edge(threshold, samples, wouldBeAdmitted);
    }
}
