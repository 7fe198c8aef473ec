package io.reprise.ingress;

import static io.reprise.ingress.Requests.bodies;
import static io.reprise.ingress.Requests.chunked;
import static io.reprise.ingress.Requests.get;
import static io.reprise.ingress.Requests.head;
import static io.reprise.ingress.Requests.post;
import static io.reprise.ingress.Requests.statuses;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reprise.ingress.connection.IngressLimits;
import io.reprise.kernel.stage.ThreadingMode;
import java.io.IOException;
import java.net.Socket;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** HTTP requests that machines answer, over sockets, in every threading mode. */
@ExtendWith(LeakCheck.class)
final class HttpKernelTest {
    @ParameterizedTest
    @EnumSource
    void shouldAnswerInTheOrderOfRequestsWhoeverAnswers(ThreadingMode threading) throws IOException {
        try (TestEdge edge = new TestEdge(threading)) {
            String answers = Wire.talk(
                    edge.http(),
                    post("/echo", "1")
                            + get("/page")
                            + post("/later", "5")
                            + chunked("/echo", "2", "3")
                            + get("/nowhere", "x-request-id: five")
                            + post("/refuse", "no"));

            assertEquals(List.of(200, 200, 200, 200, 404, 400), statuses(answers));
            assertEquals(
                    List.of(
                            "1",
                            "a page\n",
                            "5",
                            "23",
                            "{\"error\":{\"message\":\"there is nothing at /nowhere\",\"code\":\"UNKNOWN_METHOD\","
                                    + "\"requestId\":\"five\",\"retryable\":false}}\n",
                            "{\"refused\":\"INVALID_REQUEST\",\"why\":\"no\"}"),
                    bodies(answers));
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldLetLaterRequestsWaitForAnEarlierAnswerHoweverMany(ThreadingMode threading) throws IOException {
        try (TestEdge edge = new TestEdge(threading)) {
            String echoes = IntStream.range(0, 100)
                    .mapToObj(i -> post("/echo", Integer.toString(i)))
                    .collect(Collectors.joining());

            List<String> bodies = bodies(Wire.talk(edge.http(), post("/later", "50") + echoes));

            assertEquals("50", bodies.get(0));
            assertEquals(
                    IntStream.range(0, 100).mapToObj(Integer::toString).toList(), bodies.subList(1, bodies.size()));
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldTakeNoMoreThanTheLimitUntilAnswersLeave(ThreadingMode threading) throws IOException {
        try (TestEdge edge = new TestEdge(threading);
                Socket client = Wire.connect(edge.http())) {
            int limit = TestEdge.LIMITS.maxPipelined();
            edge.holdAnswers();
            Wire.send(client, post("/echo", "x").repeat(100));
            Await.until(() -> edge.kernel().appliedSequence() == limit);
            Wire.talk(edge.http(), get("/page")); // the event loop has been round once more

            assertEquals(limit, edge.kernel().appliedSequence());

            edge.releaseAnswers();
            client.shutdownOutput();
            List<Integer> statuses = statuses(Wire.text(client.getInputStream().readAllBytes()));
            assertEquals(100, statuses.size());
            assertEquals(100, edge.kernel().appliedSequence());
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldOutliveMachinesThatAnswerInOddWays(ThreadingMode threading) throws IOException {
        try (TestEdge edge = new TestEdge(threading)) {
            String answers = Wire.talk(
                    edge.http(),
                    post("/twice", "a")
                            + post("/echo", "b")
                            + post("/parts", "three")
                            + post("/throw", "c")
                            + get("/count"));

            assertEquals(List.of(200, 200, 200, 500, 200), statuses(answers));
            assertEquals(List.of("a", "b", "one two three"), bodies(answers).subList(0, 3));
            assertTrue(bodies(answers).get(3).startsWith("{\"refused\":\"INTERNAL\""), answers);
            assertEquals("2", bodies(answers).get(4)); // what threw does not count
            assertEquals(1, edge.counters().orphanAnswers);
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldEndOnlyTheConnectionOfACodecThatThrows(ThreadingMode threading) throws IOException {
        try (TestEdge edge = new TestEdge(threading)) {
            assertEquals("", Wire.talk(edge.http(), post("/refuse", TestCodec.UNSPEAKABLE)));

            assertEquals(List.of("fine"), bodies(Wire.talk(edge.http(), post("/echo", "fine"))));
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldSendContinueAfterTheAnswersBeforeIt(ThreadingMode threading) throws IOException {
        try (TestEdge edge = new TestEdge(threading);
                Socket client = Wire.connect(edge.http())) {
            edge.holdAnswers();
            Wire.send(
                    client,
                    post("/echo", "first")
                            + head("POST", "/echo", "Expect: 100-continue", "Content-Type: application/json")
                            + "Content-Length: 6\r\n\r\n");
            Await.until(() -> edge.kernel().appliedSequence() == 1);
            edge.releaseAnswers();
            String beforeBody = Wire.readUntil(client, "100 Continue\r\n\r\n");
            Wire.send(client, "second");
            client.shutdownOutput();

            assertEquals(List.of(200, 100), statuses(beforeBody));
            assertTrue(beforeBody.endsWith("\r\n\r\nfirstHTTP/1.1 100 Continue\r\n\r\n"), beforeBody);
            assertEquals(
                    List.of("second"), bodies(Wire.text(client.getInputStream().readAllBytes())));
        }
    }

    @Test
    void shouldRefuseWhoeverBringsMoreUnfinishedBytesThanAllMayKeep() throws IOException {
        IngressLimits limits = new IngressLimits(
                TestEdge.MAX_FRAME_LENGTH, 16, 8, 100, 100, 4096, 8192, 100, 1000, 2L * TestEdge.MAX_FRAME_LENGTH);
        String request = post("/echo", "x".repeat(60_001));
        String most = request.substring(0, request.length() - 1);
        try (TestEdge edge = new TestEdge(ThreadingMode.INLINE, limits, TestEdge.TIMEOUTS);
                Socket first = Wire.connect(edge.http());
                Socket second = Wire.connect(edge.http());
                Socket third = Wire.connect(edge.http())) {
            List<Socket> clients = List.of(first, second, third);
            int refused = 0;
            for (Socket client : clients) {
                Wire.send(client, most);
            }
            Await.until(() -> edge.counters().refusedHttp == 1);
            for (Socket client : clients) {
                Wire.send(client, "x");
                client.shutdownOutput();
                String answer = Wire.text(client.getInputStream().readAllBytes());
                if (answer.contains("{\"refused\":\"RESOURCE_EXHAUSTED\"")) {
                    refused++;
                    assertEquals(List.of(503), statuses(answer));
                } else {
                    assertEquals(List.of(200), statuses(answer));
                }
            }

            assertEquals(1, refused);
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldAnswerAfterTheClientOfAnotherRequestHasGone(ThreadingMode threading) throws IOException {
        try (TestEdge edge = new TestEdge(threading)) {
            try (Socket gone = Wire.connect(edge.http())) {
                edge.holdAnswers();
                Wire.send(gone, post("/echo", "gone"));
                Await.until(() -> edge.kernel().appliedSequence() == 1);
                gone.setSoLinger(true, 0); // a reset
            }
            edge.releaseAnswers();

            assertEquals(List.of("here"), bodies(Wire.talk(edge.http(), post("/echo", "here"))));
        }
    }
}
