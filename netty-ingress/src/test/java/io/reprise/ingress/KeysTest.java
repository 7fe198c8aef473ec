package io.reprise.ingress;

import static io.reprise.ingress.Requests.chunked;
import static io.reprise.ingress.Requests.get;
import static io.reprise.ingress.Requests.head;
import static io.reprise.ingress.Requests.post;
import static io.reprise.ingress.Requests.statuses;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reprise.ingress.binary.HelloPayload;
import io.reprise.ingress.security.ApiKey;
import io.reprise.ingress.security.IngressSecurity;
import io.reprise.ingress.security.KeyEntry;
import io.reprise.ingress.security.KeyRing;
import io.reprise.ingress.security.OriginCheck;
import io.reprise.kernel.frame.ErrorPayload;
import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.frame.FrameKind;
import io.reprise.kernel.frame.Status;
import io.reprise.kernel.stage.ThreadingMode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is refused for want of a key never reaches the kernel. */
@ExtendWith(LeakCheck.class)
final class KeysTest {
    private static final ApiKey ECHO = ApiKey.create("echo-only");
    private static final ApiKey TEST = ApiKey.create("test-only");
    private static final ApiKey METRICS = ApiKey.create("metrics-only");
    private static final ApiKey REVOKED = ApiKey.create("revoked");
    private static final ApiKey EXPIRED = ApiKey.create("expired");
    private static final ApiKey STRANGER = ApiKey.create("stranger");
    private static final List<KeyEntry> ENTRIES = List.of(
            entry(ECHO, "echo"),
            entry(TEST, "test"),
            entry(METRICS, "metrics"),
            entry(REVOKED, "*").revoke(),
            KeyEntry.of(EXPIRED, new TreeSet<>(List.of("*")), Instant.EPOCH));

    private final KeyRing keys = KeyRing.of(ENTRIES, Map.of("echo", 1, "test", 2), System.currentTimeMillis());
    private TestEdge edge;

    @BeforeEach
    void open() throws IOException {
        edge = new TestEdge(
                ThreadingMode.INLINE,
                new IngressSecurity(
                        keys,
                        OriginCheck.of(InetAddress.getLoopbackAddress(), "test", List.of("https://our.example")),
                        null));
    }

    @AfterEach
    void close() {
        edge.close();
    }

    static List<String> refusedKeys() {
        return List.of(
                "",
                "nonsense",
                "echo-only",
                "echo-only." + TEST.secret(),
                STRANGER.text(),
                REVOKED.text(),
                EXPIRED.text());
    }

    @ParameterizedTest
    @MethodSource("refusedKeys")
    void shouldEndABinaryConnectionWithoutAKey(String key) throws IOException {
        List<FrameFlyweight> answers = Wire.frames(Wire.talk(edge.binary(), Wire.join(hello(key), Wire.echo(7, 8))));

        assertEquals(1, answers.size());
        assertEquals(Status.UNAUTHORIZED.code(), answers.get(0).status());
        assertNothingWasExecuted();
        assertEquals(1, edge.counters().unauthorized);
    }

    @ParameterizedTest
    @MethodSource("refusedKeys")
    void shouldRefuseHttpRequestsWithoutAKey(String key) throws IOException {
        String bearer = key.isEmpty() ? "X-None: 1" : "Authorization: Bearer " + key;
        String answers = Wire.talk(
                edge.http(),
                post("/echo", "1", bearer)
                        + chunked("/echo", "1", "2").replaceFirst("\r\n", "\r\n" + bearer + "\r\n")
                        + get("/guarded", bearer)
                        + get("/page"));

        assertEquals(List.of(401, 401, 401, 200), statuses(answers));
        assertEquals(4, answers.split("www-authenticate: Bearer\r\n", -1).length);
        assertTrue(answers.contains("{\"refused\":\"UNAUTHORIZED\""), answers);
        assertNothingWasExecuted();
    }

    @Test
    void shouldSayWhyToHimWhoHasTheSecret() throws IOException {
        assertEquals("key revoked was revoked", refusal(REVOKED.text()));
        assertEquals("key expired expired at 1970-01-01T00:00:00Z", refusal(EXPIRED.text()));
        assertEquals("this key is not known here", refusal("revoked." + EXPIRED.secret()));
    }

    @Test
    void shouldAnswerForbiddenForAnotherKeysServiceAndGoOn() throws IOException {
        byte[] other = Wire.frame(FrameKind.REQUEST, TestProvider.SERVICE, TestProvider.COUNT, 1, new byte[0]);
        byte[] silent = Wire.frame(FrameKind.NOTIFICATION, TestProvider.SERVICE, TestProvider.COUNT, 2, new byte[0]);
        List<FrameFlyweight> answers =
                Wire.frames(Wire.talk(edge.binary(), Wire.join(hello(ECHO.text()), other, silent, Wire.echo(3, 8))));

        assertEquals(3, answers.size());
        assertEquals(Status.FORBIDDEN.code(), answers.get(1).status());
        assertEquals(1, answers.get(1).correlationId());
        assertEquals(FrameKind.RESPONSE, answers.get(2).kind());
        assertEquals(1, answers.get(2).sequence()); // the first thing the kernel has seen
        assertEquals(2, edge.counters().forbidden);
    }

