package io.reprise.ingress;

import static io.reprise.ingress.Requests.bodies;
import static io.reprise.ingress.Requests.get;
import static io.reprise.ingress.Requests.head;
import static io.reprise.ingress.Requests.post;
import static io.reprise.ingress.Requests.statuses;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reprise.ingress.connection.IngressLimits;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What HTTP asks of a server, request by request. */
@ExtendWith(LeakCheck.class)
final class HttpSemanticsTest {
    private static final String JSON = "Content-Type: application/json";

    private final EmbeddedEdge edge = EmbeddedEdge.http(TestEdge.LIMITS);

    @AfterEach
    void close() {
        edge.close();
    }

    @Test
    void shouldAnswerHeadLikeGetWithoutTheBody() {
        String page = exchange(get("/page", "x-request-id: one"));
        String answers = exchange(head("HEAD", "/page", "x-request-id: one") + "\r\n" + head("HEAD", "/count") + "\r\n"
                + head("HEAD", "/nowhere") + "\r\n" + get("/page"));

        assertEquals(List.of(200, 200, 404, 200), statuses(answers));
        assertEquals(List.of("", "", "", "a page\n"), bodies(answers));
        assertTrue(answers.startsWith(page.substring(0, page.indexOf("\r\ndate"))), answers);
    }

    @Test
    void shouldSayWhatAPathTakes() {
        String answers = exchange(head("OPTIONS", "/page") + "\r\n" + head("OPTIONS", "/echo") + "\r\n"
                + head("DELETE", "/page") + "\r\n" + get("/echo") + head("OPTIONS", "/nowhere") + "\r\n");

        assertEquals(List.of(200, 200, 405, 405, 404), statuses(answers));
        assertEquals(
                List.of("GET, HEAD, OPTIONS", "OPTIONS, POST", "GET, HEAD, OPTIONS", "OPTIONS, POST"),
                answers.lines()
                        .filter(line -> line.startsWith("allow: "))
                        .map(line -> line.substring(7))
                        .toList());
        assertEquals(
                "{\"refused\":\"UNKNOWN_METHOD\",\"why\":\"/echo takes OPTIONS, POST, not GET\"}",
                bodies(answers).get(3));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(useHeadersInDisplayName = true, textBlock = """
                    case,             header,                              status
                    no type,          X-None: 1,                           415
                    other type,       Content-Type: text/plain,            415
                    other charset,    Content-Type: application/json;charset=latin1, 415
                    charset,          Content-Type: application/json; Charset=UTF-8, 200
                    """)
    void shouldTakeJsonOnly(String name, String header, int status) {
        String answers = exchange(head("POST", "/echo", header, "Content-Length: 1") + "\r\n1" + get("/page"));

        assertEquals(List.of(status, 200), statuses(answers));
    }

    @Test
    void shouldRefuseEncodedJsonInTheCodecsShape() {
        String answers = exchange(post("/echo", "1", "Content-Encoding: gzip") + get("/page"));

        assertEquals(List.of(415, 200), statuses(answers));
        assertTrue(bodies(answers).get(0).startsWith("{\"refused\":\"INVALID_REQUEST\""), answers);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "X-Sim-Seed: 12x",
        "X-Sim-Seed: 9223372036854775808",
        "X-Sim-Seed:",
        "X-Sim-Priority: 256",
        "X-Sim-Priority: -1",
        "X-Sim-Priority: high"
    })
    void shouldComplainOfAWrongHeaderInTheCodecsShapeAndGoOn(String header) {
        String answers = exchange(post("/echo", "1", header) + post("/echo", "2"));

        assertEquals(List.of(400, 200), statuses(answers));
        assertTrue(bodies(answers).get(0).startsWith("{\"refused\":\"INVALID_REQUEST\""), answers);
        assertEquals(1, edge.kernel().appliedSequence());
    }

    @Test
    void shouldTakeSeedAndPriorityOfAnyAllowedValue() {
        String answers = exchange(post("/echo", "1", "X-Sim-Seed: -9223372036854775808", "X-Sim-Priority: 0")
                + post("/echo", "2", "x-sim-seed: 9223372036854775807", "x-sim-priority: 255"));

        assertEquals(List.of(200, 200), statuses(answers));
    }

