package io.reprise.kernel.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reprise.kernel.echo.EchoProvider;
import io.reprise.kernel.fixture.Answer;
import io.reprise.kernel.fixture.Bytes;
import io.reprise.kernel.fixture.RecordedAnswers;
import io.reprise.kernel.fixture.TestProvider;
import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.frame.FrameKind;
import io.reprise.kernel.frame.FrameLayout;
import io.reprise.kernel.machine.Engine;
import io.reprise.kernel.machine.FaultPolicy;
import io.reprise.kernel.machine.MachineContext;
import io.reprise.kernel.machine.Machines;
import io.reprise.kernel.machine.StateMachine;
import io.reprise.kernel.ring.FrameRing;
import io.reprise.kernel.ring.FrameSequencer;
import io.reprise.kernel.time.SimulatedClock;
import io.reprise.kernel.time.TimerQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

final class EngineStageTest {
    private static final int ALARM = 2;

    private final SimulatedClock clock = new SimulatedClock(1_000);
    private final FrameRing input = new FrameRing(1 << 20, 1024);
    private final FrameRing output = new FrameRing(1 << 14, 1024);
    private final RecordedAnswers recorded = new RecordedAnswers(output);
    private final Machines machines =
            new Machines(List.of(new EchoProvider(), TestProvider.of(ALARM, "alarm", alarm())), new TreeMap<>());
    private final Engine engine = new Engine(machines, 1, output, FaultPolicy.QUARANTINE, (sequence, digest) -> {});
    private final List<Long> deadlines = new ArrayList<>();
    private final EngineStage stage = new EngineStage(input, engine, clock, () -> deadlines.add(nextDeadlineNs()));
    private final FrameSequencer sequencer = new FrameSequencer(input, clock, 0, 0);

    /** Method 1 sets a timer to i64 deadline; when it fires, nothing happens. */
    private static StateMachine alarm() {
        return new StateMachine() {
            @Override
            public void onRequest(FrameFlyweight request, MachineContext context) {
                context.schedule(request.buffer().getLong(request.payloadOffset(), FrameLayout.ORDER), 0);
            }

            @Override
            public void onTimer(long timerId, long data, MachineContext context) {}
        };
    }

    @Test
    void shouldHaveNothingToDoAtFirst() {
        assertEquals(0, stage.doWork());
        assertEquals(0, stage.appliedSequence());
        assertEquals(TimerQueue.NO_DEADLINE, stage.nextDeadlineNs());
        assertEquals("engine", stage.roleName());
        assertEquals(List.of(), deadlines);
    }

    @Test
    void shouldApplyAndPublishABatch() {
        add(3);
        add(4);
        sequencer.publish();

        assertEquals(2, stage.doWork());

        assertEquals(
                List.of(Bytes.longs(3), Bytes.longs(7)).stream()
                        .map(Answer::hex)
                        .toList(),
                payloads());
        assertEquals(2, stage.appliedSequence());
        assertEquals(0, stage.doWork());
    }

    @Test
    void shouldTellOfEveryThirdFrameWhenItIsApplied() {
        List<String> told = new ArrayList<>();
        stage.hashEvery(3, sequence -> told.add(sequence + " at " + machines.sequence()));
        for (int i = 0; i < 7; i++) {
            add(1);
        }
        sequencer.publish();

        stage.doWork();

        assertEquals(List.of("3 at 3", "6 at 6"), told);
    }

    @Test
    void shouldTakeTurnsWithOtherStages() {
        List<Integer> batches = List.of(16, 32, 64, 128, 256, Stage.MAX_BATCH, Stage.MAX_BATCH, 5);

        assertEquals(batches, batches(batches.stream().mapToInt(i -> i).sum(), 0));
    }

    @Test
    void shouldTakeAsManyFramesAtOnceAsAMillisecondLasts() {
        assertEquals(List.of(16, 5, 5, 5, 5), batches(36, 200_000));
        assertEquals(List.of(16, 1, 1, 1), batches(19, 5_000_000));
        assertEquals(List.of(16, 16, 16, 2), batches(50, 60_000), "nearly a millisecond is long enough");
    }

