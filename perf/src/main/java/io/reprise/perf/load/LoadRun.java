package io.reprise.perf.load;

import io.reprise.perf.load.measure.Recording;
import io.reprise.perf.load.pace.Pacer;
import io.reprise.perf.load.wire.Fleet;
import io.reprise.perf.load.wire.RunContext;
import org.agrona.concurrent.NanoClock;

/** The client's loop: send what is due, write it, read answers. Client thread only; allocates nothing per message. */
final class LoadRun {
    private static final long INTERVAL_NS = 1_000_000_000;
    private static final long NS_PER_MS = 1_000_000;

    // Sends before answers are looked at again: bounds how old the time is that they share.
    private static final int BATCH_MAX = 1024;

    // A wake-up costs about 50 us, and answers usually follow each other more closely than that.
    private static final long SPIN_NS = 50_000;
    private static final long WAIT_MAX_MS = 10;

    private final LoadPlan plan;
    private final Fleet fleet;
    private final Recording recording;
    private final NanoClock clock;
    private final LoadInterval.Listener listener;
    private final boolean filling;
    private final long startNs;
    private final Pacer pacer;
    private Ending ending = Ending.DONE;
    private boolean stopped;
    private boolean blocked; // only an answer, or a new connection, makes room
    private long nowNs;
    private long answered;
    private long lastEventNs;
    private long lastAnswerNs;
    private long quietSinceNs;
    private long intervalStartNs;

    LoadRun(LoadPlan plan, Fleet fleet, RunContext context, LoadInterval.Listener listener) {
        this.plan = plan;
        this.fleet = fleet;
        this.recording = context.recording();
        this.clock = context.clock();
        this.listener = listener;
        filling = plan.schedule().isClosedLoop();
        startNs = clock.nanoTime();
        pacer = new Pacer(plan.schedule(), plan.seed(), startNs);
        nowNs = startNs;
        lastEventNs = startNs;
        lastAnswerNs = startNs;
        quietSinceNs = startNs;
        intervalStartNs = startNs;
    }

    LoadResult execute(LoadReckoning reckoning) {
        while (!isOver()) {
            send();
            fleet.flush();
            boolean received = fleet.poll(waitMs());
            nowNs = clock.nanoTime();
            if (received) {
                onReceived();
            }
            if (nowNs - intervalStartNs >= INTERVAL_NS) {
                roll();
            }
        }
        roll();
        return reckoning.ended(ending, fleet, pacer.countDue(nowNs), lastAnswerNs - startNs);
    }

    private boolean isOver() {
        if (recording.outstanding() == 0) {
            if (stopped || pacer.isExhausted(nowNs)) {
                return true;
            }
            if (!blocked) { // otherwise there is no connection
                quietSinceNs = nowNs;
            }
        }
        boolean quiet = nowNs - quietSinceNs > plan.timeoutNs();
        if (quiet) {
            stop(Ending.TIMED_OUT);
        }
        return quiet;
    }

    private void send() {
        for (int i = 0; i < BATCH_MAX && !stopped && pacer.isDue(nowNs); i++) {
            blocked = !fleet.send(pacer.index(), pacer.intendedNs(nowNs), nowNs, filling);
            if (blocked) {
                stopIfLate();
                return;
            }
            pacer.advance();
            lastEventNs = nowNs;
        }
    }

    /** An overloaded server leaves a backlog when the schedule ends; it is sent too, but not for ever. */
    private void stopIfLate() {
        long endNs = pacer.endNs();
        if (endNs != Pacer.NEVER && nowNs - endNs > plan.timeoutNs()) {
            stop(Ending.TIMED_OUT);
        }
    }

    /** Answers, a loss, or a connection that is there again. */
    private void onReceived() {
        lastEventNs = nowNs;
        if (recording.answeredCount() != answered) {
            answered = recording.answeredCount();
            lastAnswerNs = nowNs;
            quietSinceNs = nowNs;
        }
        if (fleet.isAnyLost()) {
            stop(Ending.LOST);
        }
    }

    private void stop(Ending why) {
        stopped = true;
        if (ending == Ending.DONE) {
            ending = why;
        }
    }

    /** How long the loop may wait for answers: not at all while they are likely or something is due soon. */
    private long waitMs() {
        if (nowNs - lastEventNs < SPIN_NS) {
            return 0;
        }
        long untilDueNs = stopped || blocked ? Pacer.NEVER : pacer.untilDueNs(nowNs);
        return Math.min(Math.max(untilDueNs / NS_PER_MS - 1, 0), WAIT_MAX_MS); // wakes up to 1 ms late, so 1 ms early
    }

    private void roll() {
        if (listener == LoadInterval.Listener.NONE) {
            return;
        }
        recording.roll(() -> listener.onInterval(new LoadInterval(
                intervalStartNs - startNs,
                nowNs - startNs,
                answered,
                recording.outstanding(),
                recording.response(),
                recording.service(),
                recording.responseSoFar())));
        intervalStartNs = nowNs;
    }
}
