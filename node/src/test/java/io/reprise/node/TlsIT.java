package io.reprise.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import io.reprise.kernel.frame.FrameKind;
import io.reprise.node.ChildProcess.Outcome;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS of the program as it is shipped, with clients of the JDK. */
final class TlsIT {
    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(20);
    private static final X509Bundle NO_CERTIFICATE = null;

    @TempDir
    private Path directory;

    private X509Bundle root;

    @BeforeEach
    void makeCertificates() throws Exception {
        root = builder("CN=root").setIsCertificateAuthority(true).buildSelfSigned();
        Files.writeString(directory.resolve("root.pem"), root.getRootCertificatePEM());
        writeServer("CN=first");
    }

    @Test
    void shouldServeWhoHasKeyAndCertificate() throws Exception {
        String keys = directory.resolve("keys").toString();
        Outcome made = Verbs.run(directory, "key", "new", "--keys", keys, "--id", "ci", "--scopes", "*");
        String key = made.output().strip();
        try (ServerProcess server = start("--keys", keys, "--tls-client-ca", file("root.pem"))) {
            HttpClient https =
                    HttpClient.newBuilder().sslContext(context(NO_CERTIFICATE)).build();
            HttpRequest chat = chat("https", server, key);

            HttpResponse<String> answer = https.send(chat, BodyHandlers.ofString());
            assertEquals(200, answer.statusCode(), answer::body);
            assertEquals("TLSv1.3", answer.sslSession().orElseThrow().getProtocol());
            assertEquals(
                    401,
                    https.send(chat("https", server, key + "x"), BodyHandlers.ofString())
                            .statusCode());
            assertThrows(IOException.class, () -> https.send(chat("http", server, key), BodyHandlers.ofString()));

            try (BinaryClient client = BinaryClient.over(connect(server.binary(), issue("CN=client")))) {
                client.send(BinaryClient.hello(0, 0, key));
                assertEquals(FrameKind.WELCOME, client.readFrame().kind());
                assertEquals(5, client.sum(1, 5));
            }
            try (BinaryClient client = BinaryClient.over(connect(server.binary(), NO_CERTIFICATE))) {
                assertThrows(IOException.class, () -> {
                    client.send(BinaryClient.hello(0, 0, key));
                    client.readFrame();
                });
            }
            HttpRequest metrics = HttpRequest.newBuilder(uri("https", server, "/metrics"))
                    .header("Authorization", "Bearer " + key)
                    .build();
            String page = https.send(metrics, BodyHandlers.ofString()).body();
            assertTrue(page.contains("reprise_handshakes_failed_total 2.0"), page);
            assertEquals(0, server.terminate(), server::stderr);
        }
    }

    @Test
    void shouldTakeAChangedCertificateUnderTraffic() throws Exception {
        try (ServerProcess server = start();
                BinaryClient client = BinaryClient.over(connect(server.binary(), NO_CERTIFICATE))) {
            assertTrue(server.stderr().contains("TLS certificate: CN=first, until "), server::stderr);
            client.send(BinaryClient.hello(0));
            client.readFrame();
            String key = Files.readString(directory.resolve("server.key"));

            Files.writeString(directory.resolve("server.key"), issue("CN=other").getPrivateKeyPEM());
            long sum =
                    addUntilLogged(server, client, 0, "TLS certificate not reloaded, going on with what was there: ");
            assertEquals("CN=first", serverName(server));
            Files.writeString(directory.resolve("server.key"), key);
            writeServer("CN=second");
            sum = addUntilLogged(server, client, sum, "TLS certificate reloaded: CN=second, until ");

            assertEquals("CN=second", serverName(server));
            assertEquals(sum + 1, client.sum(1, 1));
            assertEquals(0, server.terminate(), server::stderr);
        }
    }

    @Test
    void shouldNotStartWithHalfOfIt() throws Exception {
        try (ServerProcess server = new ServerProcess.Launch()
                .flags("--tls-cert", file("server.pem"))
                .launch()) {
            assertEquals(2, server.awaitExit());
            assertTrue(server.stderr().contains("--tls-cert and --tls-key belong together"), server::stderr);
            assertFalse(Files.exists(server.run()));
        }
    }

    /** Every request is answered, and rightly, whatever happens meanwhile. */
    private static long addUntilLogged(ServerProcess server, BinaryClient client, long before, String text)
            throws IOException {
        long sum = before;
        for (long startNs = System.nanoTime(); !server.stderr().contains(text); ) {
            assertTrue(System.nanoTime() - startNs < PATIENCE_NS, server::stderr);
            assertEquals(++sum, client.sum(1, 1));
        }
        return sum;
    }

    private ServerProcess start(String... flags) throws IOException {
        return new ServerProcess.Launch()
                .flags("--tls-cert", file("server.pem"), "--tls-key", file("server.key"))
                .flags("--handshake-timeout", "60000") // a cold JVM on a busy machine is slow
                .flags(flags)
                .start();
    }

    private String file(String name) {
        return directory.resolve(name).toString();
    }

    private void writeServer(String name) throws Exception {
        X509Bundle server = builder(name)
                .addSanDnsName("localhost")
                .addSanIpAddress("127.0.0.1")
                .buildIssuedBy(root);
        Files.writeString(directory.resolve("server.pem"), server.getCertificatePathPEM());
        Files.writeString(directory.resolve("server.key"), server.getPrivateKeyPEM());
    }

    private X509Bundle issue(String name) throws Exception {
        return builder(name).buildIssuedBy(root);
    }

    private static CertificateBuilder builder(String name) {
        return new CertificateBuilder().subject(name).ecp256();
    }

    private SSLContext context(X509Bundle own) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        KeyManager[] keys = own == null ? null : own.toKeyManagerFactory().getKeyManagers();
        context.init(keys, new TrustManager[] {root.toTrustManager()}, new SecureRandom());
        return context;
    }

    private SSLSocket connect(InetSocketAddress address, X509Bundle own) throws Exception {
        return (SSLSocket) context(own).getSocketFactory().createSocket(address.getAddress(), address.getPort());
    }

    private String serverName(ServerProcess server) throws Exception {
        try (SSLSocket client = connect(server.http(), NO_CERTIFICATE)) {
            client.startHandshake();
            X509Certificate certificate = (X509Certificate) client.getSession().getPeerCertificates()[0];
            return certificate.getSubjectX500Principal().getName();
        }
    }

    private static HttpRequest chat(String scheme, ServerProcess server, String key) {
        return HttpRequest.newBuilder(uri(scheme, server, "/v1/chat/completions"))
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + key)
                .POST(BodyPublishers.ofString(HttpText.CHAT))
                .build();
    }

    private static URI uri(String scheme, ServerProcess server, String path) {
        return URI.create(scheme + "://127.0.0.1:" + server.http().getPort() + path);
    }
}
