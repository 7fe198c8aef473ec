package io.reprise.ingress.connection;

import io.reprise.kernel.frame.ShedPayload;
import io.reprise.kernel.ring.FrameRing;

/**
 * How much of what a kernel has room for is in use: requests that wait behind those being executed, as a share of the
 * queue, and bytes in the input ring, as a share of what still lets the longest frame in. The larger share counts. Says
 * what was when it was {@link #look}ed at last. Event loop only.
 */
final class Occupancy {
    private final FrameRing input;
    private final int maxConcurrent;
    private final int queue;
    private final int ringCapacity;
    private int queued;
    private int used;
    private double queueShare;
    private double ringShare;

    /** @param input the ring requests are put into */
    Occupancy(OverloadPolicy policy, FrameRing input) {
        this.input = input;
        this.maxConcurrent = policy.maxConcurrent();
        this.queue = policy.queue();
        this.ringCapacity = input.length() - input.maxFrameLength();
    }

    /** @param unanswered admitted requests without an answer */
    Occupancy look(int unanswered) {
        queued = Math.max(0, unanswered - maxConcurrent);
        used = input.usedLength();
        queueShare = queued / (double) queue;
        ringShare = used / (double) ringCapacity;
        return this;
    }

    /** The larger share; 1 or more: there is no room. */
    double share() {
        return Math.max(queueShare, ringShare);
    }

    /** Of what the larger share is: a reason of {@link ShedPayload}. */
    int reason() {
        return queueShare >= ringShare ? ShedPayload.QUEUE : ShedPayload.RING;
    }

    /** How much there is of it, in requests or bytes. */
    int capacity() {
        return queueShare >= ringShare ? queue : ringCapacity;
    }

    /** How much of it is in use. */
    int current() {
        return queueShare >= ringShare ? queued : used;
    }

    /** Unanswered requests from which on the queue's share is that much. */
    int unansweredAt(double share) {
        return maxConcurrent + (int) Math.ceil(share * queue);
    }

    /** Bytes the ring has room for while its share is below that much. */
    int roomBelow(double share) {
        return input.length() - (int) (share * ringCapacity);
    }
}
