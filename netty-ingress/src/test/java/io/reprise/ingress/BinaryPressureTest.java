package io.reprise.ingress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reprise.ingress.connection.IngressLimits;
import io.reprise.kernel.frame.ErrorPayload;
import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.frame.FrameKind;
import io.reprise.kernel.frame.Status;
import io.reprise.kernel.stage.ThreadingMode;
import java.io.IOException;
import java.net.Socket;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Binary clients that want more than there is, over sockets, in every threading mode. */
@ExtendWith(LeakCheck.class)
final class BinaryPressureTest {
    private static final int LIMIT = TestEdge.LIMITS.maxInFlight();

    @ParameterizedTest
    @EnumSource
    void shouldTakeNoMoreThanTheLimitUntilAnswersLeave(ThreadingMode threading) throws IOException {
        try (TestEdge edge = new TestEdge(threading);
                Socket client = Wire.connect(edge.binary())) {
            edge.holdAnswers();
            client.getOutputStream().write(Wire.join(Wire.hello(), echoes(1000)));
            Await.until(() -> edge.kernel().appliedSequence() == LIMIT);
            Wire.talk(edge.http(), Requests.get("/page")); // the event loop has been round once more

            assertEquals(LIMIT, edge.kernel().appliedSequence());

            edge.releaseAnswers();
            client.shutdownOutput();
            assertAnswered(1000, client.getInputStream().readAllBytes());
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldAnswerAClientThatHasSaidAllHoweverMuchThatWas(ThreadingMode threading) throws IOException {
        try (TestEdge edge = new TestEdge(threading)) {
            assertAnswered(5000, Wire.talk(edge.binary(), Wire.join(Wire.hello(), echoes(5000))));
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldNameTheFrameTheConnectionEndedIn(ThreadingMode threading) throws IOException {
        byte[] frame = Wire.echo(9, 100);
        try (TestEdge edge = new TestEdge(threading)) {
            byte[] bytes = Wire.join(Wire.hello(), echoes(100), java.util.Arrays.copyOf(frame, 130));

            List<FrameFlyweight> answers = Wire.frames(Wire.talk(edge.binary(), bytes));

            assertEquals(102, answers.size());
            assertError(answers.get(101), Status.MALFORMED_FRAME, 9);
            assertEquals(
                    "the connection ended inside a frame, after 130 bytes of it", ErrorPayload.text(answers.get(101)));
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldRefuseALyingLengthBehindTheLimitInItsTurn(ThreadingMode threading) throws IOException {
        byte[] lie = Wire.echo(9, 0);
        Wire.view(lie).length(Integer.MAX_VALUE);
        try (TestEdge edge = new TestEdge(threading);
                Socket client = Wire.connect(edge.binary())) {
            edge.holdAnswers();
            client.getOutputStream().write(Wire.join(Wire.hello(), echoes(LIMIT), lie));
            Await.until(() -> edge.kernel().appliedSequence() == LIMIT);
            Wire.talk(edge.http(), Requests.get("/page")); // the event loop has been round once more
            edge.releaseAnswers();

            List<FrameFlyweight> answers = Wire.frames(client.getInputStream().readAllBytes());

            assertEquals(LIMIT + 2, answers.size());
            assertError(answers.get(LIMIT + 1), Status.FRAME_TOO_LONG, 9);
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldServeManyLongFramesOfManyClientsThroughOneRing(ThreadingMode threading) throws Exception {
        byte[] frames = Wire.join(IntStream.range(1, 65)
                .mapToObj(i -> Wire.echo(i, TestEdge.MAX_FRAME_LENGTH - 64))
                .toArray(byte[][]::new));
        try (TestEdge edge = new TestEdge(threading, OverloadTest.waiting(1_000, 10_000, 0.8))) {
            List<Thread> clients = IntStream.range(0, 4)
                    .mapToObj(i -> new Thread(() -> {
                        try (Socket client = Wire.connect(edge.binary())) {
                            Thread writer = new Thread(() -> write(client, Wire.join(Wire.hello(), frames)));
                            writer.start();
                            byte[] answers = client.getInputStream().readAllBytes();
                            assertAnswered(64, answers);
                        } catch (IOException e) {
                            throw new java.io.UncheckedIOException(e);
                        }
                    }))
                    .toList();
            List<Throwable> failures = new java.util.concurrent.CopyOnWriteArrayList<>();
            clients.forEach(client -> client.setUncaughtExceptionHandler((thread, failure) -> failures.add(failure)));
            clients.forEach(Thread::start);
            for (Thread client : clients) {
                client.join();
            }

            assertEquals(List.of(), failures);
        }
    }

    @Test
    void shouldRefuseWhoeverBringsMoreUnfinishedBytesThanAllMayKeep() throws IOException {
        IngressLimits limits = new IngressLimits(
                TestEdge.MAX_FRAME_LENGTH, 16, 8, 100, 100, 4096, 8192, 100, 1000, 2L * TestEdge.MAX_FRAME_LENGTH);
        byte[] most = java.util.Arrays.copyOf(Wire.echo(5, TestEdge.MAX_FRAME_LENGTH - 64), 60_000);
        byte[] rest = new byte[TestEdge.MAX_FRAME_LENGTH - most.length];
        try (TestEdge edge = new TestEdge(ThreadingMode.INLINE, limits, TestEdge.TIMEOUTS);
                Socket first = Wire.connect(edge.binary());
                Socket second = Wire.connect(edge.binary());
                Socket third = Wire.connect(edge.binary())) {
            for (Socket client : List.of(first, second, third)) {
                client.getOutputStream().write(Wire.join(Wire.hello(), most));
                Wire.readFrame(client.getInputStream());
            }

            FrameFlyweight refusal = Wire.readFrame(third.getInputStream());
            first.getOutputStream().write(rest);
            second.getOutputStream().write(rest);

            assertError(refusal, Status.RESOURCE_EXHAUSTED, 5);
            assertEquals(
                    FrameKind.RESPONSE, Wire.readFrame(first.getInputStream()).kind());
            assertEquals(
                    FrameKind.RESPONSE, Wire.readFrame(second.getInputStream()).kind());
        }
    }

    private static void write(Socket client, byte[] bytes) {
        try {
            client.getOutputStream().write(bytes);
            client.shutdownOutput();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static byte[] echoes(int count) {
        return Wire.join(IntStream.rangeClosed(1, count)
                .mapToObj(i -> Wire.echo(i, i % 100))
                .toArray(byte[][]::new));
    }

    private static void assertAnswered(int count, byte[] bytes) {
        List<FrameFlyweight> answers = Wire.frames(bytes);
        FrameFlyweight last = answers.get(answers.size() - 1);
        assertEquals(
                count + 1,
                answers.size(),
                () -> last + (last.kind() == FrameKind.ERROR ? " " + ErrorPayload.text(last) : ""));
        for (int i = 1; i <= count; i++) {
            assertEquals(FrameKind.RESPONSE, answers.get(i).kind());
            assertEquals(i, answers.get(i).correlationId());
        }
    }

    private static void assertError(FrameFlyweight error, Status status, long correlationId) {
        assertEquals(status, Status.of(error.status()), () -> ErrorPayload.text(error));
        assertEquals(correlationId, error.correlationId());
        assertTrue(error.kind() == FrameKind.ERROR);
    }
}
