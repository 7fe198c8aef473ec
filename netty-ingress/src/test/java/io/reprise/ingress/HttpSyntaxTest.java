package io.reprise.ingress;

import static io.reprise.ingress.Requests.bodies;
import static io.reprise.ingress.Requests.chunked;
import static io.reprise.ingress.Requests.get;
import static io.reprise.ingress.Requests.head;
import static io.reprise.ingress.Requests.post;
import static io.reprise.ingress.Requests.statuses;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.reprise.ingress.connection.IngressLimits;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is a request and what is not, cut anywhere. After what is not, nothing on the connection is executed. */
@ExtendWith(LeakCheck.class)
final class HttpSyntaxTest {
    private static final IngressLimits LIMITS = IngressLimits.of(8192, 16, 8, 100);
    private static final String CANARY = post("/echo", "canary");
    private static final String JSON = "Content-Type: application/json";
    private static final String CHUNKED = head("POST", "/echo", JSON, "Transfer-Encoding: chunked") + "\r\n";

    static Stream<Arguments> malformed() {
        return Stream.of(
                // framing of the body
                bad(
                        "length and chunked",
                        400,
                        head("POST", "/echo", JSON, "Content-Length: 3", "Transfer-Encoding: chunked")
                                + "\r\n0\r\n\r\n"),
                bad(
                        "chunked and length",
                        400,
                        head("POST", "/echo", JSON, "Transfer-Encoding: chunked", "Content-Length: 3")
                                + "\r\n0\r\n\r\n"),
                bad(
                        "two lengths",
                        400,
                        head("POST", "/echo", JSON, "Content-Length: 1", "Content-Length: 2") + "\r\nxx"),
                bad(
                        "the same length twice",
                        400,
                        head("POST", "/echo", JSON, "Content-Length: 1", "Content-Length: 1") + "\r\nx"),
                bad("list of lengths", 400, head("POST", "/echo", JSON, "Content-Length: 1, 1") + "\r\nx"),
                bad("length with a sign", 400, head("POST", "/echo", JSON, "Content-Length: +1") + "\r\nx"),
                bad("negative length", 400, head("POST", "/echo", JSON, "Content-Length: -1") + "\r\nx"),
                bad("hexadecimal length", 400, head("POST", "/echo", JSON, "Content-Length: 0x1") + "\r\nx"),
                bad(
                        "length beyond 64 bits",
                        400,
                        head("POST", "/echo", JSON, "Content-Length: 18446744073709551617") + "\r\nx"),
                bad("no length", 400, head("POST", "/echo", JSON, "Content-Length: ") + "\r\nx"),
                bad(
                        "unknown coding",
                        400,
                        head("POST", "/echo", JSON, "Transfer-Encoding: xchunked") + "\r\n0\r\n\r\n"),
                bad(
                        "coding after chunked",
                        400,
                        head("POST", "/echo", JSON, "Transfer-Encoding: chunked, identity") + "\r\n0\r\n\r\n"),
                bad(
                        "coding before chunked",
                        501,
                        head("POST", "/echo", JSON, "Transfer-Encoding: gzip, chunked") + "\r\n0\r\n\r\n"),
                bad(
                        "chunked twice",
                        400,
                        head("POST", "/echo", JSON, "Transfer-Encoding: chunked", "Transfer-Encoding: chunked")
                                + "\r\n0\r\n\r\n"),
                bad(
                        "chunked in HTTP/1.0",
                        400,
                        "POST /echo HTTP/1.0\r\n" + JSON
                                + "\r\nTransfer-Encoding: chunked\r\nConnection: keep-alive\r\n\r\n0\r\n\r\n"),
                bad(
                        "old WebSocket handshake",
                        400,
                        get("/page", "Sec-WebSocket-Key1: 1", "Sec-WebSocket-Key2: 2") + "12345678"),
                // request line
                bad("HTTP/9.9", 505, "GET /page HTTP/9.9\r\nHost: test\r\n\r\n"),
                bad("HTTP/2", 505, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
                bad("no version", 400, "GET /page\r\nHost: test\r\n\r\n"),
                bad("two blanks", 400, "GET  /page HTTP/1.1\r\nHost: test\r\n\r\n"),
                bad("blank first", 400, " GET /page HTTP/1.1\r\nHost: test\r\n\r\n"),
                bad("blank last", 400, "GET /page HTTP/1.1 \r\nHost: test\r\n\r\n"),
                bad("tab between", 400, "GET\t/page\tHTTP/1.1\r\nHost: test\r\n\r\n"),
                bad("no method", 400, "/page HTTP/1.1\r\nHost: test\r\n\r\n"),
                bad("beyond ASCII", 400, "GET /p\u00e4ge HTTP/1.1\r\nHost: test\r\n\r\n"),
                bad("relative target", 400, "GET page HTTP/1.1\r\nHost: test\r\n\r\n"),
                bad("line too long", 414, get("/" + "x".repeat(4096))),
                // headers
                bad("no Host", 400, "GET /page HTTP/1.1\r\n\r\n"),
                bad("two Hosts", 400, get("/page", "Host: other")),
                bad("blank before the colon", 400, get("/page", "X-A : 1")),
                bad("no colon", 400, get("/page", "X-A")),
                bad("no name", 400, get("/page", ": 1")),
                bad("folded line", 400, get("/page", "X-A: 1\r\n 2")),
                bad("folded line with a tab", 400, get("/page", "X-A: 1\r\n\t2")),
                bad("folded first line", 400, "GET /page HTTP/1.1\r\n Host: test\r\n\r\n"),
                bad("folded after an empty line", 400, "\r\n" + get("/page", "X-A: 1\r\n 2")),
                bad("header too long", 431, get("/page", "X-A: " + "x".repeat(8192))),
                bad(
                        "headers too long together",
                        431,
                        get("/page", ("X-A: " + "x".repeat(990) + "\r\n").repeat(9) + "X-B: 1")),
                bad("too many headers", 431, get("/page", "X-A: 1\r\n".repeat(100) + "X-B: 1")),
                // chunks
                bad("no chunk size", 400, CHUNKED + "\r\nx\r\n0\r\n\r\n"),
                bad("chunk size with a sign", 400, CHUNKED + "+1\r\nx\r\n0\r\n\r\n"),
                bad("chunk size with 0x", 400, CHUNKED + "0x1\r\nx\r\n0\r\n\r\n"),
                bad("chunk size after a blank", 400, CHUNKED + " 1\r\nx\r\n0\r\n\r\n"),
                bad("chunk size before a blank", 400, CHUNKED + "1 \r\nx\r\n0\r\n\r\n"),
                bad("chunk size and more", 400, CHUNKED + "1 1\r\nx\r\n0\r\n\r\n"),
                bad("chunk size beyond 31 bits", 400, CHUNKED + "80000001\r\nx\r\n0\r\n\r\n"),
                bad("chunk size beyond 64 bits", 400, CHUNKED + "10000000000000001\r\nx\r\n0\r\n\r\n"),
                bad("chunk longer than said", 400, CHUNKED + "1\r\nxx\r\n0\r\n\r\n"),
                bad("chunk shorter than said", 400, CHUNKED + "3\r\nx\r\n0\r\n\r\n"),
                bad("bare LF after a chunk size", 400, CHUNKED + "1\nx\r\n0\r\n\r\n"),
                bad("bare LF in a chunk extension", 400, CHUNKED + "1;a\n1\r\nx\r\n0\r\n\r\n"),
                bad("CR in a chunk extension", 400, CHUNKED + "1;a\rb\r\nx\r\n0\r\n\r\n"),
                bad("quoted line end in a chunk extension", 400, CHUNKED + "1;a=\"\r\n\"\r\nx\r\n0\r\n\r\n"),
                bad("chunk extension without a name", 400, CHUNKED + "1;\r\nx\r\n0\r\n\r\n"),
                bad("endless chunk extension", 400, CHUNKED + "1;" + "a".repeat(300) + "\r\nx\r\n0\r\n\r\n"),
                bad("folded trailer", 400, CHUNKED + "1\r\nx\r\n0\r\nX-A: 1\r\n 2\r\n\r\n"),
                bad("control character in a trailer", 400, CHUNKED + "1\r\nx\r\n0\r\nX-A: \u0000\r\n\r\n"));
    }

    private static Arguments bad(String name, int status, String request) {
        return Arguments.of(name, status, request);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("malformed")
    void shouldRefuseAndExecuteNothingAfter(String name, int status, String request) {
        assertAll(
                () -> assertRefused(status, exchange(request + CANARY)),
                () -> assertRefused(status, exchangeByteByByte(request + CANARY)),
                () -> assertRefused(status, exchange(request)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("malformed")
    void shouldRefuseTheSecondRequestAsItRefusesTheFirst(String name, int status, String request) {
        Outcome outcome = exchange(CANARY + request + CANARY);

        assertEquals(List.of(200, status), statuses(outcome.answers()));
        assertEquals(1, outcome.executed());
    }

    @ParameterizedTest(name = "byte {0}")
    @ValueSource(ints = {0x00, 0x01, 0x0A, 0x0B, 0x0C, 0x0D, 0x1F, 0x7F})
    void shouldRefuseAControlCharacterAnywhereInTheHead(int control) {
        String request = post("/echo", "x");
        int end = request.indexOf("\r\n\r\n") + 3; // what comes after the last CR may be body

        assertAll(java.util.stream.IntStream.range(0, end)
                .mapToObj(at -> request.substring(0, at) + (char) control + request.substring(at) + CANARY)
                .map(text -> () -> assertRefused(400, exchange(text))));
    }

    @Test
    void shouldRefuseAnythingThatDoesNotBelongAroundAChunk() {
        String wrong = "\u0000\t\n\u000B\r +-,;xg\u007F\u0080";
        String before = CHUNKED;
        String chunk = "2\r\nxy\r\n";

        assertAll(wrong.chars()
                .boxed()
                .flatMap(c -> Stream.of(0, 1, 2, 3, 5, 6, 7).map(at -> () -> {
                    String text = before + chunk.substring(0, at) + (char) (int) c + chunk.substring(at) + "0\r\n\r\n"
                            + CANARY;
                    Outcome outcome = exchange(text);
                    assertRefused(400, outcome);
                })));
    }

    @Test
    void shouldTakeARequestCutAnywhere() {
        String request = "\r\n" + post("/echo", "whole") + chunked("/echo", "in", " parts") + get("/page");
        List<String> whole = List.of("whole", "in parts", "a page\n");

        assertAll(Stream.concat(
                java.util.stream.IntStream.range(1, request.length()).mapToObj(at -> () -> {
                    try (EmbeddedEdge edge = EmbeddedEdge.http(LIMITS)) {
                        byte[] first = edge.receive(Wire.bytes(request.substring(0, at)));
                        byte[] second = edge.receive(Wire.bytes(request.substring(at)));

                        assertEquals(whole, bodies(Wire.text(Wire.join(first, second))), "cut at " + at);
                    }
                }),
                Stream.of(() ->
                        assertEquals(whole, bodies(exchangeByteByByte(request).answers())))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "3;a\r\nabc\r\n0\r\n\r\n",
                "3;a=b;c=\"d \t!\"\r\nabc\r\n0;last\r\n\r\n",
                "00003\r\nabc\r\n0000\r\n\r\n",
                "1\r\na\r\n2\r\nbc\r\n0\r\nX-Trailer: 1\r\nX-More: 2\r\n\r\n",
                "3\r\nabc\r\n0\r\nContent-Length: 7\r\n\r\n"
            })
    void shouldTakeWhatTheRfcAllows(String chunks) {
        String text = CHUNKED + chunks + CANARY;

        assertEquals(List.of("abc", "canary"), bodies(exchange(text).answers()));
        assertEquals(List.of("abc", "canary"), bodies(exchangeByteByByte(text).answers()));
    }

    private record Outcome(String answers, long executed) {}

    private static void assertRefused(int status, Outcome outcome) {
        assertEquals(List.of(status), statuses(outcome.answers()), outcome::answers);
        assertEquals(0, outcome.executed(), "something was executed");
    }

    private static Outcome exchange(String text) {
        try (EmbeddedEdge edge = EmbeddedEdge.http(LIMITS)) {
            String answers = Wire.text(edge.receive(Wire.bytes(text)));
            return new Outcome(answers, edge.kernel().appliedSequence());
        }
    }

    private static Outcome exchangeByteByByte(String text) {
        try (EmbeddedEdge edge = EmbeddedEdge.http(LIMITS)) {
            String answers = Wire.text(edge.receiveByteByByte(Wire.bytes(text)));
            return new Outcome(answers, edge.kernel().appliedSequence());
        }
    }
}
