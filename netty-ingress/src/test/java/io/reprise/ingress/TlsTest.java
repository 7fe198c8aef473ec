package io.reprise.ingress;

import static io.reprise.ingress.Requests.get;
import static io.reprise.ingress.Requests.head;
import static io.reprise.ingress.Requests.post;
import static io.reprise.ingress.Requests.statuses;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.pkitesting.X509Bundle;
import io.reprise.ingress.connection.IngressTimeouts;
import io.reprise.ingress.security.IngressSecurity;
import io.reprise.ingress.security.KeyRing;
import io.reprise.ingress.security.OriginCheck;
import io.reprise.ingress.security.ServerTls;
import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.frame.FrameKind;
import io.reprise.kernel.stage.ThreadingMode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS on both ports, seen by the JDK's client. */
@ExtendWith(LeakCheck.class)
final class TlsTest {
    private static final String TLS_1_2 = "TLSv1.2";
    private static final String TLS_1_3 = "TLSv1.3";
    private static final long NEVER = 3_600_000;
    private static final long SOON = 1_000;
    private static final Certificates CERTIFICATES = new Certificates();
    private static final X509Bundle NO_CERTIFICATE = null;

    @TempDir
    private Path directory;

    private ServerTls tls;

    @ParameterizedTest
    @ValueSource(strings = {TLS_1_2, TLS_1_3})
    void shouldSpeakBothProtocols(String version) throws IOException {
        try (TestEdge edge = edge(false);
                SSLSocket binary = connect(edge.binary(), version);
                SSLSocket http = connect(edge.http(), version)) {
            binary.getOutputStream().write(Wire.join(Wire.hello(), Wire.echo(1, 40_000)));
            http.getOutputStream().write(Wire.bytes(post("/echo", "1") + get("/page", "Connection: close")));

            assertEquals(
                    FrameKind.WELCOME, Wire.readFrame(binary.getInputStream()).kind());
            assertArrayEquals(new byte[40_000], payload(Wire.readFrame(binary.getInputStream())));
            assertEquals(
                    List.of(200, 200), statuses(Wire.text(http.getInputStream().readAllBytes())));
            assertEquals(version, binary.getSession().getProtocol());
            assertTrue(binary.getSession().getCipherSuite().contains("GCM"));
        }
    }

