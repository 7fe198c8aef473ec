package io.reprise.kernel.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reprise.kernel.echo.EchoProvider;
import io.reprise.kernel.fixture.Bytes;
import io.reprise.kernel.fixture.FrameBuilder;
import io.reprise.kernel.fixture.TestKernel;
import io.reprise.kernel.fixture.TestProvider;
import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.frame.FrameLayout;
import io.reprise.kernel.frame.Status;
import io.reprise.kernel.random.XorShift64Star;
import io.reprise.kernel.state.LongTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class EngineReplayTest {
    private static final int DICE = 7;

    /** Counts throws per session, sends random parts, sets and cancels timers, refuses, and fails now and then. */
    private static final class DiceMachine implements StateMachine {
        private final LongTable sessions;

        DiceMachine(MachineSetup setup) {
            sessions = new LongTable(setup.store(), "sessions", 50, Long.BYTES);
        }

        @Override
        public void onRequest(FrameFlyweight request, MachineContext context) {
            int counter = sessions.findOrAdd(request.sessionId());
            if (counter == LongTable.NONE) {
                context.error(Status.RESOURCE_EXHAUSTED, "50 players at most");
                return;
            }
            long throwsBefore = sessions.region().getLong(counter);
            sessions.region().putLong(counter, throwsBefore + 1);
            XorShift64Star random = context.random(request.sessionId() * 31 + request.correlationId());
            for (int parts = random.nextInt(4); parts > 0; parts--) {
                put(context.part(Long.BYTES), random.nextLong());
            }
            context.schedule(context.timeNs() + random.nextInt(500), request.sessionId());
            context.cancel(random.nextLong(1 + throwsBefore * 10));
            if (random.nextInt(20) == 0) {
                throw new IllegalStateException("the dice fell off the table");
            }
            put(context.respond(Long.BYTES), throwsBefore);
        }

        @Override
        public void onTimer(long timerId, long data, MachineContext context) {
            if (timerId % 13 == 0) {
                throw new IllegalStateException("late");
            }
            sessions.remove(data);
            put(context.part(Long.BYTES).sessionId(data), timerId);
        }

        private static void put(FrameFlyweight answer, long value) {
            answer.buffer().putLong(answer.payloadOffset(), value, FrameLayout.ORDER);
        }
    }

    @ParameterizedTest
    @MethodSource("io.reprise.kernel.fixture.WalkSeeds#seeds")
    void shouldReachTheSameBytesTwice(long seed) {
        List<FrameBuilder> frames = journal(seed);
        TestKernel live = kernel(8 * 1024);
        TestKernel replayed = kernel(128 * 1024);

        frames.forEach(live::sendStamped);
        frames.forEach(replayed::sendStamped);

        assertEquals(live.digests(), replayed.digests(), "seed " + seed);
        assertEquals(live.answers(), replayed.answers(), "seed " + seed);
        assertEquals(live.machines().stateHash(), replayed.machines().stateHash(), "seed " + seed);
        assertTrue(live.machines().faults() > 0, "seed " + seed);
    }

    @ParameterizedTest
    @MethodSource("io.reprise.kernel.fixture.WalkSeeds#seeds")
    void shouldReachTheSameHashHoweverOftenItIsAsked(long seed) {
        List<FrameBuilder> frames = journal(seed);
        TestKernel asked = kernel(8 * 1024);
        TestKernel unasked = kernel(8 * 1024);

        for (FrameBuilder frame : frames) {
            asked.sendStamped(frame).machines().stateHash();
            unasked.sendStamped(frame);
        }

        assertEquals(unasked.machines().stateHash(), asked.machines().stateHash(), "seed " + seed);
    }

    @Test
    void shouldShowTheFirstFrameThatDiffers() {
        List<FrameBuilder> frames = journal(5);
        TestKernel live = kernel(8 * 1024);
        frames.forEach(live::sendStamped);
        frames.get(100).seed(12_345);
        TestKernel changed = kernel(8 * 1024);
        frames.forEach(changed::sendStamped);

        assertEquals(live.digests().subList(0, 100), changed.digests().subList(0, 100));
        assertNotEquals(live.digests().get(100), changed.digests().get(100));
    }

    @Test
    void shouldChangeTheStateHashWithEveryFrame() {
        TestKernel kernel = kernel(8 * 1024);
        List<Long> hashes = new ArrayList<>(List.of(kernel.machines().stateHash()));
        for (int i = 0; i < 50; i++) {
            hashes.add(kernel.send(FrameBuilder.tick()).machines().stateHash());
        }
        assertEquals(51, hashes.stream().distinct().count(), "sequence and time are state too");
    }

    private static TestKernel kernel(int ringLength) {
        return TestKernel.settings(new EchoProvider(), TestProvider.of(DICE, "dice", DiceMachine::new))
                .output(1024, ringLength)
                .start();
    }

    /** Frames as a sequencer would have written them; the frame at index 100 is a request to the dice. */
    private static List<FrameBuilder> journal(long seed) {
        Random random = new Random(seed);
        List<FrameBuilder> frames = new ArrayList<>();
        long timeNs = 0;
        for (int sequence = 1; sequence <= 3_000; sequence++) {
            timeNs += random.nextInt(20);
            FrameBuilder frame = switch (sequence == 101 ? 0 : random.nextInt(6)) {
                case 0, 1 -> FrameBuilder.request(DICE, 1 + random.nextInt(9), Bytes.none());
                case 2 -> FrameBuilder.notification(DICE, 1, Bytes.none());
                case 3 -> FrameBuilder.request(1, 1, Bytes.counting(random.nextInt(960)));
                case 4 -> FrameBuilder.request(1, 2, Bytes.longs(random.nextInt(9), random.nextLong()));
                default -> FrameBuilder.tick();
            };
            frames.add(frame.from(random.nextInt(60), random.nextInt(1_000)).stamp(sequence, timeNs));
        }
        return frames;
    }
}
