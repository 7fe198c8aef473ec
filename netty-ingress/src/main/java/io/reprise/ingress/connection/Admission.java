package io.reprise.ingress.connection;

import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.frame.ShedDraw;
import io.reprise.kernel.frame.ShedPayload;
import io.reprise.kernel.frame.Status;
import io.reprise.kernel.ring.FrameRing;
import java.util.EnumMap;
import java.util.Map;

/**
 * Whether a request may be taken now, and if not, why: the one place that both protocols ask. A refused request has no
 * effect. Event loop only, but for {@link #close} and {@link #open}.
 *
 * <p>Whoever knows that no request can be taken closes admission, and opens it again when that has passed; while several
 * things stand in the way, the one with the lowest status code is told.
 *
 * <p>An open admission looks at the {@link Occupancy}: from the policy's threshold on a request is refused when the
 * {@link ShedDraw} is against it; at 1 every request is.
 */
public final class Admission {
    private final OverloadPolicy policy;
    private final FrameRing input;
    private final long runSeed;
    private final int thresholdUnanswered;
    private final int maxUnanswered;
    private final int thresholdRoom;
    private final int floorUnanswered;
    private final int floorRoom;
    private final Occupancy occupancy;
    private final DrainRate drainRate = new DrainRate();
    private final Map<Status, Refusal> closed = new EnumMap<>(Status.class);
    private volatile Refusal closedBy;
    private int unanswered;
    private boolean waiting;
    private int reason;
    private Refusal overloaded = overloaded(ShedPayload.QUEUE, 0, 0, 1);

    /**
     * @param input the ring requests are put into
     * @param runSeed stands in for a request's seed of 0
     */
    public Admission(OverloadPolicy policy, FrameRing input, long runSeed) {
        this.policy = policy;
        this.input = input;
        this.runSeed = runSeed;
        this.maxUnanswered = policy.maxConcurrent() + policy.queue();
        this.occupancy = new Occupancy(policy, input);
        this.thresholdUnanswered = occupancy.unansweredAt(policy.threshold());
        this.thresholdRoom = occupancy.roomBelow(policy.threshold());
        this.floorUnanswered = occupancy.unansweredAt(policy.occupancyFloor());
        this.floorRoom = occupancy.roomBelow(policy.occupancyFloor());
    }

    /** No request is taken from now on; {@code why} stands for its status until {@link #open} takes it away. */
    public synchronized void close(Refusal why) {
        closed.put(why.status(), why);
        closedBy = first();
    }

    /** What {@link #close} said with this status has passed; nothing happens if it said nothing. */
    public synchronized void open(Status status) {
        closed.remove(status);
        closedBy = first();
    }

    /** Why admission is closed, or null. Any thread. */
    public Refusal closedBy() {
        return closedBy;
    }

    private Refusal first() {
        return closed.isEmpty() ? null : closed.values().iterator().next();
    }

    /** Admitted requests without an answer, of connections that are open. */
    public int unanswered() {
        return unanswered;
    }

    void onAdmitted() {
        unanswered++;
    }

    void onAnswered() {
        unanswered--;
        drainRate.onAnswer();
    }

    /** So many requests will not be answered: their connection is gone. */
    void onForgotten(int requests) {
        unanswered -= requests;
    }

    void onTurn(long nowNs) {
        drainRate.onTurn(nowNs);
    }

    /** Whether any request is taken, so that {@link #check} need not be asked. */
    boolean isFree() {
        return closedBy == null && (policy.waits() || isBelowThreshold());
    }

    /**
     * Whether no request may be taken now, nor refused, because the policy is to wait. Once there is no room, that is so
     * until {@link #stillMustWait} has seen that there is some: whoever asks twice in between gets the same answer, although
     * other threads make room meanwhile, so nobody stops for want of room without waiting for it.
     */
    public boolean mustWait() {
        if (policy.waits() && !waiting) {
            waiting = unanswered >= maxUnanswered || !input.hasRoom(input.maxFrameLength());
        }
        return waiting;
    }

    /** Looks whether the threshold is reached from above, which ends the wait. Where those who wait go on, and only there. */
    boolean stillMustWait() {
        if (waiting && isBelowThreshold()) {
            waiting = false;
        }
        return mustWait();
    }

    private boolean isBelowThreshold() {
        return unanswered < thresholdUnanswered && input.hasRoom(thresholdRoom);
    }

    /**
     * @param request its header, session included
     * @return why it is not taken, or null
     */
    Refusal check(FrameFlyweight request) {
        Refusal why = closedBy;
        if (why != null || policy.waits()) {
            return why;
        }
        double share = occupancy.look(unanswered).share();
        if (share < 1 && (share < policy.threshold() || !ShedDraw.isAgainst(request, runSeed))) {
            return null;
        }
        return overloaded(occupancy.reason(), occupancy.capacity(), occupancy.current());
    }

    /** Whether so little is in use that nobody need note how much. */
    boolean isBelowFloor() {
        return unanswered < floorUnanswered && input.hasRoom(floorRoom);
    }

    /** What is in use now; the same object each time. */
    Occupancy occupancy() {
        return occupancy.look(unanswered);
    }

    /** What ran out when {@link #check} said OVERLOADED last: a reason of {@link ShedPayload}. */
    int reason() {
        return reason;
    }

    /** The refusal given last, if it would be the same: with a full queue all are. */
    private Refusal overloaded(int why, int capacity, int current) {
        if (overloaded.current() != current || overloaded.capacity() != capacity || reason != why) {
            reason = why;
            overloaded = overloaded(why, capacity, current, drainRate.msFor(unanswered));
        }
        return overloaded;
    }

    private static Refusal overloaded(int why, int capacity, int current, int retryAfterMs) {
        String text = why == ShedPayload.QUEUE
                ? current + " of " + capacity + " requests wait already; try again in " + retryAfterMs + " ms"
                : current + " of " + capacity + " bytes of the ring are in use; try again in " + retryAfterMs + " ms";
        return new Refusal(Status.OVERLOADED, text, capacity, current, retryAfterMs);
    }
}
