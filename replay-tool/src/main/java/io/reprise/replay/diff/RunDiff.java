package io.reprise.replay.diff;

import io.reprise.journal.Playback;
import io.reprise.journal.RunDigests;
import io.reprise.journal.RunDirectory;
import io.reprise.journal.RunUnusableException;
import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.machine.MachineProvider;
import io.reprise.replay.FrameText;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongConsumer;

/**
 * How two runs differ, sequence by sequence: both are executed side by side, and of requests, answers and state the first
 * difference is kept. Two runs that were recorded at different times differ in their timestamps in any case, so time
 * and sequence of a frame are not compared, and the kernel's own state only when all times are the same.
 *
 * @param settings what the manifests say differently, a line each
 * @param events that both runs have
 * @param more a sentence about what one of them has beyond; empty when they are equally long
 * @param sameTimes whether all frames have the same timestamps
 * @param request the first request that differs, or null
 * @param answers the first answers that differ, or null
 * @param state the first state that differs, or null
 * @param methods by name
 */
public record RunDiff(
        List<String> settings,
        long events,
        String more,
        boolean sameTimes,
        Difference request,
        Difference answers,
        StateAt state,
        Map<String, Method> methods) {

    /** @param a and {@code b} are what the runs have there, for people */
    public record Difference(long sequence, String request, List<String> a, List<String> b) {}

    /** A state that differs after a frame. */
    public record StateAt(long sequence, String request, StateDifference difference) {}

    /** Counts of one method, or kind of frame. */
    public static final class Method {
        private long frames;
        private long requestsDiffer;
        private long answersDiffer;

        public long frames() {
            return frames;
        }

        public long requestsDiffer() {
            return requestsDiffer;
        }

        public long answersDiffer() {
            return answersDiffer;
        }
    }

    public boolean isSame() {
        return request == null && answers == null && state == null && more.isEmpty();
    }

    /**
     * @param machinesA that made the first run
     * @param machinesB that made the second one
     * @param progress is told the last sequence compared, now and then
     */
    public static RunDiff of(
            Path a, List<MachineProvider> machinesA, Path b, List<MachineProvider> machinesB, LongConsumer progress) {
        try (Side one = new Side(a, machinesA);
                Side other = new Side(b, machinesB)) {
            if (one.playback.startedAfter() != other.playback.startedAfter()) {
                throw new RunUnusableException("the runs were pruned to different sequences: " + a + " begins after "
                        + one.playback.startedAfter() + ", " + b + " after " + other.playback.startedAfter());
            }
            return new Comparison(one, other, progress).result();
        }
    }

    /** One of the two runs. */
    private static final class Side implements AutoCloseable {
        private final RunDirectory run;
        private final RunDigests digests;
        private final Playback playback;
        private final FrameText text;
        private final Answers answers = new Answers();

        Side(Path path, List<MachineProvider> machines) {
            this.run = RunDirectory.openToRead(path);
            this.digests = new RunDigests(run, false);
            this.playback = Playback.ofAll(run, machines, digests, line -> {});
            this.text = new FrameText(machines);
        }

        boolean step() {
            boolean executed = playback.step(1) > 0;
            if (executed) {
                answers.take(playback);
            }
            if (playback.diverged()) {
                throw new RunUnusableException("the machines at hand do not reproduce " + run.path() + " from sequence "
                        + playback.reader().sequence() + " on: name the jar that made it, see `reprise diff --help`");
            }
            return executed;
        }

        FrameFlyweight frame() {
            return playback.reader().frame();
        }

        String line() {
            return text.line(frame());
        }

        @Override
        public void close() {
            playback.close();
            digests.close();
            run.close();
        }
    }

    /** The walk through both; one thread. */
    private static final class Comparison {
        private static final int STATES_EVERY = 4_096;
        private static final long PROGRESS_MASK = 0xFFFF;

        private final Side a;
        private final Side b;
        private final LongConsumer progress;
        private final Map<String, Method> methods = new TreeMap<>();
        private boolean sameTimes = true;
        private Difference request;
        private Difference answers;
        private StateAt state;
        private long sameState;
        private long events;

        Comparison(Side a, Side b, LongConsumer progress) {
            this.a = a;
            this.b = b;
            this.progress = progress;
            this.sameState = a.playback.startedAfter();
        }

        RunDiff result() {
            boolean moreA = a.step();
            boolean moreB = b.step();
            while (moreA && moreB) {
                compare();
                moreA = a.step();
                moreB = b.step();
            }
            if (events > 0 && !moreA && !moreB) {
                compareStates();
            }
            return new RunDiff(
                    Settings.differences(a.run.manifest(), b.run.manifest()),
                    events,
                    more(moreA, moreB),
                    sameTimes,
                    request,
                    answers,
                    state,
                    methods);
        }

        private void compare() {
            events++;
            FrameFlyweight one = a.frame();
            FrameFlyweight other = b.frame();
            sameTimes &= one.timestampNs() == other.timestampNs();
            Method method = methods.computeIfAbsent(a.text.methodName(one), name -> new Method());
            method.frames++;
            if (!Answers.saysTheSame(one, other)) {
                method.requestsDiffer++;
                request = request != null ? request : difference(List.of(a.line()), List.of(b.line()));
            }
            if (!a.answers.sayTheSame(b.answers)) {
                method.answersDiffer++;
                answers = answers != null ? answers : difference(a.answers.lines(a.text), b.answers.lines(b.text));
            }
            if (state == null && (events % STATES_EVERY == 0 || answers != null)) {
                compareStates();
            }
            if ((events & PROGRESS_MASK) == 0) {
                progress.accept(one.sequence());
            }
        }

        private Difference difference(List<String> ofA, List<String> ofB) {
            return new Difference(a.frame().sequence(), a.line(), ofA, ofB);
        }

        /** The first difference lies behind the last state that was the same: both go there again, frame by frame. */
        private void compareStates() {
            if (state != null) {
                return;
            }
            long sequence = a.playback.machines().sequence();
            if (StateDifference.hash(a.playback.machines(), sameTimes)
                    == StateDifference.hash(b.playback.machines(), sameTimes)) {
                sameState = sequence;
                return;
            }
            state = new StateSearch(a.run, machines(a), b.run, machines(b), sameTimes).between(sameState, sequence);
        }

        private static List<MachineProvider> machines(Side side) {
            return side.playback.machines().providers();
        }

        private String more(boolean moreA, boolean moreB) {
            if (moreA == moreB) {
                return "";
            }
            Side longer = moreA ? a : b;
            return longer.run.path() + " goes on after sequence "
                    + (longer.frame().sequence() - 1) + ", the other ends";
        }
    }
}
