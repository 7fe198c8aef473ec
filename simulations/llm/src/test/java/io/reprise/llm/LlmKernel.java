package io.reprise.llm;

import io.reprise.ingress.codec.Call;
import io.reprise.ingress.codec.HttpError;
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
import io.reprise.kernel.time.TimerQueue;
import io.reprise.llm.api.LlmCall;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.MutableDirectBuffer;

/** A kernel with this machine alone: requests go in one by one and are answered at once. */
final class LlmKernel {
    static final long START_NS = 1_000;

    /** OpenAI's chat. */
    static final int CHAT = 1;

    /** OpenAI's list of models. */
    static final int MODELS = 2;

    /** What a request was answered. */
    record Answer(Status status, String body, TestReply reply) {
        /** Whether the client was told the same. */
        @Override
        public boolean equals(Object other) {
            return other instanceof Answer that && status == that.status && body.equals(that.body);
        }

        @Override
        public int hashCode() {
            return body.hashCode();
        }
    }

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
    private final LlmCodec codec = new LlmCodec();
    private final Map<Long, Pending> pending = new HashMap<>();
    private long correlationId;
    private final MutableDirectBuffer command = new ExpandableArrayBuffer();

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
        LlmKernel restored = new LlmKernel(runSeed, limits(), MAX_FRAME_LENGTH, RegionSource.copyOf(machines.stores()));
        restored.correlationId = correlationId;
        return restored;
    }

    private LlmKernel(long runSeed, SortedMap<String, Long> limits, int maxAnswerLength, RegionSource source) {
        output = new FrameRing(RING_LENGTH, maxAnswerLength);
        answers = output.newPoller(true);
        machines = new Machines(List.of(new LlmProvider()), limits, source);
        sequencer = new FrameSequencer(input, clock, machines.sequence(), machines.timeNs());
        engine = new Engine(
                machines, runSeed, output, FaultPolicy.QUARANTINE, (sequence, digest) -> digests.add(digest));
        codec.start(runSeed, machines.limits());
    }

    /** Asks OpenAI's chat, as a binary client does. */
    Answer chat(String body) {
        return send(CHAT, body.getBytes(StandardCharsets.UTF_8), 0);
    }

    /** Asks as a binary client does. */
    Answer send(int method, byte[] payload, long seed) {
        return ask(TestRequest.binary(method, payload, seed));
    }

    /** Asks, and waits on the simulated clock until all is answered. */
    Answer ask(TestRequest request) {
        Pending pending = submit(request);
        while (!pending.reply.isDone() && tick()) {}
        return new Answer(Status.of(pending.reply.status), pending.reply.text(), pending.reply);
    }

    /** A request that was put in order. */
    record Pending(long correlationId, Call call, TestReply reply) {}

    /** Asks, and does not wait. */
    Pending submit(TestRequest request) {
        Call call = codec.open(request, command);
        Pending asked = new Pending(++correlationId, call, new TestReply());
        pending.put(correlationId, asked);
        sequencer.startBatch();
        FrameFlyweight frame = sequencer.claim(FrameLayout.HEADER_LENGTH + call.commandLength());
        frame.init(FrameKind.REQUEST, call.commandLength());
        frame.service(LlmCall.SERVICE)
                .method(request.method())
                .seed(call.seed())
                .priority(call.priority())
                .correlationId(correlationId);
        frame.buffer().putBytes(frame.payloadOffset(), command, 0, call.commandLength());
        sequencer.commit();
        run();
        return asked;
    }

    /** The client of a request has gone. */
    void abandon(Pending gone) {
        sequencer.startBatch();
        FrameFlyweight frame = sequencer.claim(FrameLayout.HEADER_LENGTH);
        frame.init(FrameKind.NOTIFICATION, 0)
                .service(LlmCall.SERVICE)
                .method(LlmCall.CANCEL)
                .correlationId(gone.correlationId);
        sequencer.commit();
        run();
    }

    /** Moves the clock to the next deadline; false when there is none. */
    boolean tick() {
        long deadlineNs = machines.timers().nextDeadlineNs();
        if (deadlineNs == TimerQueue.NO_DEADLINE) {
            return false;
        }
        clock.advanceTo(deadlineNs);
        sequencer.startBatch();
        sequencer.tick();
        run();
        return true;
    }

    long timeNs() {
        return clock.timeNs();
    }

    private void run() {
        sequencer.publish();
        requests.poll(engine::apply, Integer.MAX_VALUE);
        engine.publish();
        answers.poll(this::onAnswer, Integer.MAX_VALUE);
    }

    private boolean onAnswer(FrameFlyweight answer) {
        Pending asked = pending.get(answer.correlationId());
        if (answer.kind() == FrameKind.ERROR) {
            asked.reply.status = answer.status();
            HttpError error =
                    new HttpError(Status.of(answer.status()), ErrorPayload.text(answer), "id", answer.sequence());
            asked.call.onError(error, asked.reply);
        } else {
            asked.call.onAnswer(answer, asked.reply);
        }
        if (asked.reply.isDone()) {
            pending.remove(answer.correlationId());
        }
        return true;
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
}