    @Test
    void shouldKeepHttpRequestsToTheirScope() throws IOException {
        String echo = "Authorization: Bearer " + ECHO.text();
        String answers = Wire.talk(
                edge.http(),
                get("/count", echo)
                        + get("/guarded", echo)
                        + post("/echo", "1", echo)
                        + get("/guarded", "authorization: bearer " + METRICS.text())
                        + get("/count", "Authorization: Bearer " + TEST.text())
                        + post("/echo", "1", echo, "Authorization: Bearer " + TEST.text())
                        + post("/echo", "1", "X-Test-Key: " + ECHO.text()));

        assertEquals(List.of(403, 403, 200, 200, 200, 401, 200), statuses(answers));
        assertTrue(answers.contains("x-reprise-sequence: 1\r\n"), answers);
        assertEquals(3, edge.kernel().appliedSequence());
    }

    @Test
    void shouldTakeKeysFromTheQueryWhereTheApiHasThemThere() throws IOException {
        String echo = ECHO.text().replace(".", "%2E");
        String answers = Wire.talk(
                edge.http(),
                post("/echo?key=" + echo, "1")
                        + post("/echo?a=b&key=" + echo, "1")
                        + post("/echo?key=" + echo, "1", "X-Test-Key: " + STRANGER.text())
                        + post("/echo?key=" + echo + "&key=" + echo, "1")
                        + post("/echo?key=" + STRANGER.text() + "&refused-with=400", "1")
                        + get("/guarded?key=" + METRICS.text()));

        assertEquals(List.of(200, 200, 401, 401, 400, 401), statuses(answers));
        assertEquals(2, edge.kernel().appliedSequence());
    }

    @Test
    void shouldRefuseBeforeABodyIsSent() throws IOException {
        String answers = Wire.talk(
                edge.http(),
                head("POST", "/echo", "Content-Type: application/json", "Content-Length: 5", "Expect: 100-continue")
                        + "\r\n");

        assertEquals(List.of(401), statuses(answers));
    }

    @Test
    void shouldEndServiceOnOpenConnectionsWithTheirKey() throws IOException {
        String post = post("/echo", "1", "Authorization: Bearer " + ECHO.text());
        try (Socket binary = Wire.connect(edge.binary());
                Socket http = Wire.connect(edge.http());
                Socket slow = Wire.connect(edge.http())) {
            binary.getOutputStream().write(Wire.join(hello(ECHO.text()), Wire.echo(1, 8)));
            assertEquals(
                    FrameKind.WELCOME, Wire.readFrame(binary.getInputStream()).kind());
            assertEquals(
                    FrameKind.RESPONSE, Wire.readFrame(binary.getInputStream()).kind());
            Wire.send(http, post);
            Wire.readUntil(http, "\r\n\r\n1");
            Wire.send(slow, post.substring(0, post.length() - 1));

            CompletableFuture.runAsync(
                            () -> keys.replace(List.of(entry(TEST, "test")), System.currentTimeMillis()),
                            edge.ingress()::execute)
                    .join();
            binary.getOutputStream().write(Wire.echo(2, 8));
            Wire.send(http, post);
            Wire.send(slow, "1");

            FrameFlyweight error = Wire.readFrame(binary.getInputStream());
            assertEquals(Status.UNAUTHORIZED.code(), error.status());
            assertEquals(2, error.correlationId());
            assertEquals("key echo-only is no longer taken", ErrorPayload.text(error));
            assertEquals(-1, binary.getInputStream().read());
            assertTrue(Wire.readUntil(http, "\r\n\r\n").startsWith("HTTP/1.1 401 "));
            assertTrue(Wire.readUntil(slow, "\r\n\r\n").startsWith("HTTP/1.1 401 "));
            assertEquals(2, edge.kernel().appliedSequence());
        }
    }

    @Test
    void shouldRefuseForeignWebPages() throws IOException {
        String key = "Authorization: Bearer " + ECHO.text();
        String answers = Wire.talk(
                edge.http(),
                post("/echo", "1", key, "Origin: https://evil.example")
                        + get("/page", "Origin: null")
                        + get("/page").replace("Host: test", "Host: evil.example")
                        + head("OPTIONS", "/echo", "Origin: https://evil.example") + "\r\n"
                        + post("/echo", "1", key, "Origin: https://our.example")
                        + post("/echo", "1", key, "Origin: http://localhost:3000"));

        assertEquals(List.of(403, 403, 403, 403, 200, 200), statuses(answers));
        assertEquals(4, edge.counters().foreignOrigins);
        assertEquals(2, edge.kernel().appliedSequence());
    }

    private String refusal(String key) throws IOException {
        return ErrorPayload.text(
                Wire.frames(Wire.talk(edge.binary(), hello(key))).get(0));
    }

    private void assertNothingWasExecuted() {
        assertEquals(0, edge.kernel().appliedSequence());
    }

    private static KeyEntry entry(ApiKey key, String... scopes) {
        return KeyEntry.of(key, new TreeSet<>(List.of(scopes)), Instant.MAX);
    }

    private static byte[] hello(String key) {
        byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
        byte[] payload = new byte[HelloPayload.HELLO_LENGTH + bytes.length];
        HelloPayload.putHello(new UnsafeBuffer(payload), 0, 0, 0, bytes);
        return Wire.frame(FrameKind.HELLO, 0, 0, 0, payload);
    }
}
