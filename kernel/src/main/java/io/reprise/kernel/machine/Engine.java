package io.reprise.kernel.machine;

import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.frame.FrameKind;
import io.reprise.kernel.frame.Status;
import io.reprise.kernel.ring.FrameRing;
import io.reprise.kernel.time.TimerQueue;

/**
 * Applies frames to machines, in sequence order: the same code live, in recovery and in replay. Engine thread only;
 * allocates nothing but for errors.
 *
 * <p>A frame first moves kernel time to its timestamp, so timers that are due fire before it is handled, at most
 * {@link #MAX_TIMERS_PER_FRAME} of them and no more once they have sent more than a maximal frame; the rest fire with the
 * next frame.
 */
public final class Engine {
    /** Bounds what one frame can cause. */
    public static final int MAX_TIMERS_PER_FRAME = 64;

    private final Machines machines;
    private final TimerQueue timers;
    private final FrameRing outputRing;
    private final Output output;
    private final MachineContext context;
    private final FaultPolicy faultPolicy;
    private final DigestSink digests;

    /**
     * @param runSeed seeds every request that brings no seed of its own
     * @param outputRing where answers go; this engine is its only producer
     */
    public Engine(Machines machines, long runSeed, FrameRing outputRing, FaultPolicy faultPolicy, DigestSink digests) {
        this.machines = machines;
        this.timers = machines.timers();
        this.outputRing = outputRing;
        this.output = new Output(outputRing);
        this.context = new MachineContext(runSeed, timers, output);
        this.faultPolicy = faultPolicy;
        this.digests = digests;
    }

    public Machines machines() {
        return machines;
    }

    /**
     * Applies one frame, unless the output ring may have no room for its answers.
     *
     * @return false when it was declined
     */
    public boolean apply(FrameFlyweight frame) {
        if (!output.hasRoom()) {
            return false;
        }
        long sequence = frame.sequence();
        if (sequence != machines.sequence() + 1) {
            throw new IllegalStateException(
                    "frame " + sequence + " cannot follow frame " + machines.sequence() + ": a sequence is missing");
        }
        machines.advance(sequence, frame.timestampNs());
        output.begin(frame);
        fireTimers(frame.timestampNs());
        int kind = frame.kind();
        if (kind == FrameKind.REQUEST || kind == FrameKind.NOTIFICATION) {
            dispatch(frame);
        }
        digests.onDigest(sequence, output.end());
        return true;
    }

    /** Shows the answers written so far to the consumers of the output ring. */
    public void publish() {
        outputRing.publish();
    }

    private void fireTimers(long nowNs) {
        for (int fired = 0; fired < MAX_TIMERS_PER_FRAME; fired++) {
            if (output.isSpent() || !timers.pollDue(nowNs)) {
                return;
            }
            int service = timers.dueService();
            output.beginTimer(service);
            context.enter(service, nowNs, 0);
            try {
                machines.machine(service).onTimer(timers.dueTimerId(), timers.dueData(), context);
            } catch (RuntimeException e) {
                onFault(service, 0, e);
            }
        }
    }

    private void dispatch(FrameFlyweight frame) {
        output.beginRequest();
        int service = frame.service();
        StateMachine machine = machines.machine(service);
        if (machine == null) {
            output.error(Status.UNKNOWN_SERVICE, "there is no service " + service);
            return;
        }
        if (!machines.hasMethod(service, frame.method())) {
            output.error(Status.UNKNOWN_METHOD, "service " + service + " has no method " + frame.method());
            return;
        }
        context.enter(service, frame.timestampNs(), frame.seed());
        try {
            machine.onRequest(frame, context);
        } catch (RuntimeException e) {
            onFault(service, frame.method(), e);
        }
    }

    private void onFault(int service, int method, RuntimeException fault) {
        if (faultPolicy == FaultPolicy.HALT) {
            throw new MachineFaultException(service, method, machines.sequence(), fault);
        }
        machines.countFault();
        String where = "service " + service + " method " + method + " failed at sequence " + machines.sequence() + ": ";
        if (fault instanceof Output.AnswerTooLongException) {
            output.fault(Status.ANSWER_TOO_LONG, where + fault.getMessage());
        } else {
            // the class only: messages of the JDK and of libraries change with their version, answers must not
            output.fault(Status.INTERNAL, where + fault.getClass().getName());
        }
    }
}
