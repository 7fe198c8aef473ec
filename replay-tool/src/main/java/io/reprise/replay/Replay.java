package io.reprise.replay;

import io.reprise.journal.AnswerLog;
import io.reprise.journal.JournalIndex;
import io.reprise.journal.Playback;
import io.reprise.journal.RunDigests;
import io.reprise.journal.RunDirectory;
import io.reprise.journal.StateLog;
import io.reprise.kernel.machine.MachineProvider;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * Executes a run again and compares every output digest, and the state wherever it was recorded.
 *
 * @param startedAfter sequence of the snapshot it began with, in a run that was pruned; 0 in one that was not
 * @param events executed
 * @param compared digests that were recorded and are the same
 * @param outputs hash over all output digests, hexadecimal
 * @param state hash of all state at the end, hexadecimal
 * @param dropped a sentence about the journal's tail, or an empty one
 * @param elapsedNs of the execution
 * @param divergence null when everything is the same
 */
public record Replay(
        long startedAfter,
        long events,
        long compared,
        String outputs,
        String state,
        String dropped,
        long elapsedNs,
        Divergence divergence) {
    private static final int STEP = 65_536;

    /**
     * The first difference.
     *
     * @param request the frame of that sequence
     * @param recorded what the run noted
     * @param replayed what this execution came to
     */
    public record Divergence(long sequence, String request, String recorded, String replayed) {}

    public boolean identical() {
        return divergence == null;
    }

    /** @param progress is told the last sequence now and then */
    public static Replay of(Path path, List<MachineProvider> providers, LongConsumer progress) {
        return of(path, providers, Part.ALL, progress, line -> {});
    }

    /**
     * What of a run is executed, and how it is shown.
     *
     * @param from execution begins with the newest snapshot before it, and with the first frame if it is the start
     * @param to the last frame executed
     * @param speed times as fast as the frames came, from {@code from} on; 0 = as fast as it goes
     * @param frames gets a line for every frame from {@code from} on and for every answer; null = nobody wants them
     */
    public record Part(Moment from, Moment to, double speed, Consumer<String> frames) {
        /** All of it, as fast as it goes. */
        public static final Part ALL = new Part(Moment.START, Moment.END, 0, null);

        private boolean isShown() {
            return speed > 0 || frames != null;
        }
    }

    /**
     * @param progress is told the last sequence now and then
     * @param log told of every snapshot that cannot be used
     */
    public static Replay of(
            Path path, List<MachineProvider> providers, Part part, LongConsumer progress, Consumer<String> log) {
        try (RunDirectory run = RunDirectory.openToRead(path);
                RunDigests digests = new RunDigests(run, false)) {
            boolean whole = part.from().equals(Moment.START) && part.to().isSequence();
            JournalIndex index = whole ? null : JournalIndex.of(run, progress);
            long first = whole ? 1 : part.from().firstSequence(index);
            long last = whole ? part.to().value() : part.to().lastSequence(index);
            FrameText text = new FrameText(providers);
            try (Playback playback = whole
                    ? Playback.ofAll(run, providers, digests, log)
                    : Playback.fromNewestUpTo(first - 1, run, providers, digests, log)) {
                long startNs = System.nanoTime();
                execute(playback, part.isShown() ? first - 1 : last, progress);
                if (part.isShown()) {
                    new Showing(part, text).execute(playback, last);
                }
                return result(run, playback, text, System.nanoTime() - startNs);
            }
        }
    }

    private static void execute(Playback playback, long to, LongConsumer progress) {
        int frames = 1;
        while (frames > 0 && playback.reader().sequence() < to) {
            frames = playback.step((int) Math.min(STEP, to - playback.reader().sequence()));
            progress.accept(playback.reader().sequence());
        }
    }

    private static Replay result(RunDirectory run, Playback playback, FrameText text, long elapsedNs) {
        StateLog.Entry state = playback.state();
        return new Replay(
                playback.startedAfter(),
                playback.reader().sequence() - playback.startedAfter(),
                playback.digests().compared(),
                state.outputs(),
                state.state(),
                playback.reader().tail().sentence(),
                elapsedNs,
                playback.diverged() ? divergence(run, playback, text, state) : null);
    }

    private static Divergence divergence(RunDirectory run, Playback playback, FrameText text, StateLog.Entry replayed) {
        String request = replayed.sequence() == playback.startedAfter()
                ? "none, nothing had been executed yet"
                : text.line(playback.reader().frame());
        RunDigests digests = playback.digests();
        if (digests.divergedAt() == RunDigests.NOT_DIVERGED) {
            return new Divergence(replayed.sequence(), request, hashes(playback.divergedState()), hashes(replayed));
        }
        List<String> answers = new ArrayList<>();
        playback.lastAnswers(answer -> answers.add(text.line(answer)));
        List<String> recorded = new ArrayList<>();
        AnswerLog.find(run, digests.divergedAt(), answer -> recorded.add(text.line(answer)));
        return new Divergence(
                digests.divergedAt(),
                request,
                outputs(
                        digests.expected(),
                        recorded,
                        "the answer was not kept; serve with --outputs frames to keep it"),
                outputs(digests.actual(), answers, "no answer"));
    }

    private static String outputs(long digest, List<String> answers, String none) {
        return "outputs " + StateLog.hex(digest) + ": " + (answers.isEmpty() ? none : String.join("; ", answers));
    }

    private static String hashes(StateLog.Entry entry) {
        return "outputs " + entry.outputs() + ", state " + entry.state() + " after it";
    }
}
