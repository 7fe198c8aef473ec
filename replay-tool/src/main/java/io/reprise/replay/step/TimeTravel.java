package io.reprise.replay.step;

import io.reprise.journal.Checkpoint;
import io.reprise.journal.JournalIndex;
import io.reprise.journal.Playback;
import io.reprise.journal.RunDigests;
import io.reprise.journal.RunDirectory;
import io.reprise.journal.RunUnusableException;
import io.reprise.journal.Snapshot;
import io.reprise.journal.StateLog;
import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.machine.MachineFaultException;
import io.reprise.kernel.machine.MachineProvider;
import io.reprise.kernel.machine.Machines;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * A run, executed as far as somebody wants to see: forward by executing, back by executing again from the newest snapshot,
 * or the newest of a few {@link Checkpoints} in memory, before the sequence wanted. It is the same {@link Playback} as a
 * replay's. One thread; it writes nothing into the run but its index.
 *
 * <p>Checkpoints are taken half way to where it goes, half way from there, and so on until {@code spacing} frames are left;
 * and every {@link #LONG_WAY} spacings of execution whose end nobody knows. So going back a little after a long way costs
 * at most some spacings of execution.
 *
 * <p>It does not go beyond the first frame that this build answers otherwise than was recorded: what follows is not the
 * run's. A run of policy {@code halt} ends at the frame it was halted by.
 */
public final class TimeTravel implements AutoCloseable {
    /** Frames; executing them takes less time than making machines anew. */
    static final int SPACING = 16_384;

    private static final int LONG_WAY = 16;
    private static final int CHUNK = 4_096;

    private final RunDirectory run;
    private final List<MachineProvider> providers;
    private final LongConsumer progress;
    private final Consumer<String> log;
    private final int spacing;
    private final JournalIndex index;
    private final List<Long> snapshots = new ArrayList<>();
    private final Checkpoints checkpoints = new Checkpoints();
    private final Set<String> logged = new HashSet<>();
    private final long first;
    private final long last;
    private RunDigests digests;
    private Playback playback;
    private FrameFlyweight frame;
    private List<FrameFlyweight> answers;
    private String halt = "";
    private boolean diverged;
    private long keptAt;

    /**
     * At the beginning of a run.
     *
     * @param progress is told the last sequence read or executed, now and then
     * @param log told of every snapshot that cannot be used
     */
    public static TimeTravel of(
            RunDirectory run, List<MachineProvider> providers, LongConsumer progress, Consumer<String> log) {
        return new TimeTravel(run, providers, progress, log, SPACING);
    }

    TimeTravel(
            RunDirectory run,
            List<MachineProvider> providers,
            LongConsumer progress,
            Consumer<String> log,
            int spacing) {
        this.run = run;
        this.providers = providers;
        this.progress = progress;
        this.log = log;
        this.spacing = spacing;
        this.index = JournalIndex.of(run, progress);
        this.last = index.sequenceAt(Long.MAX_VALUE) - 1;
        for (Path file : Snapshot.newestFirst(run)) {
            noteSnapshot(file);
        }
        this.digests = new RunDigests(run, false);
        try {
            this.playback = Playback.ofAll(run, providers, digests, this::logOnce);
        } catch (RuntimeException e) {
            digests.close();
            throw e;
        }
        this.first = playback.startedAfter();
        started();
    }

    private void noteSnapshot(Path file) {
        try {
            snapshots.add(Snapshot.read(run, file).sequence());
        } catch (RunUnusableException e) {
            logOnce(e.getMessage() + "; it is left out");
        }
    }

    private void logOnce(String line) {
        if (logged.add(line)) {
            log.accept(line);
        }
    }

    /** Where it can go back to: 0, or the oldest snapshot of a run that was pruned. No frame is shown there. */
    public long first() {
        return first;
    }

    /** Sequence of the last frame there was when it was opened. */
    public long last() {
        return last;
    }

    /** Of the last frame executed: all state is as it was after it. */
    public long sequence() {
        return playback.reader().sequence();
    }

    /** Kernel time. */
    public long timeNs() {
        return playback.machines().timeNs();
    }

    /** The last frame executed; null where nothing was executed yet. Stays as it is. */
    public FrameFlyweight frame() {
        return frame;
    }

    /** The answers to {@link #frame()}, as this execution gave them. They stay as they are. */
    public List<FrameFlyweight> answers() {
        if (answers == null) {
            answers = new ArrayList<>();
            playback.lastAnswers(answer -> answers.add(KeptFrame.of(answer)));
        }
        return answers;
    }

    /** With their state, for reading; others after each time it went back. */
    public Machines machines() {
        return playback.machines();
    }

    /** The hashes here. */
    public StateLog.Entry state() {
        return playback.state();
    }

    /** Why it cannot go on here: what differs from what was recorded, or what halted the run. Empty when it can. */
    public String obstacle() {
        if (!halt.isEmpty()) {
            return halt;
        }
        if (!playback.diverged()) {
            return "";
        }
        if (digests.divergedAt() != RunDigests.NOT_DIVERGED) {
            return "diverged at sequence " + sequence() + ": its answers have digest " + StateLog.hex(digests.actual())
                    + ", recorded was " + StateLog.hex(digests.expected());
        }
        StateLog.Entry recorded = playback.divergedState();
        return "diverged at sequence " + sequence() + ": outputs " + state().outputs() + ", state " + state().state()
                + "; recorded were " + recorded.outputs() + ", " + recorded.state();
    }

    /** Whether it has come by anything that is not as it was recorded; it may have gone back since. */
    public boolean hasDiverged() {
        return diverged;
    }

    /** Sequence of the first frame of that kernel time or later; one more than {@link #last()} when there is none. */
    public long sequenceAt(long timeNs) {
        return Math.min(last + 1, index.sequenceAt(timeNs));
    }

    /** Executes up to so many frames; returns how many there were. */
    public long next(long frames) {
        long before = sequence();
        runTo(frames > last - before ? last : before + frames);
        return sequence() - before;
    }

    /** Goes back so many frames, or to {@link #first()}. */
    public void back(long frames) {
        goTo(frames > sequence() - first ? first : sequence() - frames);
    }

    /**
     * Goes to a sequence, forward or back. When there is an {@link #obstacle()} before it, it stays there.
     *
     * @param target from {@link #first()} to {@link #last()}
     */
    public void goTo(long target) {
        if (target < first || target > last) {
            throw new IllegalArgumentException("sequence " + target + " is not within " + first + " to " + last);
        }
        boolean shown = frame != null || target == first;
        if (target == sequence() && shown) {
            return;
        }
        if (target <= sequence() || startBefore(target) > sequence() + spacing) {
            restartBefore(Math.max(target, first + 1));
        }
        runTo(target);
    }

    /**
     * Goes to the newest point before a sequence from which it can execute: a checkpoint, a snapshot or the beginning. No
     * frame is shown there.
     *
     * @return where it is now
     */
    long restartBefore(long sequence) {
        Checkpoint checkpoint = checkpoints.newestBefore(sequence);
        boolean inMemory = checkpoint != null && checkpoint.sequence() >= snapshotBefore(sequence);
        close();
        playback = null; // so that the memory of its machines can be used for the new ones
        digests = new RunDigests(run, false);
        playback = inMemory
                ? new Playback(run, providers, digests, checkpoint, index)
                : Playback.fromNewestUpTo(sequence - 1, run, providers, digests, this::logOnce);
        started();
        if (!inMemory && sequence() > first) {
            keep();
        }
        return sequence();
    }

    /** How many states are kept in memory now. */
    int checkpointCount() {
        return checkpoints.count();
    }

    private void started() {
        frame = null;
        answers = List.of();
        halt = "";
        keptAt = sequence();
    }

    private long startBefore(long sequence) {
        Checkpoint checkpoint = checkpoints.newestBefore(sequence);
        return Math.max(snapshotBefore(sequence), checkpoint == null ? first : checkpoint.sequence());
    }

    private long snapshotBefore(long sequence) {
        return snapshots.stream().filter(each -> each < sequence).reduce(first, Math::max);
    }

    private void runTo(long target) {
        while (sequence() < target && obstacle().isEmpty()) {
            long before = sequence();
            execute((int) Math.min(target - before, Math.min(CHUNK, spacing)));
            if (sequence() == before) {
                throw new RunUnusableException("the journal ended at sequence " + before + " while it was read");
            }
            frame = KeptFrame.of(playback.reader().frame());
            progress.accept(sequence());
            keepWhereUseful(target - sequence());
        }
    }

    private void execute(int frames) {
        answers = null;
        try {
            playback.step(frames);
            diverged |= playback.diverged();
        } catch (MachineFaultException e) {
            halt = "halted at sequence " + sequence() + ": " + e.getMessage() + " (" + e.getCause() + ")";
            answers = List.of();
        }
    }

    private void keepWhereUseful(long left) {
        long sinceKept = sequence() - keptAt;
        boolean halfWay = left >= spacing && sinceKept >= left;
        if ((halfWay || sinceKept >= (long) LONG_WAY * spacing) && obstacle().isEmpty()) {
            keep();
        }
    }

    private void keep() {
        keptAt = sequence();
        playback.checkpoint(checkpoints.maxLength() / 2).ifPresent(checkpoints::add);
    }

    @Override
    public void close() {
        if (playback != null) {
            playback.close();
        }
        digests.close();
    }
}
