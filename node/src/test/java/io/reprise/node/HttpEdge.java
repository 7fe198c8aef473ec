package io.reprise.node;

import static io.reprise.node.HttpText.CHAT;
import static io.reprise.node.HttpText.JSON;
import static io.reprise.node.HttpText.chat;
import static io.reprise.node.HttpText.get;
import static io.reprise.node.HttpText.head;
import static io.reprise.node.HttpText.post;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reprise.node.RawHttp.Response;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What an HTTP client may do right and wrong, with requests that the edge and requests that the kernel answers; every
 * other client notices nothing. After a request that is refused nothing on its connection is executed.
 */
@TestInstance(Lifecycle.PER_CLASS)
abstract class HttpEdge {
    private static final String CHUNKED = "Transfer-Encoding: chunked";
    private static final int MAX_BODY = 65_536 - 64;

    private final String threading;
    private EdgeServer server;

    /** @param threading of the server that all tests talk to */
    HttpEdge(String threading) {
        this.threading = threading;
    }

    @BeforeAll
    void start() throws IOException {
        server = new EdgeServer(threading, "--max-frame", "65536");
    }

    @AfterAll
    void stop() throws IOException {
        server.close();
    }

    @BeforeEach
    @AfterEach
    void assertUnharmed() throws IOException {
        server.assertUnharmed();
    }

    static Stream<Arguments> hostile() {
        return Stream.of(
                hostile(400, "length and chunked", chatHead("Content-Length: 3", CHUNKED) + "0\r\n\r\n"),
                hostile(
                        400,
                        "length and chunked in HTTP/1.0",
                        chatHead("Content-Length: 3", CHUNKED).replace("HTTP/1.1", "HTTP/1.0") + "0\r\n\r\n"),
                hostile(400, "two lengths", chatHead("Content-Length: 1", "Content-Length: 2") + "xx"),
                hostile(400, "the same length twice", chatHead("Content-Length: 1", "Content-Length: 1") + "x"),
                hostile(400, "length +4", chatHead("Content-Length: +4") + "xxxx"),
                hostile(400, "length -1", chatHead("Content-Length: -1")),
                hostile(400, "length 0x4", chatHead("Content-Length: 0x4") + "xxxx"),
                hostile(400, "length 4, 4", chatHead("Content-Length: 4, 4") + "xxxx"),
                hostile(400, "xchunked", chatHead("Transfer-Encoding: xchunked") + "0\r\n\r\n"),
                hostile(400, "chunked, identity", chatHead("Transfer-Encoding: chunked, identity") + "0\r\n\r\n"),
                hostile(400, "blank before the colon", get("/healthz", "X-A : 1")),
                hostile(400, "vertical tab", get("/healthz", "X-A:\u000B1")),
                hostile(400, "bare LF", "GET /healthz HTTP/1.1\nHost: test\n\n"),
                hostile(400, "bare LF after a header", "GET /healthz HTTP/1.1\r\nHost: test\nX-A: 1\r\n\r\n"),
                hostile(400, "NUL in a value", get("/healthz", "X-A: 1\u00002")),
                hostile(400, "no chunk size", chatHead(CHUNKED) + "\r\nx\r\n0\r\n\r\n"),
                hostile(400, "odd chunk size", chatHead(CHUNKED) + "0x1\r\nx\r\n0\r\n\r\n"),
                hostile(400, "huge chunk size", chatHead(CHUNKED) + "fffffffff\r\nx\r\n0\r\n\r\n"),
                hostile(414, "long request line", get("/" + "x".repeat(4096))),
                hostile(431, "large header", get("/healthz", "X-A: " + "x".repeat(8192))),
                hostile(431, "many headers", get("/healthz", "X-A: 1\r\n".repeat(100) + "X-B: 1")),
                hostile(400, "folding", get("/healthz", "X-A: 1\r\n 2")),
                hostile(400, "folding after an empty line", "\r\n" + get("/healthz", "X-A: 1\r\n\t2")),
                hostile(400, "folding in the first line", "GET /healthz HTTP/1.1\r\n Host: localhost\r\n\r\n"),
                hostile(400, "no Host", "GET /healthz HTTP/1.1\r\n\r\n"),
                hostile(400, "two Hosts", get("/healthz", "Host: other")),
                hostile(505, "HTTP/9.9", "GET /healthz HTTP/9.9\r\nHost: localhost\r\n\r\n"),
                hostile(400, "chunk extension with a bare LF", chatHead(CHUNKED) + "1;a\n1\r\nx\r\n0\r\n\r\n"),
                hostile(400, "chunk extension over two lines", chatHead(CHUNKED) + "1;a=\"\r\n\"\r\nx\r\n0\r\n\r\n"),
                hostile(400, "last chunk that fails", wholeBodyIn(CHAT) + "0\r\nX-A\u0000: 1\r\n\r\n"),
                hostile(400, "chunk that fails after a whole body", wholeBodyIn(CHAT) + "zz\r\n\r\n"),
                hostile(413, "length over the limit", chatHead("Content-Length: " + (MAX_BODY + 1))),
                hostile(413, "chunks over the limit", wholeBodyIn("x".repeat(MAX_BODY + 1)) + "0\r\n\r\n"),
                hostile(
                        400,
                        "old WebSocket handshake",
                        get("/healthz", "Sec-WebSocket-Key1: 1", "Sec-WebSocket-Key2: 2")));
    }

