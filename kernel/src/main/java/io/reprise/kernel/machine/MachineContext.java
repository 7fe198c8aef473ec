package io.reprise.kernel.machine;

import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.frame.Status;
import io.reprise.kernel.random.Seeds;
import io.reprise.kernel.random.XorShift64Star;
import io.reprise.kernel.time.TimerQueue;

/** All a machine may see and do besides its state. Engine thread only; valid during the call it was passed to. */
public final class MachineContext {
    private final long runSeed;
    private final TimerQueue timers;
    private final Output output;
    private final XorShift64Star random = new XorShift64Star(0);
    private long timeNs;
    private long requestSeed;
    private int service;

    MachineContext(long runSeed, TimerQueue timers, Output output) {
        this.runSeed = runSeed;
        this.timers = timers;
        this.output = output;
    }

    void enter(int service, long timeNs, long requestSeed) {
        this.service = service;
        this.timeNs = timeNs;
        this.requestSeed = requestSeed;
    }

    /** Kernel time, ns since the Unix epoch: the timestamp of the frame being handled. */
    public long timeNs() {
        return timeNs;
    }

    /** Starts the answer; its payload is to be written before anything else is sent. */
    public FrameFlyweight respond(int payloadLength) {
        return output.respond(payloadLength);
    }

    /** Starts one part of a streamed answer. */
    public FrameFlyweight part(int payloadLength) {
        return output.part(payloadLength);
    }

    /** Refuses: {@code text} says what was wrong and what would be right. */
    public void error(Status status, String text) {
        output.error(status, text);
    }

    /**
     * The request's own stream of random numbers, from the identity and the frame's seed, or the run's if the frame has
     * none. It does not depend on the order of arrival.
     *
     * @param identity a hash of what makes this request the same request
     */
    public XorShift64Star random(long identity) {
        random.seed(Seeds.combine(requestSeed != 0 ? requestSeed : runSeed, identity));
        return random;
    }

    /** Sets a timer for this machine; see {@link TimerQueue#schedule}. */
    public long schedule(long deadlineNs, long data) {
        return timers.schedule(deadlineNs, service, data);
    }

    /** See {@link TimerQueue#cancel}. */
    public boolean cancel(long timerId) {
        return timers.cancel(timerId);
    }
}
