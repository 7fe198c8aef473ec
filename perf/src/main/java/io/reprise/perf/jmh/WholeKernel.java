package io.reprise.perf.jmh;

import io.reprise.journal.AckMode;
import io.reprise.journal.JournalAppender;
import io.reprise.journal.JournalStage;
import io.reprise.journal.Playback;
import io.reprise.kernel.Kernel;
import io.reprise.kernel.echo.EchoProvider;
import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.frame.FrameKind;
import io.reprise.kernel.frame.FrameLayout;
import io.reprise.kernel.machine.Engine;
import io.reprise.kernel.machine.FaultPolicy;
import io.reprise.kernel.machine.Machines;
import io.reprise.kernel.ring.FramePoller;
import io.reprise.kernel.ring.FrameRing;
import io.reprise.kernel.ring.FrameSequencer;
import io.reprise.kernel.stage.EngineStage;
import io.reprise.kernel.stage.JournalGate;
import io.reprise.kernel.stage.ThreadingMode;
import io.reprise.kernel.time.Clock;
import io.reprise.kernel.time.RealtimeClock;
import io.reprise.perf.Scratch;
import java.util.List;
import java.util.TreeMap;

/**
 * A kernel without a network, on one thread: what the event loop does in mode {@code inline}.
 *
 * <pre>
 *   sequencer ─► ring ─► journal ─► engine (echo.add) ─► reply gate ─► answers
 * </pre>
 */
final class WholeKernel implements AutoCloseable {
    /** Payload of echo.add. */
    private static final int PAYLOAD_LENGTH = 16;

    private static final int RING_LENGTH = 8 * 1024 * 1024;
    private static final long KEYS_MASK = 1023;

    private final Scratch scratch = new Scratch();
    private final FrameRing input = new FrameRing(RING_LENGTH, FrameLayout.DEFAULT_MAX_FRAME_LENGTH);
    private final Kernel kernel;
    private final FramePoller.Handler onAnswer = this::count;
    private long sent;
    private long answered;

    WholeKernel(boolean journaled) {
        Clock clock = new RealtimeClock(0);
        FrameRing output = Playback.outputRing(FrameLayout.DEFAULT_MAX_FRAME_LENGTH);
        Machines machines = new Machines(List.of(new EchoProvider()), new TreeMap<>());
        Engine engine = new Engine(machines, 1, output, FaultPolicy.HALT, (sequence, digest) -> {});
        JournalStage journal = journaled
                ? new JournalStage(
                        input, new JournalAppender(scratch.fresh(), AckMode.PROCESS, 0, input.newByteView()), 0, clock)
                : null;
        EngineStage engineStage = new EngineStage(input, engine, clock, () -> {});
        FrameSequencer sequencer = new FrameSequencer(input, clock, 0, 0);
        JournalGate gate = journaled ? journal : JournalGate.OPEN;
        kernel = new Kernel(sequencer, output, journal, gate, engineStage, ThreadingMode.INLINE, () -> {});
    }

    /** Sends {@code requests} through and takes their answers. */
    long batch(int requests) {
        FrameSequencer sequencer = kernel.sequencer();
        sequencer.startBatch();
        for (int i = 0; i < requests; i++) {
            FrameFlyweight frame = sequencer
                    .claim(FrameLayout.HEADER_LENGTH + PAYLOAD_LENGTH)
                    .init(FrameKind.REQUEST, PAYLOAD_LENGTH)
                    .service(EchoProvider.SERVICE)
                    .method(EchoProvider.ADD)
                    .correlationId(sent)
                    .sessionId(1);
            frame.buffer().putLong(frame.payloadOffset(), sent & KEYS_MASK, FrameLayout.ORDER);
            frame.buffer().putLong(frame.payloadOffset() + Long.BYTES, 1, FrameLayout.ORDER);
            sequencer.commit();
            sent++;
        }
        sequencer.publish();
        while (kernel.doWork() > 0) {
            kernel.answers().poll(onAnswer, Integer.MAX_VALUE);
        }
        return answered;
    }

    private boolean count(FrameFlyweight answer) {
        answered++;
        return answer.kind() == FrameKind.RESPONSE;
    }

    @Override
    public void close() {
        kernel.close();
        scratch.close();
        if (answered != sent) {
            throw new IllegalStateException("answered " + answered + " of " + sent);
        }
    }
}
