package io.reprise.journal;

import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.machine.Engine;
import io.reprise.kernel.machine.FaultPolicy;
import io.reprise.kernel.machine.MachineProvider;
import io.reprise.kernel.machine.Machines;
import io.reprise.kernel.ring.FramePoller;
import io.reprise.kernel.ring.FrameRing;
import io.reprise.kernel.state.RegionSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Executes a run's journal again: the same engine, the same machines, the journaled frames. Recovery and replay are both
 * this. One thread.
 */
public final class Playback implements AutoCloseable {
    private static final int ANSWERS_BATCH = 64;

    private final RunDirectory run;
    private final JournalReader reader;
    private final RunDigests digests;
    private final Machines machines;
    private final Engine engine;
    private final FramePoller answers;
    private final Iterator<StateLog.Entry> recordedStates;
    private StateLog.Entry recordedState;
    private StateLog.Entry divergedState;
    private long startedAfter;

    /**
     * From the newest snapshot that can be used; without one, from the first frame.
     *
     * @param digests compare, and record if they may
     * @param log told of every snapshot that cannot be used
     * @throws RunUnusableException the frames before the journal were pruned, and no snapshot can be used
     */
    public static Playback fromNewest(
            RunDirectory run, List<MachineProvider> providers, RunDigests digests, Consumer<String> log) {
        return from(Snapshot.newestFirst(run), run, providers, digests, log);
    }

    /** All of the journal: from the first frame, or from the oldest snapshot if the run was pruned. */
    public static Playback ofAll(
            RunDirectory run, List<MachineProvider> providers, RunDigests digests, Consumer<String> log) {
        List<Path> oldestFirst = new ArrayList<>();
        if (run.manifest().begin().isPruned()) {
            oldestFirst.addAll(Snapshot.newestFirst(run));
            Collections.reverse(oldestFirst);
        }
        return from(oldestFirst, run, providers, digests, log);
    }

    /** As {@link #fromNewest}, but from the newest snapshot whose last frame is this one or an earlier one. */
    public static Playback fromNewestUpTo(
            long sequence,
            RunDirectory run,
            List<MachineProvider> providers,
            RunDigests digests,
            Consumer<String> log) {
        List<Path> upTo = Snapshot.newestFirst(run).stream()
                .filter(file -> Snapshot.namesUpTo(file, sequence))
                .toList();
        return from(upTo, run, providers, digests, log);
    }

    private static Playback from(
            List<Path> snapshots,
            RunDirectory run,
            List<MachineProvider> providers,
            RunDigests digests,
            Consumer<String> log) {
        for (Path file : snapshots) {
            try {
                return new Playback(run, providers, digests, Snapshot.read(run, file));
            } catch (RunUnusableException e) {
                log.accept(e.getMessage() + "; it is left out");
            }
        }
        RunManifest.Begin begin = run.manifest().begin();
        if (begin.isPruned()) {
            throw new RunUnusableException(
                    "no snapshot of " + run.path() + " can be used, and the frames up to sequence " + begin.sequence()
                            + " were pruned: put a snapshot back from a copy");
        }
        return new Playback(run, providers, digests);
    }

    /**
     * @param digests compare, and record if they may
     */
    public Playback(RunDirectory run, List<MachineProvider> providers, RunDigests digests) {
        this(run, providers, digests, null);
    }

    /** @param snapshot to go on from, or null to begin with the first frame */
    public Playback(RunDirectory run, List<MachineProvider> providers, RunDigests digests, Snapshot snapshot) {
        this(run, providers, digests, snapshot == null ? RegionSource.ZEROS : snapshot, () -> reader(run));
        if (snapshot != null) {
            goOnAfter(snapshot);
        }
        compareStates();
    }

    /**
     * Goes on from a checkpoint of an earlier execution.
     *
     * @param index finds the frame behind it
     */
    public Playback(
            RunDirectory run,
            List<MachineProvider> providers,
            RunDigests digests,
            Checkpoint checkpoint,
            JournalIndex index) {
        this(run, providers, digests, checkpoint, () -> index.readerAt(checkpoint.sequence() + 1));
        if (reader.sequence() != checkpoint.sequence() || reader.link() != checkpoint.link()) {
            reader.close();
            throw new RunUnusableException("the journal no longer has frame " + checkpoint.sequence() + " as it was");
        }
        goOnAfter(checkpoint.sequence(), checkpoint.outputsHash());
        compareStates();
    }

    private Playback(
            RunDirectory run,
            List<MachineProvider> providers,
            RunDigests digests,
            RegionSource source,
            Supplier<JournalReader> reader) {
        this.run = run;
        RunManifest manifest = run.manifest();
        this.digests = digests;
        this.machines = machines(run, providers, source);
        FrameRing output = outputRing(manifest.maxFrameLength());
        this.answers = output.newPoller(true);
        FaultPolicy policy = FaultPolicy.valueOf(manifest.faultPolicy().toUpperCase(Locale.ROOT));
        this.engine = new Engine(machines, manifest.seed(), output, policy, digests);
        this.recordedStates = RecordedStates.of(run).iterator();
        this.reader = reader.get();
        nextRecordedState();
    }

    private static JournalReader reader(RunDirectory run) {
        return new JournalReader(run, BootId.current());
    }

