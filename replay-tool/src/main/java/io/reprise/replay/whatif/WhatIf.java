package io.reprise.replay.whatif;

import io.reprise.journal.Playback;
import io.reprise.journal.RunDigests;
import io.reprise.journal.RunDirectory;
import io.reprise.journal.RunManifest;
import io.reprise.journal.RunUnusableException;
import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.frame.FrameKind;
import io.reprise.kernel.frame.Status;
import io.reprise.kernel.machine.MachineProvider;
import io.reprise.replay.FrameText;
import io.reprise.replay.diff.Answers;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * Executes the arrivals of a run again with something changed, as a new run of its own, and compares frame by frame what
 * became of them. Arrivals are frames with their times: what the edge decided stays, but for whom another
 * {@link ShedThreshold} would have shed.
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
            Optional<ShedThreshold> threshold = changes.shedThreshold(manifest);
            try (RunDirectory made = RunDirectory.create(to, changes.manifest(manifest, id))) {
                Rewrite rewrite = new Rewrite(changes, made.manifest(), threshold, progress);
                rewrite.write(run, made);
                rewrite.execute(made);
                Outcome.Builder outcome = Outcome.builder();
                rewrite.edge().ifPresent(outcome::edge);
                compare(run, machines, made, changes, outcome, progress);
                return new WhatIf(to, outcome.build());
            }
        }
    }

    private static void compare(
            RunDirectory run,
            List<MachineProvider> machines,
            RunDirectory made,
            Changes changes,
            Outcome.Builder outcome,
            LongConsumer progress) {
        try (RunDigests digests = new RunDigests(run, false);
                Playback before = Playback.ofAll(run, machines, digests, line -> {});
                RunDigests newDigests = new RunDigests(made, false);
                Playback after = Playback.ofAll(made, changes.machines(), newDigests, line -> {})) {
            Comparison comparison = new Comparison(new FrameText(machines), new FrameText(changes.machines()), outcome);
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
        }
    }

    /** Both executions, frame by frame; one thread. */
    private static final class Comparison {
        private final FrameText textBefore;
        private final FrameText textAfter;
        private final Outcome.Builder outcome;
        private final Answers answersBefore = new Answers();
        private final Answers answersAfter = new Answers();
        private final AnswerTimes timesBefore;
        private final AnswerTimes timesAfter;

        Comparison(FrameText textBefore, FrameText textAfter, Outcome.Builder outcome) {
            this.textBefore = textBefore;
            this.textAfter = textAfter;
            this.outcome = outcome;
            this.timesBefore = new AnswerTimes(latency -> outcome.onLatency(false, latency));
            this.timesAfter = new AnswerTimes(latency -> outcome.onLatency(true, latency));
        }

        /** @param after null when the frame was left out */
        void onFrame(Playback before, Playback after) {
            FrameFlyweight frame = before.reader().frame();
            outcome.onShed(frame, false);
            timesBefore.onFrame(frame);
            answersBefore.take(before).forEach(timesBefore::onAnswer);
            if (after == null) {
                outcome.onDropped();
                return;
            }
            FrameFlyweight made = after.reader().frame();
            boolean shed = made.kind() == FrameKind.SHED && frame.kind() != FrameKind.SHED;
            outcome.onShed(made, true);
            timesAfter.onFrame(made);
            answersAfter.take(after).forEach(timesAfter::onAnswer);
            boolean changed = shed || !answersBefore.sayTheSame(answersAfter);
            if (outcome.onFrame(textBefore.methodName(frame), changed, shed)) {
                outcome.first(new Outcome.First(
                        frame.sequence(),
                        textBefore.line(frame),
                        answersBefore.lines(textBefore),
                        shed ? List.of(textAfter.line(made)) : answersAfter.lines(textAfter)));
            }
            onStatus(shed ? Status.OVERLOADED.code() : answersAfter.status(), shed || answersAfter.count() > 0);
        }

        private void onStatus(int statusAfter, boolean answered) {
            if (answersBefore.count() > 0 && answered && answersBefore.status() != statusAfter) {
                outcome.onStatus(Status.of(answersBefore.status()) + " → " + Status.of(statusAfter));
            }
        }
    }
}
