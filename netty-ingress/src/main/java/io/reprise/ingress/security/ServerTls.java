package io.reprise.ingress.security;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import java.io.IOException;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * TLS of both listeners: 1.3, or 1.2 with forward secrecy and authenticated encryption. What is loaded later holds for
 * later connections; open ones go on as they are. Any thread.
 */
public final class ServerTls {
    private static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");
    private static final List<String> CIPHERS = List.of(
            "TLS_AES_128_GCM_SHA256",
            "TLS_AES_256_GCM_SHA384",
            "TLS_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    /** A session may be resumed for so long: a client certificate is not looked at again meanwhile. */
    private static final long SESSION_SECONDS = 600;

    private static final long IDLE_THREAD_SECONDS = 10;

    private final Path certificateFile;
    private final Path keyFile;
    private final Path clientCaFile;
    private final long handshakeMs;
    private final Executor handshakes = newHandshakeThread();
    private volatile SslContext http;
    private volatile SslContext binary;

    /**
     * Nothing is read before {@link #load}.
     *
     * @param certificateFile PEM, the server's own certificate first, then what leads to a root
     * @param keyFile PEM, PKCS #8
     * @param clientCaFile PEM, who signs the certificates that binary clients must have; null = they need none
     * @param handshakeMs how long a client may take from connecting to the end of its handshake
     */
    public ServerTls(Path certificateFile, Path keyFile, Path clientCaFile, long handshakeMs) {
        this.certificateFile = certificateFile;
        this.keyFile = keyFile;
        this.clientCaFile = clientCaFile;
        this.handshakeMs = handshakeMs;
    }

    /**
     * Reads the files; later connections use what they hold.
     *
     * @return whose certificate this is, and until when
     * @throws IllegalArgumentException when the files cannot be used, or not together; nothing has changed then
     */
    public String load() throws IOException {
        List<X509Certificate> chain = PemFiles.certificates(certificateFile);
        X509Certificate own = chain.get(0);
        PrivateKey key = PemFiles.privateKey(keyFile, own);
        SslContext nextHttp = server(key, chain).build();
        SslContext nextBinary = clientCaFile == null
                ? nextHttp
                : server(key, chain)
                        .clientAuth(ClientAuth.REQUIRE)
                        .trustManager(PemFiles.certificates(clientCaFile).toArray(X509Certificate[]::new))
                        .build();
        http = nextHttp;
        binary = nextBinary;
        return own.getSubjectX500Principal().getName() + ", until "
                + own.getNotAfter().toInstant();
    }

    private static SslContextBuilder server(PrivateKey key, List<X509Certificate> chain) {
        return SslContextBuilder.forServer(key, chain.toArray(X509Certificate[]::new))
                .sslProvider(SslProvider.JDK)
                .protocols(PROTOCOLS)
                .ciphers(CIPHERS, SupportedCipherSuiteFilter.INSTANCE)
                .sessionTimeout(SESSION_SECONDS);
    }

    /** For a connection to the HTTP listener. */
    public SslHandler newHttpHandler(ByteBufAllocator allocator) {
        return newHandler(http, allocator);
    }

    /** For a connection to the binary listener. */
    public SslHandler newBinaryHandler(ByteBufAllocator allocator) {
        return newHandler(binary, allocator);
    }

    private SslHandler newHandler(SslContext context, ByteBufAllocator allocator) {
        SslHandler handler = context.newHandler(allocator, handshakes);
        handler.setHandshakeTimeoutMillis(handshakeMs);
        return handler;
    }

    /** Signatures and key exchange take a millisecond or so each, too long for the event loop: it is the ring's only writer. */
    private static Executor newHandshakeThread() {
        ThreadPoolExecutor thread = new ThreadPoolExecutor(
                1, 1, IDLE_THREAD_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread handshake = new Thread(task, "tls-handshake");
                    handshake.setDaemon(true);
                    return handshake;
                });
        thread.allowCoreThreadTimeOut(true);
        return thread;
    }
}