    private void goOnAfter(Snapshot snapshot) {
        try {
            snapshot.requireRestored(machines);
            if (!reader.skip(snapshot.sequence(), snapshot.link())) {
                throw new RunUnusableException(
                        snapshot.file() + " cannot be used: the journal does not have the record it was taken after");
            }
        } catch (RuntimeException e) {
            reader.close();
            throw e;
        }
        goOnAfter(snapshot.sequence(), snapshot.outputsHash());
    }

    private void goOnAfter(long sequence, long outputsHash) {
        startedAfter = sequence;
        digests.continueAfter(outputsHash);
        while (recordedState != null && recordedState.sequence() < sequence) {
            nextRecordedState();
        }
    }

    /** The smallest output ring an engine works with, at least 8 MiB. */
    public static FrameRing outputRing(int maxFrameLength) {
        int wanted = Math.max(8 * 1024 * 1024, 8 * maxFrameLength);
        return new FrameRing(org.agrona.BitUtil.findNextPositivePowerOfTwo(wanted), maxFrameLength);
    }

    /** Executes up to so many frames; 0 when the journal has ended or the execution diverged. */
    public int step(int maxFrames) {
        int frames = 0;
        while (frames < maxFrames && !diverged() && reader.next()) {
            if (frames++ % ANSWERS_BATCH == 0) {
                discardAnswers();
            }
            while (!engine.apply(reader.frame())) {
                discardAnswers();
            }
            compareStates();
        }
        engine.publish();
        return frames;
    }

    /** Writes the state after the last frame executed; see {@link Snapshot}. */
    public Path writeSnapshot() {
        return Snapshot.write(run, machines, reader.link(), digests.hash());
    }

    /**
     * Keeps the state after the last frame executed in memory.
     *
     * @return nothing when it takes more than {@code maxLength} bytes
     */
    public Optional<Checkpoint> checkpoint(long maxLength) {
        return Checkpoint.of(machines, reader.link(), digests.hash(), maxLength);
    }

    /** Shows the answers to the last frame executed; once. */
    public void lastAnswers(Consumer<FrameFlyweight> action) {
        answers.poll(
                answer -> {
                    if (answer.sequence() == machines.sequence()) {
                        action.accept(answer);
                    }
                    return true;
                },
                Integer.MAX_VALUE);
    }

    /** The sequence of the snapshot this went on from; 0 without one. */
    public long startedAfter() {
        return startedAfter;
    }

    public JournalReader reader() {
        return reader;
    }

    public RunDigests digests() {
        return digests;
    }

    public Machines machines() {
        return machines;
    }

    /** Whether answers or state are not those recorded. */
    public boolean diverged() {
        return digests.divergedAt() != RunDigests.NOT_DIVERGED || divergedState != null;
    }

    /** The recorded state this execution did not reach, or null. */
    public StateLog.Entry divergedState() {
        return divergedState;
    }

    /** Their digests are compared; nobody looks at the answers themselves, but for the last. */
    private void discardAnswers() {
        engine.publish();
        answers.skip();
    }

    private void compareStates() {
        while (recordedState != null && recordedState.sequence() <= reader.sequence()) {
            if (recordedState.sequence() == reader.sequence()
                    && divergedState == null
                    && !recordedState.equals(state())) {
                divergedState = recordedState;
            }
            nextRecordedState();
        }
    }

    /** The hashes at the last frame executed. */
    public StateLog.Entry state() {
        return new StateLog.Entry(
                machines.sequence(), StateLog.hex(digests.hash()), StateLog.hex(machines.stateHash()));
    }

    private void nextRecordedState() {
        recordedState = recordedStates.hasNext() ? recordedStates.next() : null;
    }

    private static Machines machines(RunDirectory run, List<MachineProvider> providers, RegionSource source) {
        List<MachineProvider> present = machinesOf(run.manifest(), providers);
        try {
            return new Machines(present, run.manifest().limits(), source);
        } catch (IllegalArgumentException e) {
            throw new RunUnusableException(
                    "run.json of " + run.path() + " names what no build can have written: " + e.getMessage());
        }
    }

    /** The machines that made the run; a build may have more. */
    private static List<MachineProvider> machinesOf(RunManifest manifest, List<MachineProvider> providers) {
        List<RunManifest.Machine> present = machinesOf(providers);
        if (!present.containsAll(manifest.machines())) {
            throw new RunUnusableException(
                    "the run was made by " + describe(manifest.machines()) + "; this build has " + describe(present));
        }
        return providers.stream()
                .filter(provider -> manifest.machines().contains(machineOf(provider)))
                .toList();
    }

    /** As the manifest lists them. */
    public static List<RunManifest.Machine> machinesOf(List<MachineProvider> providers) {
        return providers.stream().map(Playback::machineOf).toList();
    }

    private static RunManifest.Machine machineOf(MachineProvider provider) {
        return new RunManifest.Machine(provider.serviceId(), provider.name(), provider.version());
    }

    private static String describe(List<RunManifest.Machine> machines) {
        return machines.stream()
                .map(machine -> machine.name() + " version " + machine.version())
                .collect(Collectors.joining(", "));
    }

    @Override
    public void close() {
        reader.close();
    }
}
