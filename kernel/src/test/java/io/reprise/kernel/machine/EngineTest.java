package io.reprise.kernel.machine;

import static io.reprise.kernel.fixture.Answer.error;
import static io.reprise.kernel.fixture.Answer.part;
import static io.reprise.kernel.fixture.Answer.response;
import static io.reprise.kernel.fixture.FrameBuilder.notification;
import static io.reprise.kernel.fixture.FrameBuilder.request;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.reprise.kernel.echo.EchoProvider;
import io.reprise.kernel.fixture.Answer;
import io.reprise.kernel.fixture.Bytes;
import io.reprise.kernel.fixture.FrameBuilder;
import io.reprise.kernel.fixture.RecordedAnswers;
import io.reprise.kernel.fixture.TestKernel;
import io.reprise.kernel.fixture.TestProvider;
import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.frame.FrameKind;
import io.reprise.kernel.frame.FrameLayout;
import io.reprise.kernel.frame.Status;
import io.reprise.kernel.ring.FrameRing;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class EngineTest {
    private static final long NO_ANSWERS = 1;
    private static final int ECHO = EchoProvider.SERVICE;
    private static final int SCRIPT = 5;

    private final RuntimeException bug = new IllegalStateException("a bug");
    private final TestKernel kernel = TestKernel.with(new EchoProvider(), TestProvider.of(SCRIPT, "script", this::run));

    /** What the scripted machine does, by method. */
    private void run(FrameFlyweight request, MachineContext context) {
        switch (request.method()) {
            case 1 -> throw bug;
            case 2 -> {
                send(context.part(8), 1);
                send(context.part(8), 2);
                send(context.respond(8), 3);
            }
            case 3 -> {
                send(context.part(8), 1);
                throw bug;
            }
            case 4 -> context.respond((int) argument(request));
            case 5 -> {
                for (long parts = argument(request); parts > 0; parts--) {
                    context.part(64);
                }
            }
            case 6 -> send(context.respond(8), context.timeNs());
            case 7 -> send(context.respond(8), context.random(argument(request)).nextLong());
            case 8 -> throw new IllegalStateException("x".repeat((int) argument(request)));
            default -> context.error(Status.INVALID_REQUEST, "x".repeat((int) argument(request)));
        }
    }

    @Test
    void shouldAnswerWithTheHeaderOfTheRequest() {
        FrameBuilder echo =
                request(ECHO, EchoProvider.ECHO, Bytes.counting(100)).from(42, 77);
        FrameBuilder add = request(ECHO, EchoProvider.ADD, Bytes.longs(7, 5)).from(43, 78);
        kernel.at(1_000).send(echo).at(2_000).send(add);

        assertEquals(List.of(response(echo, Bytes.counting(100)), response(add, Bytes.longs(5))), kernel.answers());
        assertEquals(2, kernel.machines().sequence());
        assertEquals(2_000, kernel.machines().timeNs());
    }

    @Test
    void shouldNotExecuteWhatExpired() {
        FrameBuilder add = request(ECHO, EchoProvider.ADD, Bytes.longs(7, 5)).from(43, 78);
        FrameBuilder expired =
                request(ECHO, EchoProvider.ADD, Bytes.longs(0)).from(43, 79).expired(31);
        FrameBuilder silent =
                notification(ECHO, EchoProvider.ADD, Bytes.longs(0)).expired(31);
        FrameBuilder again = request(ECHO, EchoProvider.ADD, Bytes.longs(7, 5)).from(43, 80);
        kernel.at(1_000).send(add).send(expired).send(silent).send(again);

        assertEquals(
                List.of(
                        response(add, Bytes.longs(5)),
                        error(expired, Status.TIMEOUT, "waited 31 ms, longer than its timeout of 31 ms; not executed"),
                        response(again, Bytes.longs(10))),
                kernel.answers());
    }

    @Test
    void shouldSendPartsInOrder() {
        FrameBuilder parts = script(2).from(1, 2);
        kernel.send(parts);

        assertEquals(
                List.of(part(parts, Bytes.longs(1)), part(parts, Bytes.longs(2)), response(parts, Bytes.longs(3))),
                kernel.answers());
    }

    @ParameterizedTest
    @CsvSource({
        "0,     1, UNKNOWN_SERVICE, there is no service 0",
        "2,     1, UNKNOWN_SERVICE, there is no service 2",
        "6,     1, UNKNOWN_SERVICE, there is no service 6",
        "65535, 1, UNKNOWN_SERVICE, there is no service 65535",
        "1,     0, UNKNOWN_METHOD,  service 1 has no method 0",
        "1,     3, UNKNOWN_METHOD,  service 1 has no method 3",
        "5, 65535, UNKNOWN_METHOD,  service 5 has no method 65535"
    })
    void shouldRefuseWhatNobodyOffers(int service, int method, Status status, String text) {
        FrameBuilder frame = request(service, method, Bytes.none()).from(3, 4);
        kernel.send(frame);

        assertEquals(List.of(error(frame, status, text)), kernel.answers());
        assertEquals(0, kernel.machines().faults());
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "5, 1", "5, 2", "5, 3", "9, 1", "1, 9"})
    void shouldNotAnswerANotification(int service, int method) {
        kernel.send(notification(service, method, Bytes.longs(1, 2)));

        assertEquals(List.of(), kernel.answers());
        assertEquals(List.of(NO_ANSWERS), kernel.digests());
    }

    @Test
    void shouldApplyANotification() {
        FrameBuilder add = request(ECHO, EchoProvider.ADD, Bytes.longs(7, 5));
        kernel.send(notification(ECHO, EchoProvider.ADD, Bytes.longs(7, 100))).send(add);

        assertEquals(List.of(response(add, Bytes.longs(105))), kernel.answers());
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                FrameKind.TICK,
                FrameKind.CONTROL,
                FrameKind.SHED,
                FrameKind.RESPONSE,
                FrameKind.HELLO,
                FrameKind.PING,
                99
            })
    void shouldOnlyMoveTimeForFramesThatAreNoRequests(int kind) {
        kernel.at(500)
                .send(FrameBuilder.frame(kind, Bytes.longs(1, 2)).service(ECHO).method(EchoProvider.ECHO));

        assertEquals(List.of(), kernel.answers());
        assertEquals(List.of(NO_ANSWERS), kernel.digests());
        assertEquals(1, kernel.machines().sequence());
        assertEquals(500, kernel.machines().timeNs());
    }

    @Test
    void shouldKeepAFaultInItsRequest() {
        FrameBuilder faulty = script(1).from(8, 9);
        FrameBuilder next = request(ECHO, EchoProvider.ECHO, Bytes.text("still here"));
        kernel.send(faulty).send(next);

        assertEquals(
                List.of(
                        error(
                                faulty,
                                Status.INTERNAL,
                                "service 5 method 1 failed at sequence 1: java.lang.IllegalStateException"),
                        response(next, Bytes.text("still here"))),
                kernel.answers());
        assertEquals(1, kernel.machines().faults());
    }

    @Test
    void shouldTakeBackWhatWasSentBeforeTheFault() {
        kernel.send(script(3));

        assertEquals(List.of("ERROR"), kinds());
        assertEquals(0, kernel.outputRing().occupied(), "what was taken back is freed too");
    }

    @Test
    void shouldStopAtAFaultWhenToldToHalt() {
        TestKernel halting = TestKernel.settings(TestProvider.of(SCRIPT, "script", this::run))
                .faultPolicy(FaultPolicy.HALT)
                .start()
                .send(script(2));

        MachineFaultException fault = assertThrows(MachineFaultException.class, () -> halting.send(script(1)));

        assertEquals("service 5 method 1 failed at sequence 2; policy halt", fault.getMessage());
        assertSame(bug, fault.getCause());
        assertEquals(1, halting.digests().size());
        assertEquals(0, halting.machines().faults());
    }

    @ParameterizedTest
    @CsvSource({"960, RESPONSE", "961, ERROR", "2147483647, ERROR", "-1, ERROR", "-2147483648, ERROR"})
    void shouldSendAtMostOneMaximalFrame(int payloadLength, String kind) {
        FrameBuilder frame = script(4, payloadLength);
        kernel.send(frame);

        assertEquals(List.of(kind), kinds());
        assertEquals(kind.equals("ERROR") ? 1 : 0, kernel.machines().faults());
    }

    @Test
    void shouldSayThatAnAnswerIsTooLong() {
        FrameBuilder frame = script(4, 961);
        kernel.send(frame);

        assertEquals(
                List.of(
                        error(
                                frame,
                                Status.ANSWER_TOO_LONG,
                                "service 5 method 4 failed at sequence 1: the answers to one request may take 1024 bytes together; the next payload of 961 bytes does not fit")),
                kernel.answers());
    }

    @Test
    void shouldCountAllPartsTogether() {
        kernel.send(script(5, 8));
        assertEquals(8, kinds().size());

        kernel.send(script(5, 9));
        assertEquals(List.of("ERROR"), kinds());
    }

    /** A limit that is no multiple of a cell's length is a limit too. */
    @ParameterizedTest
    @ValueSource(ints = {128, 129, 190, 1000, 1023})
    void shouldSendAFrameOfExactlyTheLimit(int maxFrameLength) {
        TestKernel odd = TestKernel.settings(TestProvider.of(SCRIPT, "script", this::run))
                .output(maxFrameLength, 8192)
                .start();
        odd.send(script(4, maxFrameLength - 64)).send(script(4, maxFrameLength - 63));

        List<Answer> answers = odd.answers();
        assertEquals("RESPONSE", answers.get(0).kind());
        assertEquals(2 * (maxFrameLength - 64), answers.get(0).payload().length());
        assertEquals("ERROR", answers.get(1).kind());
        assertEquals(2, answers.size());
    }

    @ParameterizedTest
    @ValueSource(ints = {64, 127})
    void shouldWantRoomForAnError(int maxFrameLength) {
        TestKernel.Settings small = TestKernel.settings(new EchoProvider()).output(maxFrameLength, 8192);

        assertThrows(IllegalArgumentException.class, small::start);
    }

    /** Its message may come from the JDK or a library and change with their version; answers must not. */
    @ParameterizedTest
    @ValueSource(ints = {0, 100, 1_000_000})
    void shouldNotRepeatTheMessageOfAFault(int length) {
        FrameBuilder faulty = script(8, length);
        kernel.send(faulty);

        String text = "service 5 method 8 failed at sequence 1: java.lang.IllegalStateException";
        assertEquals(List.of(error(faulty, Status.INTERNAL, text)), kernel.answers());
    }

    @Test
    void shouldCutTheTextOfAFaultWhereFramesAreShort() {
        TestKernel small = TestKernel.settings(TestProvider.of(SCRIPT, "script", this::run))
                .output(128, 8192)
                .start();
        FrameBuilder faulty = script(1);
        small.send(faulty);

        assertEquals(
                List.of(error(faulty, Status.INTERNAL, "service 5 method 1 failed at sequence 1: java.lang.Illeg")),
                small.answers());
    }

    @Test
    void shouldLeaveEarlierAnswersAloneWhenItTakesBack() {
        FrameRing output = new FrameRing(64 * 1024, 1024);
        RecordedAnswers recorded = new RecordedAnswers(output);
        Engine engine = new Engine(kernel.machines(), 1, output, FaultPolicy.QUARANTINE, (sequence, digest) -> {});
        engine.apply(script(2).stamp(1, 0).frame());
        engine.apply(script(3).stamp(2, 0).frame());
        engine.publish();

        assertEquals(
                List.of("PART", "PART", "RESPONSE", "ERROR"),
                recorded.take().stream().map(Answer::kind).toList());
    }

    @Test
    void shouldRefuseAnErrorTextThatFitsNoFrame() {
        kernel.send(script(9, 952)).send(script(9, 953));

        List<Answer> answers = kernel.answers();
        assertEquals(Status.INVALID_REQUEST, answers.get(0).status());
        assertEquals(952, answers.get(0).payload().length());
        assertEquals(Status.ANSWER_TOO_LONG, answers.get(1).status());
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 3, 100, -1})
    void shouldRefuseASequenceThatDoesNotFollow(long sequence) {
        kernel.at(10).send(script(2));
        long hash = kernel.machines().stateHash();
        FrameBuilder stray = script(2).stamp(sequence, 20);

        IllegalStateException refusal = assertThrows(IllegalStateException.class, () -> kernel.sendStamped(stray));

        assertEquals("frame " + sequence + " cannot follow frame 1: a sequence is missing", refusal.getMessage());
        assertEquals(hash, kernel.machines().stateHash());
        assertEquals(1, kernel.digests().size());
    }

    @Test
    void shouldTellMachinesTheTimeOfTheFrame() {
        kernel.at(1_234).send(script(6));

        assertEquals(Answer.hex(Bytes.longs(1_234)), kernel.answers().get(0).payload());
    }

    @Test
    void shouldDrawTheSameNumbersForTheSameRequestInAnyOrder() {
        kernel.send(script(7, 1)).send(script(7, 2)).send(script(7, 3));
        List<String> inOrder = payloads();
        kernel.send(script(7, 3)).send(script(7, 1)).send(script(7, 2));
        List<String> another = payloads();

        assertEquals(List.of(inOrder.get(2), inOrder.get(0), inOrder.get(1)), another);
        assertEquals(3, inOrder.stream().distinct().count());
    }

    @Test
    void shouldPreferTheSeedOfTheFrameToThatOfTheRun() {
        kernel.send(script(7, 1)).send(script(7, 1).seed(9)).send(script(7, 1).seed(10));
        kernel.send(script(7, 2).seed(9)).send(script(7, 1).seed(TestKernel.RUN_SEED));
        List<String> payloads = payloads();

        assertEquals(4, payloads.subList(0, 4).stream().distinct().count(), "seed and identity both count");
        assertEquals(payloads.get(0), payloads.get(4));
    }

    @Test
    void shouldGiveDigestsThatDependOnTheAnswersAlone() {
        TestKernel other = TestKernel.settings(new EchoProvider(), TestProvider.of(SCRIPT, "script", this::run))
                .output(1024, 64 * 1024)
                .start();
        for (int i = 0; i < 300; i++) {
            FrameBuilder frame =
                    request(ECHO, EchoProvider.ECHO, Bytes.counting(i)).from(1, i);
            kernel.send(frame);
            other.sendStamped(frame);
        }
        assertEquals(kernel.digests(), other.digests());
        assertEquals(300, kernel.digests().stream().distinct().count());
        assertFalse(kernel.digests().contains(0L));
    }

    @Test
    void shouldChangeTheDigestWithAnyByteOfTheAnswer() {
        TestKernel twin = TestKernel.with(new EchoProvider(), TestProvider.of(SCRIPT, "script", this::run));
        byte[] payload = Bytes.counting(100);
        kernel.send(request(ECHO, EchoProvider.ECHO, payload));
        payload[99]++;
        twin.send(request(ECHO, EchoProvider.ECHO, payload));

        assertNotEquals(kernel.digests(), twin.digests());
        assertEquals(kernel.machines().stateHash(), twin.machines().stateHash());
    }

    private static FrameBuilder script(int method, long... arguments) {
        return request(SCRIPT, method, Bytes.longs(arguments));
    }

    private static long argument(FrameFlyweight request) {
        return request.buffer().getLong(request.payloadOffset(), FrameLayout.ORDER);
    }

    private static void send(FrameFlyweight answer, long value) {
        answer.buffer().putLong(answer.payloadOffset(), value, FrameLayout.ORDER);
    }

    private List<String> kinds() {
        return kernel.answers().stream().map(Answer::kind).toList();
    }

    private List<String> payloads() {
        return kernel.answers().stream().map(Answer::payload).toList();
    }
}
