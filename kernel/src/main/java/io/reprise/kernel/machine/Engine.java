package io.reprise.kernel.machine;

import io.reprise.kernel.frame.ControlMethod;
import io.reprise.kernel.frame.ExpiredRequest;
import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.frame.FrameKind;
import io.reprise.kernel.frame.FrameLayout;
import io.reprise.kernel.frame.OpenSession;
import io.reprise.kernel.frame.Status;
import io.reprise.kernel.ring.FrameRing;
import io.reprise.kernel.session.Sessions;
import io.reprise.kernel.time.TimerQueue;
import org.agrona.ErrorHandler;

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
    private final Sessions sessions;
    private final FrameRing outputRing;
    private final Output output;
    private final MachineContext context;
    private final FaultPolicy faultPolicy;
    private final DigestSink digests;
    private ErrorHandler faults = fault -> {};

    /**
     * @param runSeed seeds every request that brings no seed of its own
     * @param outputRing where answers go; this engine is its only producer
     */
    public Engine(Machines machines, long runSeed, FrameRing outputRing, FaultPolicy faultPolicy, DigestSink digests) {
        this.machines = machines;
        this.timers = machines.timers();
        this.sessions = machines.sessions();
        this.outputRing = outputRing;
        this.output = new Output(outputRing);
        this.context = new MachineContext(runSeed, timers, output);
        this.faultPolicy = faultPolicy;
        this.digests = digests;
    }

    /**
     * Who hears of machines that throw and are quarantined, besides their clients. Called on the engine's thread; to be set
     * before the first frame.
     */
    public void reportFaultsTo(ErrorHandler handler) {
        faults = handler;
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
            output.beginRequest();
            if (frame.status() != Status.OK.code()) { // and no session remembers it: it may be sent again
                output.fault(Status.of(frame.status()), ExpiredRequest.text(frame));
            } else if ((frame.flags() & FrameLayout.FLAG_EXACTLY_ONCE) == 0) {
                dispatch(frame);
            } else {
                executeOnce(frame);
            }
        } else if (kind == FrameKind.CONTROL) {
            control(frame);
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

    /** Executes a request unless it was executed before; what it is answered is kept for when it is sent again. */
    private void executeOnce(FrameFlyweight frame) {
        long correlationId = frame.correlationId();
        switch (sessions.look(frame.sessionId(), correlationId)) {
            case EXECUTE -> {
                dispatch(frame);
                if (sessions.executed(correlationId, frame.sequence(), frame.timestampNs(), output.sentLength())) {
                    output.copySent(sessions.answers(), sessions.answerOffset());
                }
            }
            case REPEAT -> output.repeat(sessions.answers(), sessions.answerOffset(), sessions.answerLength());
            case FORGOTTEN ->
                output.error(
                        Status.ANSWER_FORGOTTEN,
                        "request " + correlationId
                                + " was executed before and its answer is no longer kept; a session keeps "
                                + sessions.window() + " answers, each made within its request's own call");
            case NO_SESSION ->
                output.error(
                        Status.SESSION_NOT_FOUND,
                        "session " + frame.sessionId() + " is not known, or was not used for too long; open a new one");
            case NOT_NUMBERED ->
                output.error(
                        Status.INVALID_REQUEST,
                        "the requests of an exactly-once session are numbered from 1 by their correlation ids, not "
                                + correlationId);
        }
    }

    private void control(FrameFlyweight frame) {
        if (frame.method() == ControlMethod.OPEN_SESSION) {
            output.beginRequest();
            openSession(frame);
        } else if (frame.method() == ControlMethod.CLOSE_SESSION) {
            sessions.close(frame.sessionId());
        }
    }

    private void openSession(FrameFlyweight frame) {
        long wanted = OpenSession.clientId(frame);
        long owner = OpenSession.owner(frame);
        if (wanted == 0) {
            wanted = sessions.open(frame.sessionId(), owner, frame.timestampNs());
        } else if (!sessions.comeBack(wanted, owner, frame.timestampNs())) {
            output.error(
                    Status.SESSION_NOT_FOUND,
                    "client " + wanted + " has no session here, or did not use it for too long; open a new one with 0");
            return;
        }
        if (wanted == Sessions.NO_ROOM) {
            output.error(
                    Status.RESOURCE_EXHAUSTED,
                    "all " + sessions.maxSessions() + " sessions are in use; try again later, or without exactly-once");
            return;
        }
        FrameFlyweight answer = output.respond(OpenSession.ANSWER_LENGTH);
        OpenSession.putAnswer(answer, wanted, sessions.highestId(wanted), sessions.window());
    }

    private void dispatch(FrameFlyweight frame) {
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
        faults.onError(new QuarantinedFault(service, method, machines.sequence(), fault));
        String where = "service " + service + " method " + method + " failed at sequence " + machines.sequence() + ": ";
        if (fault instanceof Output.AnswerTooLongException) {
            output.fault(Status.ANSWER_TOO_LONG, where + fault.getMessage());
        } else {
            // the class only: messages of the JDK and of libraries change with their version, answers must not
            output.fault(Status.INTERNAL, where + fault.getClass().getName());
        }
    }
}