    private static Arguments hostile(int status, String name, String request) {
        return Arguments.of(status, name, request);
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("hostile")
    void shouldRefuseAndExecuteNothingAfter(int status, String name, String request) throws IOException {
        double executed = executed();
        try (RawHttp http = server.http()) {
            Response refusal = http.exchange(request + chat());

            assertEquals(status, refusal.status(), refusal::body);
            assertEquals("close", refusal.header("connection"));
            assertEquals("application/json", refusal.header("content-type"));
            assertTrue(refusal.body().startsWith("{\"error\":{\"message\":\""), refusal::body);
            assertTrue(http.isAtEnd());
        }
        assertEquals(executed, executed());
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("hostile")
    void shouldAnswerTheRequestBefore(int status, String name, String request) throws IOException {
        double executed = executed();
        try (RawHttp http = server.http()) {
            Response first = http.exchange(chat() + request + chat());
            Response refusal = http.read();

            assertEquals(200, first.status(), first::body);
            assertEquals(status, refusal.status(), refusal::body);
            assertTrue(http.isAtEnd());
        }
        assertEquals(executed + 1, executed());
    }

    @Test
    void shouldSeeFoldingThroughPackets() throws IOException {
        String request = get("/healthz", "X-A: 1\r\n 2");
        for (int at = 1; at < request.length(); at++) {
            try (RawHttp http = server.http()) {
                http.send(request.substring(0, at));
                assertEquals(400, http.exchange(request.substring(at)).status(), "cut at " + at);
                assertTrue(http.isAtEnd());
            }
        }
    }

    @Test
    void shouldTakeARequestCutAnywhere() throws IOException {
        String request = chat() + get("/healthz");
        try (RawHttp http = server.http()) {
            for (int at = 1; at < request.length(); at++) {
                http.send(request.substring(0, at)).send(request.substring(at));

                assertEquals(200, http.read().status(), "cut at " + at);
                assertEquals("RUNNING\n", http.read().body(), "cut at " + at);
            }
        }
    }

    @Test
    void shouldAnswerPipelinedRequestsInOrderWhoeverAnswers() throws IOException {
        String round =
                chat() + get("/healthz") + get("/v1/models") + get("/nowhere") + post("/v1/chat/completions", "{}");
        try (RawHttp http = server.http()) {
            http.send(round.repeat(50)).endOutput();

            for (int i = 0; i < 50; i++) {
                Response chat = http.read();
                assertTrue(chat.body().contains("\"object\":\"chat.completion\""), chat::body);
                assertTrue(Long.parseLong(chat.header("x-reprise-sequence")) > 0);
                assertEquals("RUNNING\n", http.read().body());
                assertTrue(http.read().body().startsWith("{\"object\":\"list\""));
                assertEquals(404, http.read().status());
                assertEquals(400, http.read().status());
            }
            assertTrue(http.isAtEnd());
        }
    }

    @Test
    void shouldSayWhatAPathTakes() throws IOException {
        try (RawHttp http = server.http()) {
            Response wrong = http.exchange(get("/v1/chat/completions"));
            Response options = http.exchange(head("OPTIONS", "/v1/models") + "\r\n");
            Response page = http.exchange(post("/healthz", "x"));

            assertEquals(405, wrong.status());
            assertEquals("OPTIONS, POST", wrong.header("allow"));
            assertTrue(wrong.body().contains("\"type\":\"invalid_request_error\""), wrong::body);
            assertEquals(200, options.status());
            assertEquals("GET, HEAD, OPTIONS", options.header("allow"));
            assertEquals(405, page.status());
            assertEquals(404, http.exchange(get("/v1/chat/completions/")).status());
        }
    }

    @Test
    void shouldAnswerHeadLikeGetWithoutTheBody() throws IOException {
        try (RawHttp http = server.http()) {
            Response get = http.exchange(get("/v1/models"));
            http.send(head("HEAD", "/v1/models") + "\r\n" + head("HEAD", "/healthz") + "\r\n" + get("/healthz"));

            assertEquals(get.header("content-length"), http.readHead().header("content-length"));
            assertEquals("8", http.readHead().header("content-length"));
            assertEquals("RUNNING\n", http.read().body());
        }
    }

    @Test
    void shouldInviteABody() throws IOException {
        String announced = head("POST", "/v1/chat/completions", JSON, "Content-Length: " + CHAT.length());
        try (RawHttp http = server.http()) {
            assertEquals(
                    100,
                    http.exchange(announced + "Expect: 100-continue\r\n\r\n").status());
            assertEquals(200, http.exchange(CHAT).status());
            assertEquals(417, http.exchange(announced + "Expect: rain\r\n\r\n").status());
            assertTrue(http.isAtEnd());
        }
    }

    @Test
    void shouldRefuseOtherBodiesInTheShapeOfTheApi() throws IOException {
        try (RawHttp http = server.http()) {
            Response type = http.exchange(head("POST", "/v1/chat/completions", "Content-Length: 2") + "\r\n{}");
            Response encoding = http.exchange(chat("Content-Encoding: gzip"));

            assertEquals(415, type.status());
            assertTrue(type.body().contains("\"type\":\"invalid_request_error\""), type::body);
            assertEquals(415, encoding.status());
            assertEquals(200, http.exchange(chat()).status());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-Sim-Seed: twelve", "X-Sim-Seed: 1e3", "X-Sim-Priority: 256", "X-Sim-Priority: -1"})
    void shouldComplainOfAWrongHeaderAndGoOn(String header) throws IOException {
        double executed = executed();
        try (RawHttp http = server.http()) {
            Response refusal = http.exchange(chat(header));

            assertEquals(400, refusal.status());
            assertTrue(refusal.body().contains("must be a"), refusal::body);
            assertTrue(refusal.body().contains("\"type\":\"invalid_request_error\""), refusal::body);
            assertEquals(
                    200,
                    http.exchange(chat("X-Sim-Seed: -1", "X-Sim-Priority: 0")).status());
        }
        assertEquals(executed + 1, executed());
    }

    @Test
    void shouldKeepOrCloseAsTheClientWishes() throws IOException {
        String old = "GET /healthz HTTP/1.0\r\n";
        try (RawHttp http = server.http()) {
            assertNull(http.exchange(get("/healthz")).header("connection"));
            assertEquals(
                    "keep-alive",
                    http.exchange(old + "Connection: keep-alive\r\n\r\n").header("connection"));
            assertEquals("close", http.exchange(old + "\r\n").header("connection"));
            assertTrue(http.isAtEnd());
        }
        try (RawHttp http = server.http()) {
            assertEquals(
                    "close",
                    http.exchange(get("/healthz", "Connection: close") + chat()).header("connection"));
            assertTrue(http.isAtEnd());
        }
    }

    @Test
    void shouldAnswerWhatCameWholeBeforeTheConnectionEndedInsideARequest() throws IOException {
        double executed = executed();
        String chat = chat();
        try (RawHttp http = server.http()) {
            http.send(chat + chat.substring(0, chat.length() - 1)).endOutput();

            assertEquals(200, http.read().status());
            assertEquals(400, http.read().status());
            assertTrue(http.isAtEnd());
        }
        assertEquals(executed + 1, executed());
    }

    /** HTTP requests that reached the kernel. */
    private double executed() throws IOException {
        return server.process().metric("reprise_requests_http_total");
    }

    private static String chatHead(String... headers) {
        return head("POST", "/v1/chat/completions", headers) + JSON + "\r\n\r\n";
    }

    /** A chunked request up to its last chunk. */
    private static String wholeBodyIn(String body) {
        return chatHead(CHUNKED) + Integer.toHexString(body.length()) + "\r\n" + body + "\r\n";
    }
}
