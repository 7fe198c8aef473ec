package io.reprise.kernel.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reprise.kernel.echo.EchoProvider;
import io.reprise.kernel.fixture.Answer;
import io.reprise.kernel.fixture.Bytes;
import io.reprise.kernel.fixture.FrameBuilder;
import io.reprise.kernel.fixture.TestKernel;
import io.reprise.kernel.fixture.TestProvider;
import io.reprise.kernel.frame.ControlMethod;
import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.frame.FrameKind;
import io.reprise.kernel.frame.FrameLayout;
import io.reprise.kernel.frame.OpenSession;
import io.reprise.kernel.frame.Status;
import io.reprise.kernel.machine.MachineContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ExactlyOnceTest {
    private static final int SCRIPT = 5;
    private static final long SESSION = 100;
    private static final long KEY = 7;
    private static final long HOUR_NS = TimeUnit.HOURS.toNanos(1);

    private final TestKernel kernel = settings().start();

    private static TestKernel.Settings settings() {
        return TestKernel.settings(new EchoProvider(), TestProvider.of(SCRIPT, "script", ExactlyOnceTest::run))
                .limit("kernel.session-window", 4)
                .limit("kernel.max-sessions", 3)
                .limit("kernel.session-ttl-ms", TimeUnit.HOURS.toMillis(1))
                .limit("kernel.max-answer-bytes", 4096);
    }

    private static void run(FrameFlyweight request, MachineContext context) {
        switch (request.method()) {
            case 1 -> throw new IllegalStateException("a bug");
            case 2 -> {
                context.part(20);
                context.part(9);
                context.respond(30);
            }
            default -> {} // no answer now
        }
    }

    @Test
    void shouldExecuteARequestOnceAndRepeatItsAnswer() {
        open(SESSION);
        FrameBuilder first = add(SESSION, 1, 5);
        List<Answer> answers = send(first);

        assertEquals(List.of(Answer.response(first, Bytes.longs(5))), answers);
        assertEquals(answers, send(add(SESSION, 1, 5)));
        assertEquals(List.of(5L), sums(send(add(SESSION, 1, 1_000)))); // it is the number that counts
        assertEquals(List.of(6L), sums(send(add(SESSION, 2, 1))));
    }

    @Test
    void shouldRepeatAllPartsAndErrors() {
        open(SESSION);
        List<Answer> parts = send(once(FrameBuilder.request(SCRIPT, 2, Bytes.none()), SESSION, 1));
        List<Answer> fault = send(once(FrameBuilder.request(SCRIPT, 1, Bytes.none()), SESSION, 2));
        List<Answer> unknown = send(once(FrameBuilder.request(99, 1, Bytes.none()), SESSION, 3));

        assertEquals(3, parts.size());
        assertEquals(parts, send(once(FrameBuilder.request(SCRIPT, 2, Bytes.none()), SESSION, 1)));
        assertEquals(fault, send(once(FrameBuilder.request(SCRIPT, 1, Bytes.none()), SESSION, 2)));
        assertEquals(1, kernel.machines().faults());
        assertEquals(unknown, send(once(FrameBuilder.request(99, 1, Bytes.none()), SESSION, 3)));
    }

    @Test
    void shouldExecuteANotificationOnce() {
        open(SESSION);
        FrameBuilder notification =
                FrameBuilder.notification(EchoProvider.SERVICE, EchoProvider.ADD, Bytes.longs(KEY, 5));

        assertEquals(List.of(), send(once(notification, SESSION, 1)));
        assertEquals(List.of(), send(once(notification, SESSION, 1)));
        assertEquals(List.of(5L), sums(send(add(SESSION, 2, 0))));
    }

    @Test
    void shouldNeverExecuteAgainWhatLeftTheWindow() {
        open(SESSION);
        for (long id = 1; id <= 5; id++) {
            send(add(SESSION, id, 1));
        }

        assertEquals(Status.ANSWER_FORGOTTEN, send(add(SESSION, 1, 1)).get(0).status());
        assertEquals(List.of(2L), sums(send(add(SESSION, 2, 1))));
        assertEquals(List.of(5L), sums(send(add(SESSION, 6, 0))));
    }

    @Test
    void shouldSayThatAnAnswerGivenLaterIsNotKept() {
        open(SESSION);

        assertEquals(List.of(), send(once(FrameBuilder.request(SCRIPT, 4, Bytes.none()), SESSION, 1)));
        assertEquals(
                Status.ANSWER_FORGOTTEN,
                send(once(FrameBuilder.request(SCRIPT, 4, Bytes.none()), SESSION, 1))
                        .get(0)
                        .status());
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE})
    void shouldRefuseANumberBelowOne(long id) {
        open(SESSION);

        assertEquals(Status.INVALID_REQUEST, send(add(SESSION, id, 1)).get(0).status());
    }

    @Test
    void shouldRefuseRequestsOfNoSession() {
        assertEquals(Status.SESSION_NOT_FOUND, send(add(SESSION, 1, 1)).get(0).status());
        assertEquals(
                List.of(0L),
                sums(send(FrameBuilder.request(1, 2, Bytes.longs(KEY, 0)).from(3, 3))));
    }

    @Test
    void shouldOpenAndComeBack() {
        assertEquals(opened(SESSION, 0), open(SESSION).get(0).payload());
        send(add(SESSION, 1, 1));
        send(add(SESSION, 3, 1));

        assertEquals(opened(SESSION, 3), send(opening(200, SESSION, 0)).get(0).payload());
        assertEquals(
                Status.SESSION_NOT_FOUND, send(opening(201, SESSION, 9)).get(0).status()); // another owner
        assertEquals(
                Status.SESSION_NOT_FOUND, send(opening(202, 5555, 0)).get(0).status());
    }

    @Test
    void shouldForgetSessionsOnlyAfterTheirTimeAndForNewOnes() {
        open(1);
        open(2);
        kernel.at(HOUR_NS);
        open(3);
        send(add(2, 1, 1));

        assertEquals(Status.RESOURCE_EXHAUSTED, open(4).get(0).status());
        kernel.at(HOUR_NS + 1);
        assertEquals(opened(4, 0), open(4).get(0).payload());
        assertEquals(Status.SESSION_NOT_FOUND, send(add(1, 1, 1)).get(0).status());
        assertEquals(List.of(1L), sums(send(add(2, 1, 1))));
        assertEquals(3, kernel.machines().sessions().count());
    }

    @Test
    void shouldForgetASessionThatIsClosed() {
        open(1);
        open(2);
        open(3);
        send(add(1, 1, 1));
        send(FrameBuilder.frame(FrameKind.CONTROL, Bytes.none())
                .method(ControlMethod.CLOSE_SESSION)
                .from(1, 0));

        assertEquals(Status.SESSION_NOT_FOUND, send(add(1, 1, 1)).get(0).status());
        assertEquals(opened(4, 0), open(4).get(0).payload());
        assertEquals(List.of(2L), sums(send(add(4, 1, 1)))); // the place it took over holds nothing of the other
    }

    @Test
    void shouldTakeRoomForAnswersFromSessionsThatRest() {
        open(1);
        open(2);
        for (long id = 1; id <= 4; id++) {
            send(once(FrameBuilder.request(EchoProvider.SERVICE, EchoProvider.ECHO, new byte[900]), 1, id));
        }
        send(once(FrameBuilder.request(EchoProvider.SERVICE, EchoProvider.ECHO, new byte[900]), 2, 1));
        assertEquals(
                Status.ANSWER_FORGOTTEN,
                send(once(FrameBuilder.request(EchoProvider.SERVICE, EchoProvider.ECHO, new byte[900]), 2, 1))
                        .get(0)
                        .status());

        kernel.at(TimeUnit.SECONDS.toNanos(11));
        send(once(FrameBuilder.request(EchoProvider.SERVICE, EchoProvider.ECHO, new byte[900]), 2, 2));
        assertEquals(
                "RESPONSE",
                send(once(FrameBuilder.request(EchoProvider.SERVICE, EchoProvider.ECHO, new byte[900]), 2, 2))
                        .get(0)
                        .kind());
        assertEquals(
                Status.ANSWER_FORGOTTEN,
                send(once(FrameBuilder.request(EchoProvider.SERVICE, EchoProvider.ECHO, new byte[900]), 1, 1))
                        .get(0)
                        .status());
    }

    /** Against a model: any mix of sessions, numbers, repetitions and answer lengths; and the copy goes on alike. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void shouldDoAsTheModelDoesAndGoOnAfterARestore(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Map<Long, List<Answer>> model = new HashMap<>();
        Map<Long, Long> next = new HashMap<>();
        for (long session = 1; session <= 3; session++) {
            open(session);
            next.put(session, 1L);
        }
        TestKernel copy = settings().restoredFrom(kernel).start();
        for (int i = 0; i < 2_000; i++) {
            long session = 1L + random.nextInt(3);
            boolean again = random.nextBoolean() && next.get(session) > 1;
            long id = again ? Math.max(1, next.get(session) - 1 - random.nextInt(6)) : next.get(session);
            FrameBuilder request = once(
                    FrameBuilder.request(EchoProvider.SERVICE, EchoProvider.ECHO, new byte[random.nextInt(200)]),
                    session,
                    id);
            List<Answer> answers = send(request);
            if (again) {
                List<Answer> before = model.get(session * 1_000_000 + id);
                assertTrue(
                        answers.equals(before) || answers.get(0).status() == Status.ANSWER_FORGOTTEN,
                        () -> answers + " instead of " + before);
            } else {
                assertEquals("RESPONSE", answers.get(0).kind());
                model.put(session * 1_000_000 + id, answers);
                next.put(session, id + 1);
            }
            copy.sendStamped(request);
            if (i % 100 == 0) {
                assertEquals(kernel.machines().stateHash(), copy.machines().stateHash());
                copy = settings().restoredFrom(kernel).start();
            }
        }
    }

    private List<Answer> open(long session) {
        return send(opening(session, 0, 0));
    }

    private static FrameBuilder opening(long session, long clientId, long owner) {
        FrameBuilder frame = FrameBuilder.frame(FrameKind.CONTROL, new byte[OpenSession.REQUEST_LENGTH])
                .method(ControlMethod.OPEN_SESSION)
                .from(session, 0);
        OpenSession.putRequest(frame.frame(), clientId, owner);
        return frame;
    }

    private static String opened(long session, long lastId) {
        return Answer.hex(Bytes.longs(session, lastId, 4));
    }

    private static FrameBuilder add(long session, long id, long delta) {
        return once(FrameBuilder.request(EchoProvider.SERVICE, EchoProvider.ADD, Bytes.longs(KEY, delta)), session, id);
    }

    private static FrameBuilder once(FrameBuilder frame, long session, long id) {
        frame.frame().flags(FrameLayout.FLAG_EXACTLY_ONCE);
        return frame.from(session, id);
    }

    private List<Answer> send(FrameBuilder frame) {
        kernel.send(frame);
        return kernel.answers();
    }

    private static List<Long> sums(List<Answer> answers) {
        List<Long> sums = new ArrayList<>();
        answers.forEach(answer -> sums.add(Long.reverseBytes(Long.parseUnsignedLong(answer.payload(), 16))));
        return sums;
    }
}
