package io.reprise.kernel.machine;

import static io.reprise.kernel.fixture.Answer.error;
import static io.reprise.kernel.fixture.Answer.response;
import static io.reprise.kernel.fixture.Answer.unaddressed;
import static io.reprise.kernel.fixture.FrameBuilder.notification;
import static io.reprise.kernel.fixture.FrameBuilder.request;
import static io.reprise.kernel.fixture.FrameBuilder.tick;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reprise.kernel.echo.EchoProvider;
import io.reprise.kernel.fixture.Answer;
import io.reprise.kernel.fixture.Bytes;
import io.reprise.kernel.fixture.FrameBuilder;
import io.reprise.kernel.fixture.TestKernel;
import io.reprise.kernel.fixture.TestProvider;
import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.frame.FrameLayout;
import io.reprise.kernel.frame.Status;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class EngineTimersTest {
    private static final int ALARM = 3;
    private static final int SET = 1;
    private static final int CANCEL = 2;
    private static final int MAX_FRAME = 1024;

    /** A timer's data is the number of its deed, then its own. */
    private static final long DEED = 1_000_000;

    /** What an alarm does when it goes off. */
    private enum Deed {
        ANSWER,
        ANSWER_NOBODY,
        FILL_HALF_A_FRAME,
        FILL_A_FRAME,
        FILL_A_FRAME_AND_FAIL,
        FAIL,
        SET_ANOTHER;

        /** The data of a timer that does this, told apart by a number. */
        long data(long number) {
            return ordinal() * DEED + number;
        }
    }

    private final TestKernel kernel = kernel(MAX_FRAME, FaultPolicy.QUARANTINE);

    /** Method 1 sets a timer: i64 deadline, i64 data; it answers with the id. Method 2 cancels one. */
    private static final class AlarmMachine implements StateMachine {
        @Override
        public void onRequest(FrameFlyweight request, MachineContext context) {
            long first = request.buffer().getLong(request.payloadOffset(), FrameLayout.ORDER);
            if (request.method() == CANCEL) {
                put(context.respond(8), context.cancel(first) ? 1 : 0);
            } else {
                long data = request.buffer().getLong(request.payloadOffset() + 8, FrameLayout.ORDER);
                put(context.respond(8), context.schedule(first, data));
            }
        }

        @Override
        public void onTimer(long timerId, long data, MachineContext context) {
            switch (Deed.values()[(int) (data / DEED)]) {
                case ANSWER -> put(context.part(8).sessionId(70).correlationId(71), data);
                case ANSWER_NOBODY -> put(context.part(8), data);
                case FILL_HALF_A_FRAME -> context.part(MAX_FRAME / 2 - 64);
                case FILL_A_FRAME -> context.part(MAX_FRAME - 64);
                case FILL_A_FRAME_AND_FAIL -> {
                    context.part(MAX_FRAME - 64);
                    throw new IllegalStateException("x".repeat(5_000));
                }
                case FAIL -> throw new IllegalStateException("alarm " + data % DEED + " is broken");
                default -> {
                    put(context.part(8), data);
                    context.schedule(context.timeNs() - 1, data + 1);
                }
            }
        }
    }

    @Test
    void shouldFireInOrderOfDeadlineThenOfSetting() {
        set(300, Deed.ANSWER.data(1));
        set(200, Deed.ANSWER.data(2));
        set(300, Deed.ANSWER.data(3));
        set(200, Deed.ANSWER.data(4));
        FrameBuilder tick = tick();
        kernel.at(300).send(tick);

        assertEquals(List.of(rung(tick, 2), rung(tick, 4), rung(tick, 1), rung(tick, 3)), kernel.answers());
    }

    @Test
    void shouldFireBeforeTheFrameThatMovesTime() {
        set(200, Deed.ANSWER.data(1));
        FrameBuilder before = echo("before");
        FrameBuilder after = echo("after");
        kernel.at(199).send(before).at(200).send(after);

        assertEquals(
                List.of(response(before, Bytes.text("before")), rung(after, 1), response(after, Bytes.text("after"))),
                kernel.answers());
    }

    @Test
    void shouldFireOnlyOnce() {
        set(200, Deed.ANSWER.data(1));
        kernel.at(200).send(tick()).at(300).send(tick());

        assertEquals(1, kernel.answers().size());
        assertEquals(0, kernel.machines().timers().count());
    }

    @Test
    void shouldNotFireWhatWasCancelled() {
        long timerId = set(200, Deed.ANSWER.data(1));
        FrameBuilder cancel = request(ALARM, CANCEL, Bytes.longs(timerId));
        FrameBuilder again = request(ALARM, CANCEL, Bytes.longs(timerId));
        kernel.send(cancel).send(again).at(300).send(tick());

        assertEquals(List.of(response(cancel, Bytes.longs(1)), response(again, Bytes.longs(0))), kernel.answers());
    }

    @Test
    void shouldFireAfterARestoreAsItWouldHaveWithout() {
        set(300, Deed.ANSWER.data(1));
        set(200, Deed.SET_ANOTHER.data(2));
        set(300, Deed.FAIL.data(3));
        kernel.send(request(ALARM, CANCEL, Bytes.longs(set(250, Deed.ANSWER.data(4)))));
        kernel.at(200).send(tick()).answers();

        TestKernel restored = TestKernel.settings(
                        new EchoProvider(), TestProvider.of(ALARM, "alarm", new AlarmMachine()))
                .restoredFrom(kernel)
                .start();
        assertEquals(
                kernel.machines().timers().nextDeadlineNs(),
                restored.machines().timers().nextDeadlineNs());
        FrameBuilder tick = tick();
        kernel.at(400).send(tick);
        restored.at(400).send(tick);

        assertEquals(kernel.answers(), restored.answers());
        assertEquals(kernel.machines().stateHash(), restored.machines().stateHash());
        assertEquals(
                kernel.digests().get(kernel.digests().size() - 1),
                restored.digests().get(0));
        assertEquals(1, restored.machines().faults());
    }

    @Test
    void shouldRefuseMoreTimersThanTheLimit() {
        TestKernel one = TestKernel.settings(TestProvider.of(ALARM, "alarm", new AlarmMachine()))
                .limit("kernel.max-timers", 1)
                .start();
        FrameBuilder first = request(ALARM, SET, Bytes.longs(100, 0));
        FrameBuilder second = request(ALARM, SET, Bytes.longs(100, 0));
        one.send(first).send(second);

        assertEquals(List.of(response(first, Bytes.longs(1)), response(second, Bytes.longs(0))), one.answers());
    }

    @Test
    void shouldSendFromATimerEvenWhenANotificationLetItFire() {
        set(200, Deed.ANSWER.data(1));
        FrameBuilder quiet = notification(EchoProvider.SERVICE, EchoProvider.ECHO, Bytes.text("psst"));
        kernel.at(200).send(quiet);

        assertEquals(List.of(rung(quiet, 1)), kernel.answers());
    }

    /** The client whose frame moved time has nothing to do with the timer. */
    @Test
    void shouldSendFromATimerToNobodyUnlessTheMachineSaysToWhom() {
        set(200, Deed.ANSWER_NOBODY.data(1));
        FrameBuilder passerBy = echo("hello");
        kernel.at(200).send(passerBy);

        String data = Answer.hex(Bytes.longs(Deed.ANSWER_NOBODY.data(1)));
        assertEquals(
                List.of(unaddressed(passerBy, "PART", Status.OK, ALARM, data), response(passerBy, Bytes.text("hello"))),
                kernel.answers());
    }

    @Test
    void shouldKeepTheFaultOfATimerAwayFromTheFrameThatLetItFire() {
        set(200, Deed.FAIL.data(8));
        set(200, Deed.ANSWER.data(1));
        FrameBuilder passerBy = echo("hello");
        kernel.at(200).send(passerBy);

        String text = "service 3 method 0 failed at sequence 3: java.lang.IllegalStateException";
        assertEquals(
                List.of(
                        unaddressed(passerBy, "ERROR", Status.INTERNAL, ALARM, text),
                        rung(passerBy, 1),
                        response(passerBy, Bytes.text("hello"))),
                kernel.answers());
        assertEquals(1, kernel.machines().faults());
    }

    @Test
    void shouldStopAtTheFaultOfATimerWhenToldToHalt() {
        TestKernel halting =
                kernel(MAX_FRAME, FaultPolicy.HALT).send(request(ALARM, SET, Bytes.longs(50, Deed.FAIL.data(1))));

        MachineFaultException fault =
                assertThrows(MachineFaultException.class, () -> halting.at(50).send(tick()));

        assertEquals("service 3 method 0 failed at sequence 2; policy halt", fault.getMessage());
    }

    @Test
    void shouldTakeATimerOfAMachineThatKnowsNoneForAFault() {
        StateMachine careless = (request, context) -> context.schedule(5, 0);
        TestKernel other = TestKernel.with(TestProvider.of(ALARM, "careless", careless));
        FrameBuilder tick = tick();
        other.send(request(ALARM, SET, Bytes.none())).at(5).send(tick);

        String text = "service 3 method 0 failed at sequence 2: java.lang.IllegalStateException";
        assertEquals(List.of(unaddressed(tick, "ERROR", Status.INTERNAL, ALARM, text)), other.answers());
    }

    @Test
    void shouldFireOnlySoManyTimersPerFrame() {
        TestKernel wide = kernel(16 * MAX_FRAME, FaultPolicy.QUARANTINE);
        for (int i = 0; i < Engine.MAX_TIMERS_PER_FRAME + 10; i++) {
            wide.send(request(ALARM, SET, Bytes.longs(200, Deed.ANSWER.data(i))));
        }
        wide.answers();
        FrameBuilder first = tick();
        FrameBuilder second = tick();
        wide.at(200).send(first).send(second);

        List<Answer> expected = new ArrayList<>();
        for (int i = 0; i < Engine.MAX_TIMERS_PER_FRAME + 10; i++) {
            expected.add(rung(i < Engine.MAX_TIMERS_PER_FRAME ? first : second, i));
        }
        assertEquals(expected, wide.answers());
    }

    @Test
    void shouldBoundATimerThatSetsItselfAgain() {
        TestKernel wide = kernel(16 * MAX_FRAME, FaultPolicy.QUARANTINE);
        wide.send(request(ALARM, SET, Bytes.longs(200, Deed.SET_ANOTHER.data(0))));
        wide.answers();

        wide.at(200).send(tick());
        assertEquals(Engine.MAX_TIMERS_PER_FRAME, wide.answers().size());
        assertEquals(1, wide.machines().timers().count());

        wide.send(tick());
        assertEquals(Engine.MAX_TIMERS_PER_FRAME, wide.answers().size());
    }

    @Test
    void shouldFireTheRestLaterOnceAMaximalFrameWasSent() {
        for (int i = 0; i < 7; i++) {
            set(200, Deed.FILL_HALF_A_FRAME.data(i));
        }
        kernel.at(200).send(tick());
        assertEquals(3, kernel.answers().size());

        kernel.send(tick());
        assertEquals(3, kernel.answers().size());

        kernel.send(tick());
        assertEquals(1, kernel.answers().size());
    }

    /** However timers fail or fill frames, the request behind them has its room: on the smallest ring there is. */
    @ParameterizedTest
    @EnumSource
    void shouldAlwaysHaveRoomForTheRequestBehindTheTimers(Deed deed) {
        for (int i = 0; i < 100; i++) {
            set(200, deed.data(i));
        }
        kernel.at(200);
        for (int i = 0; i < 120; i++) {
            FrameBuilder longest = request(EchoProvider.SERVICE, EchoProvider.ECHO, Bytes.counting(MAX_FRAME - 64));
            kernel.send(longest);

            List<Answer> answers = kernel.answers();
            assertEquals(response(longest, Bytes.counting(MAX_FRAME - 64)), answers.get(answers.size() - 1));
        }
        assertEquals(
                deed == Deed.SET_ANOTHER ? 100 : 0, kernel.machines().timers().count());
        boolean fails = deed == Deed.FAIL || deed == Deed.FILL_A_FRAME_AND_FAIL;
        assertEquals(fails ? 100 : 0, kernel.machines().faults());
    }

    @Test
    void shouldRefuseAnUnknownServiceBehindATimerThatFilledAFrame() {
        set(200, Deed.FILL_A_FRAME.data(0));
        FrameBuilder stray = request(99, 1, Bytes.none()).from(5, 6);
        kernel.at(200).send(stray);

        List<Answer> answers = kernel.answers();
        assertEquals(2, answers.size());
        assertEquals(error(stray, Status.UNKNOWN_SERVICE, "there is no service 99"), answers.get(1));
    }

    @Test
    void shouldFireTheSameWayOnEveryRun() {
        TestKernel twin = kernel(MAX_FRAME, FaultPolicy.QUARANTINE);
        List<FrameBuilder> frames = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            Deed deed = Deed.values()[i % 6];
            frames.add(request(ALARM, SET, Bytes.longs(i + 1 + i * 37 % 50, deed.data(i))));
        }
        Collections.addAll(frames, tick(), tick(), tick());
        for (FrameBuilder frame : frames) {
            kernel.at(kernel.machines().sequence()).send(frame);
            twin.sendStamped(frame);
        }
        assertTrue(kernel.machines().faults() > 50);
        assertEquals(kernel.answers(), twin.answers());
        assertEquals(kernel.digests(), twin.digests());
        assertEquals(kernel.machines().stateHash(), twin.machines().stateHash());
    }

    private static TestKernel kernel(int maxFrameLength, FaultPolicy policy) {
        return TestKernel.settings(new EchoProvider(), TestProvider.of(ALARM, "alarm", new AlarmMachine()))
                .faultPolicy(policy)
                .output(maxFrameLength, 8 * maxFrameLength)
                .start();
    }

    private long set(long deadlineNs, long data) {
        kernel.send(request(ALARM, SET, Bytes.longs(deadlineNs, data)));
        String timerId = kernel.answers().get(0).payload();
        return Long.reverseBytes(Long.parseUnsignedLong(timerId, 16));
    }

    private static Answer rung(FrameBuilder cause, long number) {
        String data = Answer.hex(Bytes.longs(Deed.ANSWER.data(number)));
        return unaddressed(cause, "PART", Status.OK, ALARM, data).addressedTo(70, 71);
    }

    private static FrameBuilder echo(String text) {
        return request(EchoProvider.SERVICE, EchoProvider.ECHO, Bytes.text(text))
                .from(1, 2);
    }

    private static void put(FrameFlyweight answer, long value) {
        answer.buffer().putLong(answer.payloadOffset(), value, FrameLayout.ORDER);
    }
}
