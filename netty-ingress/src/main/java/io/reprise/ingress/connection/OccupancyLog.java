package io.reprise.ingress.connection;

import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.frame.FrameKind;
import io.reprise.kernel.frame.FrameLayout;
import io.reprise.kernel.frame.ShedPayload;

/**
 * Journals how full the kernel was, as samples in SHED frames, so that a what-if can tell whom another threshold would have
 * shed: before a request is looked at, at most once per {@link #INTERVAL_NS} of kernel time while the {@link Occupancy} is
 * at or above the policy's floor, and once when it has fallen below. Event loop only.
 */
final class OccupancyLog {
    static final long INTERVAL_NS = 1_000_000;

    private static final int PAYLOAD_LENGTH = ShedPayload.length(0);

    private final RequestWriter writer;
    private final Admission admission;
    private boolean above;
    private long sampledNs;

    OccupancyLog(RequestWriter writer, Admission admission) {
        this.writer = writer;
        this.admission = admission;
    }

    /** A request came: writes a sample if one is due. Between frames only. */
    void onRequest() {
        if (admission.isBelowFloor()) {
            onBelow();
        } else if (writer.batchTimeNs() - sampledNs >= INTERVAL_NS && write()) {
            above = true;
            sampledNs = writer.batchTimeNs();
        }
    }

    /** A turn ends. Above the floor nothing is written: a sample makes another turn, which would make another sample. */
    void onTurn() {
        if (admission.isBelowFloor()) {
            onBelow();
        }
    }

    private void onBelow() {
        if (above && write()) {
            above = false;
        }
    }

    /** Without room there is no sample: refusals say then how full it is. */
    private boolean write() {
        Occupancy occupancy = admission.occupancy();
        FrameFlyweight sample = writer.claimBesideRequest(FrameLayout.HEADER_LENGTH + PAYLOAD_LENGTH);
        if (sample == null) {
            return false;
        }
        sample.init(FrameKind.SHED, PAYLOAD_LENGTH);
        ShedPayload.encode(
                sample.buffer(),
                sample.payloadOffset(),
                occupancy.capacity(),
                occupancy.current(),
                occupancy.reason(),
                0);
        writer.commit();
        writer.counters().occupancySamples++;
        return true;
    }
}
