package io.reprise.replay.whatif;

import io.reprise.journal.Playback;
import io.reprise.journal.RunDigests;
import io.reprise.journal.RunDirectory;
import io.reprise.journal.RunManifest;
import io.reprise.journal.RunUnusableException;
import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.frame.Status;
import io.reprise.kernel.machine.MachineProvider;
import io.reprise.replay.FrameText;
import io.reprise.replay.diff.Answers;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * Executes the arrivals of a run again with something changed, as a new run of its own, and compares frame by frame what
 * became of them. Arrivals are frames with their times: what the edge decided, such as whom it refused, stays.
 *
 * @param made the new run, which can be replayed, stepped through and diffed like any other
 */
public record WhatIf(Path made, Outcome outcome) {
    /**
     * @param from the run; it is not changed
     * @param machines that made it
     * @param to the new run; there must be nothing
     * @param progress is told the last sequence done, now and then
     */
    public static WhatIf of(
            Path from, List<MachineProvider> machines, Path to, Changes changes, LongConsumer progress) {
        try (RunDirectory run = RunDirectory.openToRead(from)) {
            RunManifest manifest = run.manifest();
            if (manifest.begin().sequence() > 0 || manifest.starts().isEmpty()) {
                throw new RunUnusableException(
                        from + " does not have all of its journal; there is nothing to begin with");
            }
            String id = manifest.id() + "~" + to.toAbsolutePath().getFileName();
            try (RunDirectory made = RunDirectory.create(to, changes.manifest(manifest, id))) {
                Rewrite rewrite = new Rewrite(changes, manifest.maxFrameLength(), progress);
                rewrite.write(run, made);
                rewrite.execute(made);
                return new WhatIf(to, compare(run, machines, made, changes, progress));
            }
        }
    }

    private static Outcome compare(
            RunDirectory run,
            List<MachineProvider> machines,
            RunDirectory made,
            Changes changes,
            LongConsumer progress) {
        try (RunDigests digests = new RunDigests(run, false);
                Playback before = Playback.ofAll(run, machines, digests, line -> {});
                RunDigests newDigests = new RunDigests(made, false);
                Playback after = Playback.ofAll(made, changes.machines(), newDigests, line -> {})) {
            Comparison comparison = new Comparison(new FrameText(machines), new FrameText(changes.machines()));
            while (before.step(1) > 0) {
                boolean kept = !changes.drops(before.reader().sequence());
                if (kept && after.step(1) == 0) {
                    throw new IllegalStateException(
                            "the new run ends before frame " + before.reader().sequence());
                }
                comparison.onFrame(before, kept ? after : null);
                if ((before.reader().sequence() & 0xFFFF) == 0) {
                    progress.accept(before.reader().sequence());
                }
            }
            if (before.diverged()) {
                throw new RunUnusableException("this build does not reproduce " + run.path() + " itself: it diverges at"
                        + " sequence " + before.reader().sequence() + "; see `reprise replay`");
            }
            return comparison.outcome.build();
        }
    }

    /** Both executions, frame by frame; one thread. */
    private static final class Comparison {
        private final FrameText textBefore;
        private final FrameText textAfter;
        private final Outcome.Builder outcome = Outcome.builder();
        private final Answers answersBefore = new Answers();
        private final Answers answersAfter = new Answers();
        private final AnswerTimes timesBefore = new AnswerTimes(latency -> outcome.onLatency(false, latency));
        private final AnswerTimes timesAfter = new AnswerTimes(latency -> outcome.onLatency(true, latency));

        Comparison(FrameText textBefore, FrameText textAfter) {
            this.textBefore = textBefore;
            this.textAfter = textAfter;
        }

        /** @param after null when the frame was left out */
        void onFrame(Playback before, Playback after) {
            FrameFlyweight frame = before.reader().frame();
            timesBefore.onFrame(frame);
            answersBefore.take(before).forEach(timesBefore::onAnswer);
            if (after == null) {
                outcome.onDropped();
                return;
            }
            timesAfter.onFrame(after.reader().frame());
            answersAfter.take(after).forEach(timesAfter::onAnswer);
            boolean changed = !answersBefore.sayTheSame(answersAfter);
            if (outcome.onFrame(textBefore.methodName(frame), changed)) {
                outcome.first(new Outcome.First(
                        frame.sequence(),
                        textBefore.line(frame),
                        answersBefore.lines(textBefore),
                        answersAfter.lines(textAfter)));
            }
            if (answersBefore.count() > 0
                    && answersAfter.count() > 0
                    && answersBefore.status() != answersAfter.status()) {
                outcome.onStatus(Status.of(answersBefore.status()) + " → " + Status.of(answersAfter.status()));
            }
        }
    }
}
