package io.reprise.journal;

import static io.reprise.kernel.frame.FrameLayout.ORDER;

import io.reprise.kernel.Kernel;
import io.reprise.kernel.echo.EchoProvider;
import io.reprise.kernel.frame.ControlMethod;
import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.frame.FrameKind;
import io.reprise.kernel.machine.Engine;
import io.reprise.kernel.machine.FaultPolicy;
import io.reprise.kernel.machine.MachineProvider;
import io.reprise.kernel.machine.Machines;
import io.reprise.kernel.ring.FrameRing;
import io.reprise.kernel.ring.FrameSequencer;
import io.reprise.kernel.stage.EngineStage;
import io.reprise.kernel.stage.ThreadingMode;
import io.reprise.kernel.time.SimulatedClock;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;

/** A whole kernel on the test's thread: ring, journal, engine with the echo machine, reply gate. Begins a new run. */
final class InlineKernel implements AutoCloseable {
    static final String ID = "inline-kernel";
    static final int ADD_LENGTH = 16;

    private static final int MIB = 1024 * 1024;

    private final SimulatedClock clock = new SimulatedClock(1_000_000);
    private FrameFlyweight frame;
    private final RunDirectory run;
    private final RunDigests digests;
    private final Machines machines;
    private final FrameRing input = new FrameRing(8 * MIB, MIB);
    private final Kernel kernel;
    private final SnapshotTaker snapshots;
    private final List<String> log = Collections.synchronizedList(new ArrayList<>());
    private long answers;

    InlineKernel(Path path, List<MachineProvider> providers, FaultPolicy policy) {
        this.machines = new Machines(providers, new TreeMap<>());
        RunManifest manifest = new RunManifest(
                RunManifest.FORMAT,
                ID,
                1,
                MIB,
                policy.name().toLowerCase(Locale.ROOT),
                machines.limits(),
                Playback.machinesOf(providers),
                List.of(),
                RunManifest.Begin.WHOLE);
        this.run = RunDirectory.create(path, manifest);
        RunManifest.Start start = TestRun.start(run.nextQueueName(), AckMode.PROCESS);
        run.addStart(start);
        this.digests = new RunDigests(run, true);
        int genesis = RecordLayout.genesis(ID);
        JournalAppender appender = new JournalAppender(run.queue(start), AckMode.PROCESS, genesis, input.newByteView());
        JournalStage journal = new JournalStage(input, appender, 0, clock);
        FrameRing output = Playback.outputRing(MIB);
        this.snapshots = new SnapshotTaker(run, 0, 0, machines, digests, journal, clock, () -> {}, log::add, log::add);
        EngineStage engine =
                new EngineStage(input, new Engine(machines, 1, output, policy, digests), clock, () -> {}, snapshots);
        FrameSequencer sequencer = new FrameSequencer(input, clock, 0, 0);
        this.kernel = new Kernel(sequencer, output, journal, journal, engine, ThreadingMode.INLINE, () -> {});
    }

    static InlineKernel withEcho(Path path) {
        return new InlineKernel(path, List.of(new EchoProvider()), FaultPolicy.QUARANTINE);
    }

    /** Writes a batch of additions, lets all stages work, takes the answers. */
    void add(int count, long key, long delta) {
        sequencer().startBatch();
        for (int i = 0; i < count; i++) {
            claim(EchoProvider.SERVICE, EchoProvider.ADD, ADD_LENGTH);
            frame.buffer().putLong(frame.payloadOffset(), key, ORDER);
            frame.buffer().putLong(frame.payloadOffset() + Long.BYTES, delta, ORDER);
            sequencer().commit();
        }
        work();
    }

    /** One request with a payload of zeros. */
    void request(int service, int method, int payloadLength) {
        sequencer().startBatch();
        claim(service, method, payloadLength);
        frame.buffer().setMemory(frame.payloadOffset(), payloadLength, (byte) 0);
        sequencer().commit();
        work();
    }

    /** Marks a snapshot, which another thread writes while this one goes on. Returns the mark's sequence. */
    long mark() {
        if (!sequencer().control(ControlMethod.SNAPSHOT)) {
            throw new AssertionError("no room for a mark");
        }
        work();
        return sequencer().sequence();
    }

    /** What the taker of snapshots said. */
    List<String> log() {
        return log;
    }

    SnapshotTaker snapshots() {
        return snapshots;
    }

    private void claim(int service, int method, int payloadLength) {
        frame = sequencer()
                .claim(io.reprise.kernel.frame.FrameLayout.HEADER_LENGTH + payloadLength)
                .init(FrameKind.REQUEST, payloadLength)
                .service(service)
                .method(method)
                .sessionId(1)
                .correlationId(sequencer().sequence());
    }

    private void work() {
        sequencer().publish();
        clock.advanceTo(clock.timeNs() + 1_000);
        while (kernel.doWork() > 0) {
            answers += kernel.answers().poll(answer -> true, Integer.MAX_VALUE);
        }
    }

    /** A turn without frames. */
    void turn() {
        work();
    }

    /** How many answers came out behind the gate. */
    long answers() {
        return answers;
    }

    long sequence() {
        return machines.sequence();
    }

    RunDigests digests() {
        return digests;
    }

    RunDirectory run() {
        return run;
    }

    private FrameSequencer sequencer() {
        return kernel.sequencer();
    }

    /** Stops in order and notes the hashes. Without this the run ends as with a killed process. */
    StateLog.Entry stop() {
        StateLog.Entry last = new StateLog.Entry(
                machines.sequence(), StateLog.hex(digests.hash()), StateLog.hex(machines.stateHash()));
        run.stateLog().append(last);
        return last;
    }

    @Override
    public void close() {
        kernel.close();
        snapshots.close();
        digests.close();
        run.close();
    }
}
