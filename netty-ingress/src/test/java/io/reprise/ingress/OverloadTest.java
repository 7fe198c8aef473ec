package io.reprise.ingress;

import static io.reprise.ingress.Requests.bodies;
import static io.reprise.ingress.Requests.post;
import static io.reprise.ingress.Requests.statuses;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reprise.ingress.connection.OverloadPolicy;
import io.reprise.kernel.frame.ErrorPayload;
import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.frame.FrameKind;
import io.reprise.kernel.frame.Status;
import io.reprise.kernel.stage.ThreadingMode;
import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** More requests than may wait, over sockets. */
@ExtendWith(LeakCheck.class)
final class OverloadTest {
    private static final long TIMEOUT_MS = 30_000;
    private static final long IDLE_NS = TimeUnit.MILLISECONDS.toNanos(300);

    /** The long wait of a request that keeps its place meanwhile. */
    private static final byte[] NEVER = Wire.bytes("3600000");

    static OverloadPolicy shedding(int maxConcurrent, int queue, double threshold) {
        return new OverloadPolicy(maxConcurrent, queue, threshold, 0.2, false, TIMEOUT_MS);
    }

    static OverloadPolicy waiting(int maxConcurrent, int queue, double threshold) {
        return new OverloadPolicy(maxConcurrent, queue, threshold, 0.2, true, TIMEOUT_MS);
    }

