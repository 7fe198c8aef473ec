package io.reprise.llm;

import io.reprise.kernel.frame.ErrorPayload;
import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.frame.FrameKind;
import io.reprise.kernel.frame.FrameLayout;
import io.reprise.kernel.frame.Status;
import io.reprise.kernel.machine.Engine;
import io.reprise.kernel.machine.FaultPolicy;
import io.reprise.kernel.machine.Machines;
import io.reprise.kernel.ring.FramePoller;
import io.reprise.kernel.ring.FrameRing;
import io.reprise.kernel.ring.FrameSequencer;
import io.reprise.kernel.state.RegionSource;
import io.reprise.kernel.state.StateStore;
import io.reprise.kernel.time.SimulatedClock;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** A kernel with this machine alone: requests go in one by one and are answered at once. */
final class LlmKernel {
    static final long START_NS = 1_000;

    /** What a request was answered. */
    record Answer(Status status, String body) {}

    private static final int MAX_FRAME_LENGTH = 1 << 20;
    private static final int RING_LENGTH = 8 * MAX_FRAME_LENGTH;

    final List<Long> digests = new ArrayList<>();
    private final SimulatedClock clock = new SimulatedClock(START_NS);
    private final FrameRing input = new FrameRing(RING_LENGTH, MAX_FRAME_LENGTH);
    private final FrameRing output;
    private final FrameSequencer sequencer;
    private final FramePoller requests = input.newPoller(true);
    private final FramePoller answers;
    private final Machines machines;
    private final Engine engine;
    private Answer answer;

    /** With a small table of sessions, because a test makes many kernels. */
    LlmKernel(long runSeed) {
        this(runSeed, new TreeMap<>(Map.of("llm.max-sessions", 1_000L)));
    }

    LlmKernel(long runSeed, SortedMap<String, Long> limits) {
        this(runSeed, limits, MAX_FRAME_LENGTH);
    }

    /** @param maxAnswerLength the longest frame of an answer, in bytes */
    LlmKernel(long runSeed, SortedMap<String, Long> limits, int maxAnswerLength) {
        this(runSeed, limits, maxAnswerLength, RegionSource.ZEROS);
    }

    /** One that goes on where this one is now. */
    LlmKernel restored(long runSeed) {
        return new LlmKernel(runSeed, limits(), MAX_FRAME_LENGTH, RegionSource.copyOf(machines.stores()));
    }

    private LlmKernel(long runSeed, SortedMap<String, Long> limits, int maxAnswerLength, RegionSource source) {
        output = new FrameRing(RING_LENGTH, maxAnswerLength);
        answers = output.newPoller(true);
        machines = new Machines(List.of(new LlmProvider()), limits, source);
        sequencer = new FrameSequencer(input, clock, machines.sequence(), machines.timeNs());
        engine = new Engine(
                machines, runSeed, output, FaultPolicy.QUARANTINE, (sequence, digest) -> digests.add(digest));
    }

    Answer chat(String body) {
        return send(LlmProvider.CHAT, body.getBytes(StandardCharsets.UTF_8), 0);
    }

    Answer send(int method, byte[] payload, long seed) {
        sequencer.startBatch();
        FrameFlyweight frame = sequencer.claim(FrameLayout.HEADER_LENGTH + payload.length);
        frame.init(FrameKind.REQUEST, payload.length);
        frame.service(LlmProvider.SERVICE).method(method).seed(seed);
        frame.buffer().putBytes(frame.payloadOffset(), payload);
        sequencer.commit();
        sequencer.publish();
        requests.poll(engine::apply, 1);
        engine.publish();
        answer = null;
        answers.poll(this::onAnswer, Integer.MAX_VALUE);
        return answer;
    }

    void advanceTo(long timeNs) {
        clock.advanceTo(timeNs);
    }

    long faults() {
        return machines.faults();
    }

    long stateHash() {
        return machines.stateHash();
    }

    /** The bytes and shape of the machine's own state. */
    StateStore store() {
        return machines.stores().get(1);
    }

    SortedMap<String, Long> limits() {
        return machines.limits();
    }

    private boolean onAnswer(FrameFlyweight output) {
        answer = new Answer(Status.of(output.status()), text(output));
        return true;
    }

    private static String text(FrameFlyweight output) {
        if (output.kind() == FrameKind.ERROR) {
            return ErrorPayload.text(output);
        }
        byte[] payload = new byte[output.payloadLength()];
        output.buffer().getBytes(output.payloadOffset(), payload);
        return new String(payload, StandardCharsets.UTF_8);
    }
}
