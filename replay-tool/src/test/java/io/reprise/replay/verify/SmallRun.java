package io.reprise.replay.verify;

import static io.reprise.kernel.frame.FrameLayout.ORDER;

import io.reprise.journal.AckMode;
import io.reprise.journal.AnswerLog;
import io.reprise.journal.BootId;
import io.reprise.journal.DiskReserve;
import io.reprise.journal.JournalAppender;
import io.reprise.journal.JournalReader;
import io.reprise.journal.JournalStage;
import io.reprise.journal.Playback;
import io.reprise.journal.RecordLayout;
import io.reprise.journal.RunDigests;
import io.reprise.journal.RunDirectory;
import io.reprise.journal.RunManifest;
import io.reprise.journal.Snapshot;
import io.reprise.journal.StateLog;
import io.reprise.kernel.Kernel;
import io.reprise.kernel.echo.EchoProvider;
import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.frame.FrameKind;
import io.reprise.kernel.frame.FrameLayout;
import io.reprise.kernel.machine.Engine;
import io.reprise.kernel.machine.FaultPolicy;
import io.reprise.kernel.machine.Machines;
import io.reprise.kernel.ring.FrameRing;
import io.reprise.kernel.ring.FrameSequencer;
import io.reprise.kernel.stage.EngineStage;
import io.reprise.kernel.stage.ThreadingMode;
import io.reprise.kernel.time.SimulatedClock;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A run of the echo machine with all files that are evidence, made by the kernel on the test's thread: additions to a few
 * counters, answers kept, and as many starts as are asked for, each stopped in order.
 */
final class SmallRun implements AutoCloseable {
    static final String ID = "small-run";

    private static final int RING_LENGTH = 1 << 17;
    private static final int MAX_FRAME_LENGTH = 1 << 12;
    private static final int ADD_LENGTH = 16;
    private static final int KEYS = 7;
    private static final int BATCH = 5;

    private final SimulatedClock clock = new SimulatedClock(1_000_000);
    private final Machines machines;
    private final RunDirectory run;
    private final RunDigests digests;
    private final DiskReserve reserve;

    SmallRun(Path path) {
        machines = new Machines(
                List.of(new EchoProvider()),
                new TreeMap<>(Map.of(
                        "echo.max-keys", 64L,
                        "kernel.max-timers", 64L,
                        "kernel.max-sessions", 8L,
                        "kernel.max-answer-bytes", 65_536L)));
        run = RunDirectory.create(
                path,
                new RunManifest(
                        RunManifest.FORMAT,
                        ID,
                        1,
                        MAX_FRAME_LENGTH,
                        FaultPolicy.QUARANTINE.label(),
                        machines.limits(),
                        Playback.machinesOf(machines.providers()),
                        List.of(),
                        RunManifest.Begin.WHOLE));
        digests = new RunDigests(run, true);
        long target = DiskReserve.minimum(RING_LENGTH, MAX_FRAME_LENGTH);
        reserve = new DiskReserve(path, target, RING_LENGTH, MAX_FRAME_LENGTH, new DiskReserve.Watcher() {
            @Override
            public void onFull(String why) {
                throw new AssertionError(why);
            }

            @Override
            public void onRoom() {}
        });
    }

    /** A start that adds so often. */
    SmallRun serve(int additions) {
        RunManifest.Start start = new RunManifest.Start(
                run.nextQueueName(),
                "2026-11-20T12:00:00Z",
                BootId.current(),
                AckMode.PROCESS.label(),
                "inline",
                "0.1.0",
                "unknown",
                "a JVM",
                RunManifest.Overload.UNKNOWN);
        int link = link();
        run.addStart(start);
        FrameRing input = new FrameRing(RING_LENGTH, MAX_FRAME_LENGTH);
        FrameRing output = Playback.outputRing(MAX_FRAME_LENGTH);
        JournalStage journal = new JournalStage(
                input,
                new JournalAppender(
                        run.queue(start),
                        AckMode.PROCESS,
                        RecordLayout.genesis(ID),
                        link,
                        input.newByteView(),
                        reserve),
                machines.sequence(),
                clock);
        Engine engine = new Engine(machines, 1, output, FaultPolicy.QUARANTINE, digests);
        try (Kernel kernel = new Kernel(
                new FrameSequencer(input, clock, machines.sequence(), machines.timeNs()),
                output,
                journal,
                journal,
                new EngineStage(input, engine, clock, () -> {}),
                List.of(AnswerLog.recorder(run, start, output, clock, reserve)),
                ThreadingMode.INLINE,
                () -> {})) {
            for (int i = 0; i < additions; i += BATCH) {
                add(kernel, Math.min(BATCH, additions - i));
            }
        }
        return this;
    }

    private void add(Kernel kernel, int count) {
        FrameSequencer sequencer = kernel.sequencer();
        sequencer.startBatch();
        for (int i = 0; i < count; i++) {
            FrameFlyweight frame = sequencer
                    .claim(FrameLayout.HEADER_LENGTH + ADD_LENGTH)
                    .init(FrameKind.REQUEST, ADD_LENGTH)
                    .service(EchoProvider.SERVICE)
                    .method(EchoProvider.ADD)
                    .sessionId(1)
                    .correlationId(sequencer.sequence());
            frame.buffer().putLong(frame.payloadOffset(), sequencer.sequence() % KEYS, ORDER);
            frame.buffer().putLong(frame.payloadOffset() + Long.BYTES, i + 1L, ORDER);
            sequencer.commit();
        }
        sequencer.publish();
        clock.advanceTo(clock.timeNs() + 1_000);
        while (kernel.doWork() > 0) {
            kernel.answers().poll(answer -> true, Integer.MAX_VALUE);
        }
    }

    /** Of the last record so far. */
    private int link() {
        try (JournalReader reader = new JournalReader(run, BootId.current())) {
            while (reader.next()) {
                // to the end
            }
            return reader.link();
        }
    }

    /** The state as it is now, in a file. */
    SmallRun snapshot() {
        Snapshot.write(run, machines, link(), digests.hash());
        return this;
    }

    /** Notes the hashes, as a stop in order does. */
    SmallRun noteState() {
        run.stateLog()
                .append(new StateLog.Entry(
                        machines.sequence(), StateLog.hex(digests.hash()), StateLog.hex(machines.stateHash())));
        return this;
    }

    RunDirectory run() {
        return run;
    }

    String outputs() {
        return StateLog.hex(digests.hash());
    }

    String state() {
        return StateLog.hex(machines.stateHash());
    }

    @Override
    public void close() {
        reserve.close();
        digests.close();
        run.close();
    }
}
