package io.reprise.kernel.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reprise.kernel.fixture.Answer;
import io.reprise.kernel.fixture.Bytes;
import io.reprise.kernel.fixture.FrameBuilder;
import io.reprise.kernel.fixture.RecordedAnswers;
import io.reprise.kernel.fixture.TestProvider;
import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.frame.FrameKind;
import io.reprise.kernel.ring.FramePoller;
import io.reprise.kernel.ring.FrameRing;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The output ring fills up: the engine declines in time, and what it takes always has room. */
final class EngineRoomTest {
    private static final int FILLER = 3;
    private static final int SHORT = 1;
    private static final int LONGEST = 2;
    private static final int LONGEST_AND_FAIL = 3;
    private static final int SET_TIMERS = 4;
    private static final int MAX_FRAME = 1024;

    private final Machines machines = machines(MAX_FRAME);
    private final List<Long> digests = new ArrayList<>();

    /** Fills frames of the given limit. */
    private record FillerMachine(int maxFrameLength) implements StateMachine {
        @Override
        public void onRequest(FrameFlyweight request, MachineContext context) {
            switch (request.method()) {
                case SHORT -> context.respond(0);
                case LONGEST -> context.respond(maxFrameLength - 64);
                case LONGEST_AND_FAIL -> fillAndFail(context);
                default -> {
                    context.schedule(100, LONGEST);
                    context.schedule(100, LONGEST_AND_FAIL);
                    context.schedule(100, LONGEST);
                }
            }
        }

        @Override
        public void onTimer(long timerId, long data, MachineContext context) {
            if (data == LONGEST_AND_FAIL) {
                fillAndFail(context);
            }
            context.part(maxFrameLength - 64);
        }

        private void fillAndFail(MachineContext context) {
            context.part(maxFrameLength - 64);
            throw new IllegalStateException();
        }
    }

    /**
     * Of 8192 bytes an input may need 3840: a maximal frame of the timers before the last, one of the last timer, one of
     * the request, and two faults of 384.
     */
    @ParameterizedTest
    @CsvSource({"0, true", "4096, true", "4352, true", "4416, false", "8192, false"})
    void shouldTakeAnInputOnlyWithRoomForTheWorst(int occupied, boolean taken) {
        Engine setUp = engine(machines, new FrameRing(8 * MAX_FRAME, MAX_FRAME));
        assertTrue(setUp.apply(request(SET_TIMERS, 1, 0)));
        FrameRing output = new FrameRing(8 * MAX_FRAME, MAX_FRAME);
        RecordedAnswers recorded = new RecordedAnswers(output);
        for (int filled = 0; filled < occupied; filled += 64) {
            new FrameFlyweight().wrap(output.buffer(), output.claim(64)).init(FrameKind.PADDING, 0);
        }
        Engine engine = engine(machines, output);

        assertEquals(taken, engine.apply(request(LONGEST_AND_FAIL, 2, 100)));

        engine.publish();
        List<String> kinds = recorded.take().stream().map(Answer::kind).toList();
        assertEquals(taken ? List.of("PART", "ERROR", "ERROR") : List.of(), kinds);
        assertEquals(taken ? 1 : 3, machines.timers().count());
    }

    @Test
    void shouldLeaveNoTraceOfAnInputItDeclines() {
        FrameRing output = new FrameRing(8 * MAX_FRAME, MAX_FRAME);
        RecordedAnswers recorded = new RecordedAnswers(output);
        Engine engine = engine(machines, output);
        int applied = 0;
        while (engine.apply(request(SHORT, applied + 1, 0))) {
            applied++;
        }
        long hash = machines.stateHash();
        assertFalse(engine.apply(request(SHORT, applied + 1, 0)));
        assertEquals(hash, machines.stateHash());
        assertEquals(applied, digests.size());

        assertEquals(List.of(), recorded.take(), "nothing is seen before publish");
        engine.publish();
        assertEquals(applied, recorded.take().size());
        assertTrue(engine.apply(request(SHORT, applied + 1, 0)));
    }

    /** So many bytes of answers that an int cannot count them, while the consumer frees one frame at a time. */
    @Test
    void shouldDeclineWhateverWasSentBefore() {
        int maxFrameLength = 1 << 16;
        FrameRing output = new FrameRing(8 * maxFrameLength, maxFrameLength);
        FramePoller consumer = output.newPoller(true);
        Engine engine = engine(machines(maxFrameLength), output);
        int applied = 0;
        while (engine.apply(request(LONGEST, applied + 1, 0))) {
            applied++;
        }
        for (long sent = 0; sent < (1L << 31) + (1L << 24); sent += maxFrameLength) {
            engine.publish();
            assertEquals(1, consumer.poll(answer -> true, 1));
            assertTrue(engine.apply(request(LONGEST, ++applied, 0)));

            assertFalse(engine.apply(request(LONGEST, applied + 1, 0)));
        }
    }

    /** A ring that is drained starts over at its front; the room the engine has asked for is still there. */
    @Test
    void shouldHaveRoomForALongAnswerWhereverTheRingIsDrained() {
        int maxFrameLength = 1 << 20;
        FrameRing output = new FrameRing(8 * maxFrameLength, maxFrameLength);
        FramePoller consumer = output.newPoller(true);
        Engine engine = engine(machines(maxFrameLength), output);
        int sequence = 0;
        for (int shortAnswers = 4_090; shortAnswers < 4_100; shortAnswers++) {
            for (int i = 0; i < shortAnswers; i++) {
                assertTrue(engine.apply(request(SHORT, ++sequence, 0)));
            }
            engine.publish();
            consumer.poll(answer -> true, Integer.MAX_VALUE);

            assertTrue(engine.apply(request(LONGEST, ++sequence, 0)));
            engine.publish();
            assertEquals(1, consumer.poll(answer -> answer.kind() == FrameKind.RESPONSE, 1));
        }
    }

    private static Machines machines(int maxFrameLength) {
        FillerMachine filler = new FillerMachine(maxFrameLength);
        return new Machines(List.of(TestProvider.of(FILLER, "filler", filler)), new TreeMap<>());
    }

    private Engine engine(Machines of, FrameRing output) {
        return new Engine(of, 1, output, FaultPolicy.QUARANTINE, (sequence, digest) -> digests.add(digest));
    }

    private static FrameFlyweight request(int method, long sequence, long timestampNs) {
        return FrameBuilder.request(FILLER, method, Bytes.none())
                .stamp(sequence, timestampNs)
                .frame();
    }
}
