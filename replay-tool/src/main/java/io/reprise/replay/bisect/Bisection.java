package io.reprise.replay.bisect;

import io.reprise.journal.Checkpoint;
import io.reprise.journal.JournalIndex;
import io.reprise.journal.Playback;
import io.reprise.journal.RecordedStates;
import io.reprise.journal.RunDigests;
import io.reprise.journal.RunDirectory;
import io.reprise.journal.RunUnusableException;
import io.reprise.journal.StateLog;
import io.reprise.kernel.machine.MachineProvider;
import io.reprise.replay.FrameText;
import io.reprise.replay.diff.Answers;
import io.reprise.replay.diff.StateDifference;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * The first frame of a run that two builds of its machines answer differently, or that leaves a different state behind.
 *
 * <p>The other build first executes the run from its beginning, up to the first answer or recorded state hash that is not
 * the run's. Between the last hash that was right and that point both builds are executed in halves: each partial replay
 * begins with the state both had in common, so {@code log2(n)} of them find the one frame.
 *
 * @param sequence of that frame; 0 when the builds agree about all of the run
 * @param request the frame, for people
 * @param answersOne of the first build
 * @param answersOther of the second build
 * @param state where the states differ after it; null when they do not
 * @param events of the run
 * @param replays how many partial replays it took
 * @param executed frames executed in all
 */
public record Bisection(
        long sequence,
        String request,
        List<String> answersOne,
        List<String> answersOther,
        StateDifference state,
        long events,
        int replays,
        long executed) {

    /**
     * @param one the build that made the run
     * @param other a build that may answer differently
     * @param progress is told how many frames were executed, now and then
     */
    public static Bisection of(
            Path path, List<MachineProvider> one, List<MachineProvider> other, LongConsumer progress) {
        try (RunDirectory run = RunDirectory.openToRead(path)) {
            return new Search(run, one, other, progress).result();
        }
    }

    /** Whether the builds agree about all of the run. */
    public boolean isNone() {
        return sequence == 0;
    }

    /** One search; one thread. */
    private static final class Search {
        private static final int STEP = 65_536;

        private final RunDirectory run;
        private final List<MachineProvider> one;
        private final List<MachineProvider> other;
        private final LongConsumer progress;
        private final JournalIndex index;
        private Checkpoint common; // null: the beginning
        private long same;
        private long different;
        private long events;
        private int replays;
        private long executed;

        Search(RunDirectory run, List<MachineProvider> one, List<MachineProvider> other, LongConsumer progress) {
            this.run = run;
            this.one = one;
            this.other = other;
            this.progress = progress;
            this.index = JournalIndex.of(run, sequence -> {});
        }

        Bisection result() {
            findInterval();
            if (different == 0) {
                return new Bisection(0, "", List.of(), List.of(), null, events, replays, executed);
            }
            while (different - same > 1) {
                halve(same + (different - same) / 2);
            }
            return explain();
        }

        /** From the beginning to the first recorded digest or hash that the other build does not come to. */
        private void findInterval() {
            try (RunDigests digests = digests();
                    Playback playback = Playback.ofAll(run, other, digests, line -> {})) {
                same = playback.startedAfter();
                execute(playback, Long.MAX_VALUE);
                events = playback.reader().sequence() - playback.startedAfter();
                if (digests.divergedAt() != RunDigests.NOT_DIVERGED) {
                    different = digests.divergedAt();
                } else if (playback.divergedState() != null) {
                    different = playback.divergedState().sequence();
                } else if (!isLastState(playback.state())) {
                    different = playback.reader().sequence();
                }
            }
            for (StateLog.Entry recorded : RecordedStates.of(run)) {
                if (recorded.sequence() > same && recorded.sequence() < different) {
                    same = recorded.sequence();
                    common = null;
                }
            }
            if (different != 0) {
                moveTo(same);
            }
        }

        /** Whether the first build ends with this state too. */
        private boolean isLastState(StateLog.Entry state) {
            if (RecordedStates.of(run).stream().anyMatch(state::equals)) {
                return true;
            }
            try (RunDigests digests = digests();
                    Playback playback = Playback.fromNewestUpTo(state.sequence(), run, one, digests, line -> {})) {
                execute(playback, state.sequence());
                requireReproduced(playback);
                return playback.state().equals(state);
            }
        }

        private void moveTo(long sequence) {
            try (RunDigests digests = digests();
                    Playback playback = Playback.fromNewestUpTo(sequence, run, one, digests, line -> {})) {
                execute(playback, sequence);
                requireReproduced(playback);
                common = playback.checkpoint(Long.MAX_VALUE).orElseThrow();
            }
        }

        private void halve(long middle) {
            try (RunDigests digestsOne = digests();
                    Playback first = new Playback(run, one, digestsOne, common, index);
                    RunDigests digestsOther = digests();
                    Playback second = new Playback(run, other, digestsOther, common, index)) {
                execute(first, middle);
                requireReproduced(first);
                execute(second, middle);
                if (first.state().equals(second.state())) {
                    same = middle;
                    common = first.checkpoint(Long.MAX_VALUE).orElseThrow();
                } else {
                    different = Math.min(middle, second.reader().sequence());
                }
            }
        }

        private Bisection explain() {
            FrameText text = new FrameText(one);
            try (RunDigests digestsOne = digests();
                    Playback first = new Playback(run, one, digestsOne, common, index);
                    RunDigests digestsOther = digests();
                    Playback second = new Playback(run, other, digestsOther, common, index)) {
                execute(first, different);
                execute(second, different);
                return new Bisection(
                        different,
                        text.line(first.reader().frame()),
                        new Answers().take(first).lines(text),
                        new Answers().take(second).lines(text),
                        StateDifference.of(first.machines(), second.machines()).orElse(null),
                        events,
                        replays,
                        executed);
            }
        }

        /** Executes up to a sequence; less when the run ends, or the answers are no longer those recorded. */
        private void execute(Playback playback, long to) {
            replays++;
            int frames = 1;
            while (frames > 0 && playback.reader().sequence() < to) {
                frames = playback.step(
                        (int) Math.min(STEP, to - playback.reader().sequence()));
                executed += frames;
                progress.accept(executed);
            }
        }

        private void requireReproduced(Playback playback) {
            if (playback.diverged()) {
                throw new RunUnusableException(
                        "this build does not reproduce " + run.path() + " itself: `reprise replay" + " " + run.path()
                                + "` says where; bisect with the build that made it");
            }
        }

        private RunDigests digests() {
            return new RunDigests(run, false);
        }
    }
}
