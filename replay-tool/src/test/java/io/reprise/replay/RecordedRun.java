package io.reprise.replay;

import static io.reprise.kernel.frame.FrameLayout.ORDER;

import io.reprise.journal.AckMode;
import io.reprise.journal.JournalAppender;
import io.reprise.journal.Playback;
import io.reprise.journal.RecordLayout;
import io.reprise.journal.RunDigests;
import io.reprise.journal.RunDirectory;
import io.reprise.journal.RunManifest;
import io.reprise.journal.StateLog;
import io.reprise.kernel.echo.EchoProvider;
import io.reprise.kernel.frame.ControlMethod;
import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.frame.FrameKind;
import io.reprise.kernel.frame.FrameLayout;
import io.reprise.kernel.frame.OpenSession;
import io.reprise.kernel.machine.Engine;
import io.reprise.kernel.machine.FaultPolicy;
import io.reprise.kernel.machine.MachineProvider;
import io.reprise.kernel.machine.Machines;
import io.reprise.kernel.ring.FramePoller;
import io.reprise.kernel.ring.FrameRing;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.agrona.concurrent.UnsafeBuffer;

/** Makes a run of echo requests, frame by frame, with its digests; small limits, so that machines are made quickly. */
public final class RecordedRun implements AutoCloseable {
    public static final List<MachineProvider> ECHO = List.of(new EchoProvider());

    private static final String ID = "recorded-run";
    private static final int MAX_FRAME = 64 * 1024;
    private static final int FRAMES_PER_BATCH = 7;

    private final RunDirectory run;
    private final RunDigests digests;
    private final Machines machines;
    private final Engine engine;
    private final FrameRing output = Playback.outputRing(MAX_FRAME);
    private final FramePoller answers = output.newPoller(true);
    private final ByteBuffer bytes = ByteBuffer.allocateDirect(MAX_FRAME);
    private final UnsafeBuffer buffer = new UnsafeBuffer(bytes);
    private final FrameFlyweight frame = new FrameFlyweight();
    private final JournalAppender appender;
    private final List<StateLog.Entry> states = new ArrayList<>();
    private int inBatch;

    public RecordedRun(Path path) {
        this(path, ECHO, FaultPolicy.QUARANTINE);
    }

    public RecordedRun(Path path, List<MachineProvider> providers, FaultPolicy policy) {
        TreeMap<String, Long> limits = new TreeMap<>();
        limits.put("echo.max-keys", 100L);
        limits.put("kernel.max-sessions", 10L);
        limits.put("kernel.max-timers", 100L);
        limits.put("kernel.max-answer-bytes", 4096L);
        this.machines = new Machines(providers, limits);
        this.run = RunDirectory.create(
                path,
                new RunManifest(
                        RunManifest.FORMAT,
                        ID,
                        1,
                        MAX_FRAME,
                        policy.label(),
                        machines.limits(),
                        Playback.machinesOf(providers),
                        List.of(),
                        RunManifest.Begin.WHOLE));
        RunManifest.Start start = new RunManifest.Start(
                run.nextQueueName(),
                "2026-11-20T12:00:00Z",
                "",
                AckMode.PROCESS.label(),
                "inline",
                "0.1.0",
                "unknown",
                "a JVM",
                RunManifest.Overload.UNKNOWN);
        run.addStart(start);
        this.digests = new RunDigests(run, true);
        this.appender = new JournalAppender(run.queue(start), AckMode.PROCESS, RecordLayout.genesis(ID), bytes);
        this.engine = new Engine(machines, 1, output, policy, digests);
        noteState();
    }

    public RecordedRun add(long key, long delta) {
        begin(FrameKind.REQUEST, EchoProvider.SERVICE, EchoProvider.ADD, 16);
        buffer.putLong(frame.payloadOffset(), key, ORDER);
        buffer.putLong(frame.payloadOffset() + Long.BYTES, delta, ORDER);
        return end();
    }

    /** Refused: it is too short. */
    public RecordedRun addNothing() {
        begin(FrameKind.REQUEST, EchoProvider.SERVICE, EchoProvider.ADD, 3);
        return end();
    }

    public RecordedRun echo(int length) {
        begin(FrameKind.REQUEST, EchoProvider.SERVICE, EchoProvider.ECHO, length);
        return end();
    }

    /** A request of a service and method of somebody else. */
    public RecordedRun request(int service, int method) {
        begin(FrameKind.REQUEST, service, method, 0);
        return end();
    }

    /** Ends the document of the last frames, so that readers see them. */
    public RecordedRun flush() {
        endBatch();
        return this;
    }

    /** An exactly-once session; its id is the one the frame has. */
    public RecordedRun openSession() {
        begin(FrameKind.CONTROL, 0, ControlMethod.OPEN_SESSION, OpenSession.REQUEST_LENGTH);
        OpenSession.putRequest(frame, 0, 5);
        return end();
    }

    private void begin(int kind, int service, int method, int payloadLength) {
        long sequence = machines.sequence() + 1;
        buffer.setMemory(0, FrameLayout.HEADER_LENGTH + payloadLength, (byte) 0);
        frame.wrap(buffer, 0)
                .init(kind, payloadLength)
                .service(service)
                .method(method)
                .sessionId(1 + sequence % 3)
                .correlationId(sequence)
                .sequence(sequence)
                .timestampNs(TestFrames.NOON_NS + sequence * TestFrames.NS_PER_FRAME);
    }

    private RecordedRun end() {
        if (inBatch == 0) {
            appender.begin();
        }
        appender.append(frame);
        if (++inBatch == FRAMES_PER_BATCH) {
            endBatch();
        }
        engine.apply(frame);
        engine.publish();
        answers.skip();
        noteState();
        return this;
    }

    private void endBatch() {
        if (inBatch > 0) {
            appender.end();
            inBatch = 0;
        }
    }

    private void noteState() {
        states.add(new StateLog.Entry(
                machines.sequence(), StateLog.hex(digests.hash()), StateLog.hex(machines.stateHash())));
    }

    /** The hashes after each frame, as they were when it was first executed; at 0 those before the first. */
    public List<StateLog.Entry> states() {
        return states;
    }

    public long last() {
        return machines.sequence();
    }

    public Path path() {
        return run.path();
    }

    /** Writes a snapshot after a frame. */
    public static void snapshot(Path path, long sequence) {
        try (RunDirectory run = RunDirectory.open(path);
                RunDigests digests = new RunDigests(run, false);
                Playback playback = new Playback(run, ECHO, digests)) {
            playback.step((int) sequence);
            playback.writeSnapshot();
        }
    }

    /** Stops in order. */
    @Override
    public void close() {
        endBatch();
        appender.close();
        digests.close();
        run.stateLog().append(states.get(states.size() - 1));
        run.close();
    }
}