    @ParameterizedTest
    @EnumSource
    void shouldRefuseWhatTheQueueHasNoRoomFor(ThreadingMode threading) throws IOException {
        try (TestEdge edge = new TestEdge(threading, shedding(4, 3, 1.0));
                Socket client = greeted(edge)) {
            edge.holdAnswers();
            send(client, echoes(1, 12));
            List<FrameFlyweight> refused = read(client, 5);
            edge.releaseAnswers();
            List<FrameFlyweight> answered = read(client, 7);
            send(client, Wire.echo(13, 0));

            assertEquals(ids(8, 12), ids(refused));
            for (FrameFlyweight refusal : refused) {
                assertEquals(Status.OVERLOADED.code(), refusal.status());
                assertEquals(3, ErrorPayload.capacity(refusal));
                assertEquals(3, ErrorPayload.current(refusal));
                int retryAfterMs = ErrorPayload.retryAfterMs(refusal);
                assertTrue(retryAfterMs >= 1 && retryAfterMs <= 10_000, "retry after " + retryAfterMs);
                assertEquals(
                        "3 of 3 requests wait already; try again in " + retryAfterMs + " ms",
                        ErrorPayload.text(refusal));
            }
            assertEquals(ids(1, 7), ids(answered));
            assertEquals(FrameKind.RESPONSE, read(client, 1).get(0).kind());
            assertEquals(5, edge.counters().refusedOverloaded);
            assertEquals(0, edge.counters().requestsShed);
            assertEquals(0, edge.admission().unanswered());
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldTellHttpClientsWhenToComeBack(ThreadingMode threading) throws IOException {
        try (TestEdge edge = new TestEdge(threading, shedding(1, 1, 1.0));
                Socket client = Wire.connect(edge.http())) {
            edge.holdAnswers();
            Wire.send(client, post("/echo", "1") + post("/echo", "2") + post("/echo", "3"));
            Await.until(() -> edge.counters().refusedOverloaded == 1);
            edge.releaseAnswers();
            String answers = Wire.readUntil(client, " ms\"}");
            Wire.send(client, post("/echo", "4", "Connection: close"));
            String after = Wire.text(client.getInputStream().readAllBytes());

            assertEquals(List.of(200, 200, 503), statuses(answers));
            String refusal = answers.substring(answers.indexOf("503"));
            assertTrue(refusal.matches("(?s).*\r\nretry-after: ([1-9]|10)\r\n.*"), refusal);
            assertTrue(
                    refusal.contains("{\"refused\":\"OVERLOADED\",\"why\":\"1 of 1 requests wait already; "), refusal);
            assertEquals(List.of("4"), bodies(after));
        }
    }

    /** From the threshold on, and each request as its seed, session, id and priority say. */
    @Test
    void shouldShedTheSameRequestsAgain() throws IOException {
        int count = 1_000;
        try (TestEdge edge = new TestEdge(ThreadingMode.INLINE, shedding(1, 1_000_000, 0));
                Socket other = greeted(edge);
                Socket client = greeted(edge)) {
            send(other, Wire.frame(FrameKind.REQUEST, TestProvider.SERVICE, TestProvider.LATER, 1, NEVER));
            Await.until(() -> edge.admission().unanswered() == 1);

            List<Long> shed = shed(client, count, 0, 0);

            assertTrue(shed.size() > 430 && shed.size() < 570, "half of those without priority: " + shed.size());
            assertEquals(shed, shed(client, count, 0, 0));
            int middle = shed(client, count, 128, 0).size();
            assertTrue(middle > 190 && middle < 310, "a quarter of those in the middle: " + middle);
            assertEquals(List.of(), shed(client, count, 255, 0));
            List<Long> otherSeed = shed(client, count, 0, 7);
            assertTrue(!shed.equals(otherSeed), "another seed, another fate");
        }
    }

    @Test
    void shouldForgetTheRequestsOfClientsThatAreGone() throws IOException {
        try (TestEdge edge = new TestEdge(ThreadingMode.INLINE, shedding(1, 1, 1.0))) {
            edge.holdAnswers();
            try (Socket binary = greeted(edge);
                    Socket http = Wire.connect(edge.http())) {
                send(binary, Wire.echo(1, 0));
                Wire.send(http, post("/echo", "1"));
                Await.until(() -> edge.admission().unanswered() == 2);
                binary.setSoLinger(true, 0); // who only says that this was all gets the answers
                http.setSoLinger(true, 0);
            }
            Await.until(() -> edge.admission().unanswered() == 0);
            edge.releaseAnswers();

            assertEquals(List.of("2"), bodies(Wire.talk(edge.http(), post("/echo", "2"))));
            assertEquals(0, edge.admission().unanswered());
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldLeaveBytesInTheSocketsWhereThatIsThePolicy(ThreadingMode threading) throws IOException {
        try (TestEdge edge = new TestEdge(threading, waiting(2, 6, 0.5));
                Socket first = greeted(edge);
                Socket second = greeted(edge);
                Socket http = Wire.connect(edge.http())) {
            edge.holdAnswers();
            send(first, echoes(1, 50));
            Await.until(() -> requests(edge) == 8);
            send(second, echoes(1, 50));
            Wire.send(http, post("/echo", "1") + post("/echo", "2", "Connection: close"));
            Await.until(() -> edge.counters().overloadWaits == 1);
            long busyNs = edge.busyNs();
            long startNs = System.nanoTime();
            Await.until(() -> System.nanoTime() - startNs > IDLE_NS);

            assertTrue(edge.busyNs() - busyNs < IDLE_NS / 2, "the event loop spins");
            assertEquals(8, requests(edge));

            edge.releaseAnswers();
            assertEquals(ids(1, 50), ids(read(first, 50)));
            assertEquals(ids(1, 50), ids(read(second, 50)));
            assertEquals(
                    List.of("1", "2"), bodies(Wire.text(http.getInputStream().readAllBytes())));
            Await.until(() -> requests(edge) == 102); // a sample may still be on its way
        }
    }

    /** Nobody answers a NOTIFICATION: what it takes up is room in the ring, and nothing tells when that is free. */
    @ParameterizedTest
    @EnumSource
    void shouldGoOnWhenTheRingHasRoomAgain(ThreadingMode threading) throws IOException {
        byte[] notifications = Wire.join(IntStream.range(0, 100)
                .mapToObj(i -> Wire.frame(FrameKind.NOTIFICATION, 1, 1, i, new byte[60_000]))
                .toArray(byte[][]::new));
        try (TestEdge edge = new TestEdge(threading, waiting(100, 100, 0.1));
                Socket client = greeted(edge)) {
            send(client, notifications);
            send(client, Wire.echo(1, 0));

            assertEquals(1, read(client, 1).get(0).correlationId());
            Await.until(() -> requests(edge) == 101);
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldNotExecuteWhatHasWaitedTooLong(ThreadingMode threading) throws IOException {
        int limit = TestEdge.LIMITS.maxInFlight();
        byte[] late = Wire.frame(FrameKind.REQUEST, 1, 1, 17, new byte[100]);
        Wire.view(late).timeoutMs(20);
        byte[] silent = Wire.frame(FrameKind.NOTIFICATION, 1, 1, 18, new byte[0]);
        Wire.view(silent).timeoutMs(20);
        byte[] patient = Wire.echo(19, 0);
        Wire.view(patient).status(Status.TIMEOUT.code()); // which a client may not say
        try (TestEdge edge = new TestEdge(threading);
                Socket client = greeted(edge)) {
            edge.holdAnswers();
            send(client, Wire.join(echoes(1, limit), late, silent, patient));
            Await.until(() -> edge.kernel().appliedSequence() == limit);
            long startNs = System.nanoTime();
            Await.until(() -> System.nanoTime() - startNs > TimeUnit.MILLISECONDS.toNanos(30));
            edge.releaseAnswers();
            List<FrameFlyweight> answers = read(client, limit + 2);

            FrameFlyweight expired = answers.get(limit);
            assertEquals(17, expired.correlationId());
            assertEquals(Status.TIMEOUT.code(), expired.status());
            assertTrue(
                    ErrorPayload.text(expired)
                            .matches("waited [0-9]{2,5} ms, longer than its timeout of 20 ms; not executed"),
                    ErrorPayload.text(expired));
            assertEquals(FrameKind.RESPONSE, answers.get(limit + 1).kind());
            assertEquals(limit + 3, edge.kernel().appliedSequence());
            assertEquals(2, edge.counters().requestsExpired);
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldTellHttpClientsThatTheirRequestExpired(ThreadingMode threading) throws IOException {
        int limit = TestEdge.LIMITS.maxPipelined();
        StringBuilder requests = new StringBuilder();
        IntStream.range(0, limit).forEach(i -> requests.append(post("/echo", "1")));
        requests.append(post("/echo", "2", "x-sim-timeout-ms: 20", "Connection: close"));
        try (TestEdge edge = new TestEdge(threading);
                Socket client = Wire.connect(edge.http())) {
            edge.holdAnswers();
            Wire.send(client, requests.toString());
            Await.until(() -> edge.kernel().appliedSequence() == limit);
            long startNs = System.nanoTime();
            Await.until(() -> System.nanoTime() - startNs > TimeUnit.MILLISECONDS.toNanos(30));
            edge.releaseAnswers();
            String answers = Wire.text(client.getInputStream().readAllBytes());

            List<Integer> expected = new ArrayList<>();
            IntStream.range(0, limit).forEach(i -> expected.add(200));
            expected.add(504);
            assertEquals(expected, statuses(answers));
            assertTrue(answers.contains("longer than its timeout of 20 ms; not executed"), answers);
        }
    }

    @Test
    void shouldCountTheConnectionsOfAnAddress() throws IOException {
        try (TestEdge edge =
                        new TestEdge(ThreadingMode.INLINE, TestEdge.LIMITS.perClient(2, 10_000), TestEdge.TIMEOUTS);
                Socket first = greeted(edge)) {
            try (Socket second = Wire.connect(edge.http());
                    Socket third = Wire.connect(edge.binary())) {
                assertEquals(-1, third.getInputStream().read());
                assertEquals(1, edge.counters().connectionsRefusedByAddress);
                assertEquals(List.of("1"), bodies(talk(second, post("/echo", "1", "Connection: close"))));
            }
            Await.until(() -> edge.ingress().connectionCount() == 1);
            greeted(edge).close();
            send(first, Wire.echo(1, 0));
            read(first, 1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldJournalHowFullItIsWhileThatIsMuch(ThreadingMode threading) throws IOException {
        try (TestEdge edge = new TestEdge(threading, shedding(1, 10, 1.0));
                Socket client = greeted(edge)) {
            edge.holdAnswers();
            send(client, echoes(1, 2)); // one waits: a tenth
            Await.until(() -> edge.kernel().appliedSequence() == 2);
            assertEquals(0, edge.counters().occupancySamples);

            send(client, Wire.echo(3, 0)); // then two wait, a fifth, but no request comes that this is about
            Await.until(() -> edge.kernel().appliedSequence() == 3);
            long startNs = System.nanoTime();
            Await.until(() -> System.nanoTime() - startNs > IDLE_NS);
            assertEquals(0, edge.counters().occupancySamples);

            send(client, Wire.echo(4, 0));
            Await.until(() -> edge.kernel().appliedSequence() == 5);
            assertEquals(1, edge.counters().occupancySamples);

            edge.releaseAnswers();
            read(client, 4);
            Await.until(() -> edge.counters().occupancySamples == 2);
            send(client, Wire.echo(5, 0));
            read(client, 1);
            Await.until(() -> requests(edge) == 5);
        }
    }

    /** What was applied but for samples of the occupancy, of which nobody can say how many there are. */
    private static long requests(TestEdge edge) {
        return edge.kernel().appliedSequence() - edge.counters().occupancySamples;
    }

    private static String talk(Socket client, String text) throws IOException {
        Wire.send(client, text);
        return Wire.text(client.getInputStream().readAllBytes());
    }

    private static Socket greeted(TestEdge edge) throws IOException {
        Socket client = Wire.connect(edge.binary());
        send(client, Wire.hello());
        assertEquals(FrameKind.WELCOME, Wire.readFrame(client.getInputStream()).kind());
        return client;
    }

    private static void send(Socket client, byte[] bytes) throws IOException {
        client.getOutputStream().write(bytes);
    }

    private static List<FrameFlyweight> read(Socket client, int count) throws IOException {
        List<FrameFlyweight> frames = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            frames.add(Wire.readFrame(client.getInputStream()));
        }
        return frames;
    }

    /** Ids of the requests 1 to {@code count} that were refused. */
    private static List<Long> shed(Socket client, int count, int priority, long seed) throws IOException {
        byte[] requests = echoes(1, count);
        Wire.frames(requests).forEach(request -> request.priority(priority).seed(seed));
        send(client, requests);
        return read(client, count).stream()
                .filter(answer -> answer.status() == Status.OVERLOADED.code())
                .map(FrameFlyweight::correlationId)
                .sorted()
                .toList();
    }

    private static byte[] echoes(int first, int last) {
        return Wire.join(IntStream.rangeClosed(first, last)
                .mapToObj(i -> Wire.echo(i, 0))
                .toArray(byte[][]::new));
    }

    private static List<Long> ids(long first, long last) {
        return LongStream.rangeClosed(first, last).boxed().toList();
    }

    private static List<Long> ids(List<FrameFlyweight> answers) {
        return answers.stream().map(FrameFlyweight::correlationId).toList();
    }
}
