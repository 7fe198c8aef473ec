package io.reprise.ingress;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import io.reprise.ingress.security.ServerTls;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;

/** Certificates of a test, made on the spot, as a server and its clients use them. */
final class Certificates {
    private static final int TIMEOUT_MS = 10_000;
    private static final Duration DAY = Duration.ofDays(1);

    private final X509Bundle root = authority("CN=root");
    private final X509Bundle server;

    Certificates() {
        server = server(root, "CN=server");
    }

    static X509Bundle authority(String name) {
        return build(builder(name).setIsCertificateAuthority(true), null);
    }

    static X509Bundle server(X509Bundle issuer, String name) {
        return build(builder(name).addSanDnsName("localhost").addSanIpAddress("127.0.0.1"), issuer);
    }

    /** Of a client. */
    X509Bundle issue(String name) {
        return build(builder(name), root);
    }

    /** Of a client, yesterday's. */
    X509Bundle issueExpired(String name) {
        Instant now = Instant.now();
        return build(builder(name).notBefore(now.minus(DAY).minus(DAY)).notAfter(now.minus(DAY)), root);
    }

    X509Bundle root() {
        return root;
    }

    X509Bundle server() {
        return server;
    }

    /** Files for a server; what was there is written over. */
    static void write(Path directory, X509Bundle bundle) throws IOException {
        Files.writeString(directory.resolve("server.pem"), bundle.getCertificatePathPEM());
        Files.writeString(directory.resolve("server.key"), bundle.getPrivateKeyPEM());
    }

    /** A server's TLS with files in a directory, not loaded yet. */
    ServerTls serverTls(Path directory, boolean clientCertificates, long handshakeMs) throws IOException {
        write(directory, server);
        Path roots = Files.writeString(directory.resolve("roots.pem"), root.getRootCertificatePEM());
        return new ServerTls(
                directory.resolve("server.pem"),
                directory.resolve("server.key"),
                clientCertificates ? roots : null,
                handshakeMs);
    }

    /** A connection whose handshake is still to come. */
    SSLSocket connect(InetSocketAddress address, X509Bundle own, String... protocols) throws IOException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            KeyManager[] keys = own == null ? null : own.toKeyManagerFactory().getKeyManagers();
            context.init(keys, new TrustManager[] {root.toTrustManager()}, new SecureRandom());
            Socket plain = Wire.connect(address);
            SSLSocket socket =
                    (SSLSocket) context.getSocketFactory().createSocket(plain, "localhost", address.getPort(), true);
            socket.setSoTimeout(TIMEOUT_MS);
            if (protocols.length > 0) {
                socket.setEnabledProtocols(protocols);
            }
            return socket;
        } catch (java.security.GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    private static CertificateBuilder builder(String name) {
        return new CertificateBuilder().subject(name).ecp256();
    }

    private static X509Bundle build(CertificateBuilder builder, X509Bundle issuer) {
        try {
            return issuer == null ? builder.buildSelfSigned() : builder.buildIssuedBy(issuer);
        } catch (Exception e) { // as declared
            throw new AssertionError(e);
        }
    }
}
