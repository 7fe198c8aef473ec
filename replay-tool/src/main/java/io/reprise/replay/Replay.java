package io.reprise.replay;

import io.reprise.journal.Playback;
import io.reprise.journal.RunDigests;
import io.reprise.journal.RunDirectory;
import io.reprise.journal.StateLog;
import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.machine.MachineProvider;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * Executes a run again and compares every output digest, and the state wherever it was recorded.
 *
 * @param events executed
 * @param compared digests that were recorded and are the same
 * @param outputs hash over all output digests, hexadecimal
 * @param state hash of all state at the end, hexadecimal
 * @param dropped a sentence about the journal's tail, or an empty one
 * @param elapsedNs of the execution
 * @param divergence null when everything is the same
 */
public record Replay(
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

    /** @param progress is told the number of events now and then */
    public static Replay of(Path path, List<MachineProvider> providers, LongConsumer progress) {
        try (RunDirectory run = RunDirectory.open(path);
                RunDigests digests = new RunDigests(run, false)) {
            FrameText text = new FrameText(providers);
            List<String> answers = new ArrayList<>();
            try (Playback playback = new Playback(run, providers, digests, answer -> {
                if (answer.sequence() == digests.divergedAt()) {
                    answers.add(text.line(answer));
                }
                return true;
            })) {
                long startNs = System.nanoTime();
                while (playback.step(STEP) > 0) {
                    progress.accept(playback.reader().sequence());
                }
                return result(playback, text, answers, System.nanoTime() - startNs);
            }
        }
    }

    private static Replay result(Playback playback, FrameText text, List<String> answers, long elapsedNs) {
        String state = StateLog.hex(playback.machines().stateHash());
        return new Replay(
                playback.reader().sequence(),
                playback.digests().compared(),
                StateLog.hex(playback.digests().hash()),
                state,
                playback.reader().tail().sentence(),
                elapsedNs,
                playback.diverged() ? divergence(playback, text, answers, state) : null);
    }

    private static Divergence divergence(Playback playback, FrameText text, List<String> answers, String state) {
        FrameFlyweight request = playback.reader().frame();
        RunDigests digests = playback.digests();
        if (digests.divergedAt() == RunDigests.NOT_DIVERGED) {
            return new Divergence(
                    request.sequence(),
                    text.line(request),
                    "state " + playback.divergedState().state(),
                    "state " + state);
        }
        String replayed = "outputs " + StateLog.hex(digests.actual()) + ": "
                + (answers.isEmpty() ? "no answer" : String.join("; ", answers));
        return new Divergence(
                request.sequence(), text.line(request), "outputs " + StateLog.hex(digests.expected()), replayed);
    }
}