    @Test
    void shouldRefuseABodyTooLongBeforeItComes() {
        int max = TestEdge.LIMITS.maxBodyLength();

        String answers = exchange(head("POST", "/echo", JSON, "Content-Length: " + (max + 1)) + "\r\n");

        assertEquals(List.of(413), statuses(answers));
        assertTrue(bodies(answers).get(0).startsWith("{\"refused\":\"FRAME_TOO_LONG\""), answers);
        assertTrue(answers.contains("\r\nconnection: close\r\n"), answers);
    }

    @Test
    void shouldTakeTheLongestBody() {
        String body = "x".repeat(TestEdge.LIMITS.maxBodyLength());

        assertEquals(List.of(body), bodies(exchange(post("/echo", body))));
    }

    @Test
    void shouldRefuseChunksThatAreTooLongTogether() {
        int max = TestEdge.LIMITS.maxBodyLength();
        String start = head("POST", "/echo", JSON, "Transfer-Encoding: chunked") + "\r\n";
        String chunk = "1000\r\n" + "x".repeat(4096) + "\r\n";

        String answers = exchange(start + chunk.repeat(max / 4096 + 1) + "0\r\n\r\n" + get("/page"));

        assertEquals(List.of(413), statuses(answers));
        assertEquals(0, edge.kernel().appliedSequence());
    }

    @Test
    void shouldNotInviteABodyItWouldRefuse() {
        String expecting = head("POST", "/nowhere", JSON, "Expect: 100-continue", "Content-Length: 1") + "\r\n";

        String answers = exchange(expecting);

        assertEquals(List.of(404), statuses(answers));
        assertTrue(answers.contains("\r\nconnection: close\r\n"), answers);
    }

    @Test
    void shouldInviteABodyOnlyWhereOneIsAnnouncedByHttp11() {
        String without = head("GET", "/page", "Expect: 100-continue") + "\r\n";
        String old = "POST /echo HTTP/1.0\r\n" + JSON + "\r\nConnection: keep-alive\r\nExpect: 100-continue\r\n"
                + "Content-Length: 1\r\n\r\n1";

        assertEquals(List.of(200, 200), statuses(exchange(without + old)));
    }

    @Test
    void shouldRefuseAnotherExpectation() {
        String answers = exchange(post("/echo", "1", "Expect: the-moon") + get("/page"));

        assertEquals(List.of(417), statuses(answers));
        assertEquals(0, edge.kernel().appliedSequence());
    }

    @Test
    void shouldKeepOrCloseAsTheClientWishes() {
        String old = "GET /page HTTP/1.0\r\n";

        String kept = exchange(old + "Connection: keep-alive\r\n\r\n");
        String closed = exchange(old + "\r\n" + get("/page"));

        assertTrue(kept.contains("\r\nconnection: keep-alive\r\n"), kept);
        assertTrue(closed.contains("\r\nconnection: close\r\n"), closed);
        assertEquals(List.of(200), statuses(closed));
    }

    @Test
    void shouldCloseWhenTheClientAsksAndLookAtNothingAfter() {
        String answers = exchange(get("/page", "Connection: close") + post("/echo", "1"));

        assertEquals(List.of(200), statuses(answers));
        assertTrue(answers.contains("\r\nconnection: close\r\n"), answers);
        assertEquals(0, edge.kernel().appliedSequence());
    }

    @Test
    void shouldUnderstandAnAbsoluteTargetAndIgnoreTheQuery() {
        String answers = exchange(get("http://test:80/page") + get("HTTP://test/page?x=/y") + get("/page?http://z"));

        assertEquals(List.of(200, 200, 200), statuses(answers));
    }

    @Test
    void shouldCloseAfterTheLastRequestItTakes() {
        IngressLimits limits = new IngressLimits(TestEdge.MAX_FRAME_LENGTH, 1, 8, 1, 1, 100, 100, 10, 2, 1 << 20);
        try (EmbeddedEdge two = EmbeddedEdge.http(limits)) {
            String answers = Wire.text(two.receive(Wire.bytes(get("/page").repeat(3))));

            assertEquals(List.of(200, 200), statuses(answers));
            assertFalse(answers.substring(0, answers.lastIndexOf("HTTP/1.1")).contains("connection: close"), answers);
            assertTrue(answers.contains("connection: close"), answers);
        }
    }

    private String exchange(String request) {
        return Wire.text(edge.receive(Wire.bytes(request)));
    }
}