    /** Frames per call until all are done, by machines that take so long for each. */
    private List<Integer> batches(int frames, long frameNs) {
        FrameRing wideInput = new FrameRing(1 << 20, 1024);
        FrameRing wideOutput = new FrameRing(1 << 20, 1024);
        StateMachine slow = (request, context) -> clock.advanceTo(clock.timeNs() + frameNs);
        Machines slowMachines = new Machines(List.of(TestProvider.of(ALARM, "slow", slow)), new TreeMap<>());
        Engine engine = new Engine(slowMachines, 1, wideOutput, FaultPolicy.QUARANTINE, (sequence, digest) -> {});
        EngineStage wide = new EngineStage(wideInput, engine, clock, () -> {});
        FrameSequencer wideSequencer = new FrameSequencer(wideInput, clock, 0, 0);
        for (int i = 0; i < frames; i++) {
            wideSequencer
                    .claim(FrameLayout.HEADER_LENGTH)
                    .init(FrameKind.REQUEST, 0)
                    .service(ALARM)
                    .method(1);
            wideSequencer.commit();
        }
        wideSequencer.publish();
        List<Integer> batches = new ArrayList<>();
        for (int batch = wide.doWork(); batch > 0; batch = wide.doWork()) {
            batches.add(batch);
        }
        return batches;
    }

    @Test
    void shouldGoOnWhereTheOutputRingWasFull() {
        List<String> expected = new ArrayList<>();
        for (int i = 1; i <= 300; i++) {
            add(1);
            expected.add(Answer.hex(Bytes.longs(i)));
        }
        sequencer.publish();
        List<String> sums = new ArrayList<>();
        int turns = 0;
        for (int frames = stage.doWork(); frames > 0; frames = stage.doWork()) {
            sums.addAll(payloads());
            turns++;
        }

        assertEquals(expected, sums);
        assertTrue(turns > 1, "the ring was never full");
        assertEquals(300, stage.appliedSequence());
    }

    @Test
    void shouldTellTheNextDeadlineAndWhenItMoves() {
        setAlarm(5_000);
        stage.doWork();
        setAlarm(9_000);
        stage.doWork();
        setAlarm(3_000);
        stage.doWork();
        assertEquals(3_000, stage.nextDeadlineNs());
        assertEquals(List.of(5_000L, 3_000L), deadlines, "9000 moved nothing");

        clock.advanceTo(5_000);
        sequencer.tick();
        stage.doWork();
        assertEquals(List.of(5_000L, 3_000L, 9_000L), deadlines);

        clock.advanceTo(9_000);
        sequencer.tick();
        stage.doWork();
        assertEquals(TimerQueue.NO_DEADLINE, stage.nextDeadlineNs());
    }

    /** More timers are due than one frame may fire: the deadline has not moved, yet another TICK is wanted. */
    @Test
    void shouldAskAgainWhileTimersAreDue() {
        for (int i = 0; i < Engine.MAX_TIMERS_PER_FRAME + 1; i++) {
            setAlarm(2_000);
        }
        while (stage.appliedSequence() <= Engine.MAX_TIMERS_PER_FRAME) {
            stage.doWork();
        }
        deadlines.clear();
        clock.advanceTo(2_000);
        sequencer.tick();
        stage.doWork();
        assertEquals(List.of(2_000L), deadlines);
        stage.doWork();
        assertEquals(List.of(2_000L), deadlines, "without a frame nothing was asked again");

        sequencer.tick();
        stage.doWork();
        assertEquals(List.of(2_000L, TimerQueue.NO_DEADLINE), deadlines);
    }

    @Test
    void shouldRecordTheLatencyOfABatch() {
        add(1);
        add(1);
        sequencer.publish();
        clock.advanceTo(1_700);
        stage.doWork();

        Histogram interval = stage.latency().interval();
        assertEquals(2, interval.getTotalCount());
        assertEquals(2, interval.getCountAtValue(700));
    }

    @Test
    void shouldLetAMissingSequenceOut() {
        FrameSequencer gap = new FrameSequencer(input, clock, 5, 0);
        gap.tick();

        assertThrows(IllegalStateException.class, stage::doWork);
        assertEquals(0, stage.appliedSequence());
    }

    private long nextDeadlineNs() {
        return stage.nextDeadlineNs();
    }

    private void add(long delta) {
        request(EchoProvider.SERVICE, EchoProvider.ADD, Bytes.longs(1, delta));
    }

    private void setAlarm(long deadlineNs) {
        request(ALARM, 1, Bytes.longs(deadlineNs));
        sequencer.publish();
    }

    private void request(int service, int method, byte[] payload) {
        sequencer.startBatch();
        FrameFlyweight frame = sequencer.claim(FrameLayout.HEADER_LENGTH + payload.length);
        frame.init(FrameKind.REQUEST, payload.length).service(service).method(method);
        frame.buffer().putBytes(frame.payloadOffset(), payload);
        sequencer.commit();
    }

    private List<String> payloads() {
        return recorded.take().stream().map(Answer::payload).toList();
    }
}
