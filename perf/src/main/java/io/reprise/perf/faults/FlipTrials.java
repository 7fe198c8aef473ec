package io.reprise.perf.faults;

import io.reprise.journal.AnswerLog;
import io.reprise.journal.JournalDamagedException;
import io.reprise.journal.Playback;
import io.reprise.journal.RunDigests;
import io.reprise.journal.RunDirectory;
import io.reprise.journal.RunUnusableException;
import io.reprise.journal.Snapshot;
import io.reprise.kernel.machine.Machines;
import io.reprise.perf.faults.Flip.Effect;
import io.reprise.replay.Replay;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A process that flips single bits of a run, one after the other, and looks every time what reading, replaying and
 * restoring it come to. It prints {@code ready} and then a line per flip: number, effect, CPU ms, sentence. A process of
 * its own, because it gets little memory and may hang.
 */
public final class FlipTrials {
    private final Path path;
    private final List<Flip> flips;
    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final Result sound;

    /** What a run comes to. */
    private record Result(long events, String outputs, String state, List<String> answers) {}

    private FlipTrials(Path path, long seed, int count) throws IOException {
        this.path = path;
        this.flips = Flip.choose(path, seed, count);
        this.sound = result();
    }

    /** Arguments: run, seed, number of flips, the first one to be tried. */
    public static void main(String[] arguments) throws IOException {
        FlipTrials trials =
                new FlipTrials(Path.of(arguments[0]), Long.parseLong(arguments[1]), Integer.parseInt(arguments[2]));
        System.out.println("ready");
        for (int i = Integer.parseInt(arguments[3]); i < trials.flips.size(); i++) {
            System.out.println(trials.tryFlip(i));
        }
    }

    private String tryFlip(int number) throws IOException {
        Flip flip = flips.get(number);
        flip.toggle(path);
        long startNs = threads.getCurrentThreadCpuTime();
        Effect effect;
        String sentence = "";
        try {
            Result result = result();
            effect = result.equals(sound) ? Effect.NONE : Effect.WRONG;
            sentence = effect == Effect.NONE ? "" : "came to " + result + ", not " + sound;
        } catch (RunUnusableException | JournalDamagedException | UncheckedIOException e) {
            effect = Effect.DETECTED;
            sentence = String.valueOf(e.getMessage());
        } catch (RuntimeException e) {
            effect = Effect.WRONG;
            sentence = e.toString();
        }
        long cpuMs = (threads.getCurrentThreadCpuTime() - startNs) / 1_000_000;
        flip.toggle(path);
        return String.format(Locale.ROOT, "%d %s %d %s", number, effect, cpuMs, sentence.replace('\n', ' '));
    }

    /** Replays the run, and once more from each of its snapshots; whatever is noticed is thrown. */
    private Result result() {
        Replay replay = Replay.of(path, Machines.discover(), events -> {});
        if (!replay.identical()) {
            throw new RunUnusableException(
                    "diverged at sequence " + replay.divergence().sequence());
        }
        if (!replay.dropped().isEmpty()) {
            throw new RunUnusableException(replay.dropped());
        }
        List<String> answers = new ArrayList<>();
        try (RunDirectory run = RunDirectory.open(path)) {
            for (Path file : Snapshot.newestFirst(run)) {
                restore(run, Snapshot.read(run, file), replay);
            }
            AnswerLog.find(run, replay.events(), answer -> answers.add(answer.toString()));
        }
        return new Result(replay.events(), replay.outputs(), replay.state(), answers);
    }

    private static void restore(RunDirectory run, Snapshot snapshot, Replay replay) {
        try (RunDigests digests = new RunDigests(run, false);
                Playback playback = new Playback(run, Machines.discover(), digests, snapshot)) {
            while (playback.step(Integer.MAX_VALUE) > 0) {
                // to the end
            }
            boolean same = playback.state().state().equals(replay.state())
                    && playback.state().outputs().equals(replay.outputs());
            if (!same) {
                throw new IllegalStateException(snapshot.file() + " leads to " + playback.state());
            }
        }
    }
}