    @Test
    void shouldAnswerAClientThatHasSaidAll() throws IOException {
        try (TestEdge edge = edge(false);
                SSLSocket binary = connect(edge.binary(), TLS_1_3);
                SSLSocket http = connect(edge.http(), TLS_1_3)) {
            binary.getOutputStream()
                    .write(Wire.join(Wire.hello(), Wire.frame(1, 2, TestProvider.LATER, 1, Wire.bytes("100"))));
            binary.shutdownOutput(); // close_notify
            http.getOutputStream().write(Wire.bytes(post("/later", "100")));
            http.shutdownOutput();

            assertEquals(2, Wire.frames(binary.getInputStream().readAllBytes()).size()); // in order: no SSLException
            assertEquals(List.of(200), statuses(Wire.text(http.getInputStream().readAllBytes())));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {TLS_1_2, TLS_1_3})
    void shouldLetARefusalReachAClientThatStillSends(String version) throws IOException {
        try (TestEdge edge = edge(false);
                SSLSocket client = connect(edge.http(), version)) {
            client.getOutputStream()
                    .write(Wire.bytes(
                            head("POST", "/echo", "Content-Type: application/json", "Content-Length: 99999999")
                                    + "\r\n"));
            byte[] more = new byte[10_000];
            for (int i = 0; i < 100; i++) {
                client.getOutputStream().write(more);
            }

            assertEquals(
                    List.of(413), statuses(Wire.text(client.getInputStream().readAllBytes())));
            Await.until(() -> edge.ingress().connectionCount() == 0);
        }
    }

    @Test
    void shouldTakeNoCipherWithoutAuthentication() throws IOException {
        try (TestEdge edge = edge(false);
                SSLSocket client = connect(edge.http(), TLS_1_2)) {
            client.setEnabledCipherSuites(new String[] {"TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256"});

            assertThrows(SSLException.class, client::startHandshake);
            Await.until(() -> edge.counters().handshakesFailed == 1);
        }
    }

    @Test
    void shouldRefuseTls11() throws IOException {
        try (TestEdge edge = edge(false);
                Socket client = Wire.connect(edge.http())) {
            client.getOutputStream().write(clientHello("0302"));

            byte[] answer = client.getInputStream().readAllBytes();
            assertEquals("15", HexFormat.of().formatHex(answer, 0, 1)); // an alert
            assertEquals("0246", HexFormat.of().formatHex(answer, 5, 7)); // fatal: protocol_version
            Await.until(() -> edge.counters().handshakesFailed == 1);
        }
    }

    @Test
    void shouldNotSpeakInTheClear() throws IOException {
        try (TestEdge edge = edge(false)) {
            assertEquals("", plaintext(edge.http(), Wire.bytes(get("/page"))));
            assertEquals("", plaintext(edge.binary(), Wire.join(Wire.hello(), Wire.echo(1, 8))));

            Await.until(() -> edge.counters().handshakesFailed == 2);
            Await.until(() -> edge.ingress().connectionCount() == 0);
            assertEquals(0, edge.counters().connectionErrors);
            assertEquals(0, edge.counters().refusedFrames + edge.counters().refusedHttp);
            assertEquals(0, edge.kernel().appliedSequence());
        }
    }

    @Test
    void shouldEndAClientThatDoesNotShakeHands() throws IOException {
        try (TestEdge edge = edge(false, SOON, TestEdge.TIMEOUTS);
                Socket silent = Wire.connect(edge.binary());
                Socket gone = Wire.connect(edge.binary())) {
            gone.shutdownOutput();
            assertEquals(-1, gone.getInputStream().read());

            assertEquals(-1, silent.getInputStream().read());
            Await.until(() -> edge.counters().handshakesFailed == 2);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {TLS_1_2, TLS_1_3})
    void shouldWantACertificateOfBinaryClients(String version) throws IOException {
        X509Bundle stranger = Certificates.server(Certificates.authority("CN=foreign root"), "CN=stranger");
        try (TestEdge edge = edge(true)) {
            assertRefused(edge, NO_CERTIFICATE, version);
            assertRefused(edge, stranger, version);
            assertRefused(edge, CERTIFICATES.issueExpired("CN=late"), version);

            Await.until(() -> edge.counters().handshakesFailed == 3);
            assertEquals(0, edge.counters().refusedFrames + edge.counters().requestsBinary);
            assertEquals(0, edge.kernel().appliedSequence());
            try (SSLSocket client = CERTIFICATES.connect(edge.binary(), CERTIFICATES.issue("CN=client"), version);
                    SSLSocket http = connect(edge.http(), version)) {
                client.getOutputStream().write(Wire.join(Wire.hello(), Wire.echo(1, 8)));
                assertEquals(
                        FrameKind.WELCOME,
                        Wire.readFrame(client.getInputStream()).kind());
                assertEquals(
                        FrameKind.RESPONSE,
                        Wire.readFrame(client.getInputStream()).kind());
                http.getOutputStream().write(Wire.bytes(get("/page", "Connection: close")));
                assertEquals(
                        List.of(200), statuses(Wire.text(http.getInputStream().readAllBytes())));
            }
        }
    }

    @Test
    void shouldUseAChangedCertificateForNewConnections() throws IOException {
        X509Bundle next = Certificates.server(CERTIFICATES.root(), "CN=next");
        try (TestEdge edge = edge(false);
                SSLSocket old = connect(edge.binary(), TLS_1_3)) {
            old.getOutputStream().write(Wire.hello());
            Wire.readFrame(old.getInputStream());

            Files.writeString(directory.resolve("server.key"), next.getPrivateKeyPEM());
            assertEquals(
                    directory.resolve("server.key") + " has the key of another certificate",
                    assertThrows(IllegalArgumentException.class, tls::load).getMessage());
            assertEquals("CN=server", serverName(edge));
            Certificates.write(directory, next);
            assertTrue(tls.load().startsWith("CN=next, until "));
            assertEquals("CN=next", serverName(edge));

            old.getOutputStream().write(Wire.echo(1, 8));
            assertEquals(1, Wire.readFrame(old.getInputStream()).correlationId());
        }
    }

    @Test
    void shouldSayWhatIsWrongWithFiles() throws IOException {
        tls = CERTIFICATES.serverTls(directory, false, NEVER);
        String cert = Files.readString(directory.resolve("server.pem"));
        String key = Files.readString(directory.resolve("server.key"));

        assertUnusable("server.pem", key, "is not a PEM file of certificates");
        assertUnusable("server.pem", "", "has no certificate");
        Files.writeString(directory.resolve("server.pem"), cert);
        assertUnusable("server.key", key.replace("PRIVATE", "EC PRIVATE"), "`openssl pkcs8 -topk8 -nocrypt`");
        assertUnusable("server.key", key.substring(0, 60) + "\n-----END PRIVATE KEY-----\n", "has no EC key");
        Files.writeString(directory.resolve("server.key"), key);
        assertTrue(tls.load().startsWith("CN=server, until "));
    }

    @Test
    void shouldEndAClientThatDoesNotReadAndKeepOneThatReadsSlowly() throws IOException {
        int count = 400;
        byte[] request = Wire.echo(1, 30_000); // as many as may be in flight leave room in the ring
        try (TestEdge edge = edge(false, NEVER, new IngressTimeouts(NEVER, 1, NEVER, SOON));
                SSLSocket deaf = connect(edge.binary(), TLS_1_3);
                SSLSocket slow = connect(edge.binary(), TLS_1_3)) {
            slow.getOutputStream().write(Wire.hello());
            CompletableFuture<Void> flood = CompletableFuture.runAsync(() -> send(slow, request, count));
            long bytes = readSlowly(slow.getInputStream(), 64 + 24 + (long) count * request.length);
            flood.join();
            assertEquals(64 + 24 + (long) count * request.length, bytes);
            assertEquals(0, edge.counters().slowReadersClosed);

            deaf.getOutputStream().write(Wire.hello());
            CompletableFuture<Void> deafFlood = CompletableFuture.runAsync(() -> assertThrows(IOException.class, () -> {
                while (true) {
                    deaf.getOutputStream().write(request);
                }
            }));
            Await.until(() -> edge.counters().slowReadersClosed == 1);
            deafFlood.join();
            Await.until(() -> edge.ingress().connectionCount() == 1);
            assertEquals(1, edge.counters().slowReadersClosed);
        }
    }

    private static void send(SSLSocket socket, byte[] request, int count) {
        try {
            for (int i = 0; i < count; i++) {
                socket.getOutputStream().write(request);
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static long readSlowly(InputStream in, long length) throws IOException {
        byte[] part = new byte[16 * 1024];
        long bytes = 0;
        while (bytes < length) {
            int read = in.read(part);
            if (read < 0) {
                return bytes;
            }
            bytes += read;
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
        return bytes;
    }

    private void assertUnusable(String file, String contents, String why) throws IOException {
        Files.writeString(directory.resolve(file), contents);
        String message = assertThrows(IllegalArgumentException.class, tls::load).getMessage();
        assertTrue(message.startsWith(directory.resolve(file).toString()) && message.contains(why), message);
    }

    /** In TLS 1.3 the client hears of it when it reads. */
    private static void assertRefused(TestEdge edge, X509Bundle certificate, String version) throws IOException {
        try (SSLSocket client = CERTIFICATES.connect(edge.binary(), certificate, version)) {
            assertThrows(IOException.class, () -> {
                client.getOutputStream().write(Wire.join(Wire.hello(), Wire.echo(1, 8)));
                Wire.readFrame(client.getInputStream());
            });
        }
    }

    private static String serverName(TestEdge edge) throws IOException {
        try (SSLSocket client = connect(edge.http(), TLS_1_3)) {
            client.startHandshake();
            X509Certificate certificate = (X509Certificate) client.getSession().getPeerCertificates()[0];
            return certificate.getSubjectX500Principal().getName();
        }
    }

    /** All that comes back to bytes that are no TLS. */
    private static String plaintext(InetSocketAddress address, byte[] bytes) throws IOException {
        try (Socket client = Wire.connect(address)) {
            client.getOutputStream().write(bytes);
            return Wire.text(client.getInputStream().readAllBytes());
        }
    }

    private static byte[] payload(FrameFlyweight frame) {
        byte[] payload = new byte[frame.payloadLength()];
        frame.buffer().getBytes(frame.payloadOffset(), payload);
        return payload;
    }

    /** Of a client that speaks nothing newer than this version. */
    private static byte[] clientHello(String version) {
        HexFormat hex = HexFormat.of();
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(hex.parseHex(version));
        body.writeBytes(new byte[32]); // random
        body.writeBytes(hex.parseHex("00" + "0006c009c013002f" + "0100")); // no session, three ciphers
        byte[] hello = body.toByteArray();
        return Wire.join(
                hex.parseHex("160301" + hex.toHexDigits((short) (hello.length + 4)) + "0100"
                        + hex.toHexDigits((short) hello.length)),
                hello);
    }

    private static SSLSocket connect(InetSocketAddress address, String version) throws IOException {
        return CERTIFICATES.connect(address, NO_CERTIFICATE, version);
    }

    private TestEdge edge(boolean clientCertificates) throws IOException {
        return edge(clientCertificates, NEVER, TestEdge.TIMEOUTS);
    }

    private TestEdge edge(boolean clientCertificates, long handshakeMs, IngressTimeouts timeouts) throws IOException {
        tls = CERTIFICATES.serverTls(directory, clientCertificates, handshakeMs);
        tls.load();
        return new TestEdge(
                ThreadingMode.INLINE,
                TestEdge.LIMITS,
                timeouts,
                TestProvider.machines(),
                new IngressSecurity(KeyRing.open(), OriginCheck.none(), tls));
    }
}
