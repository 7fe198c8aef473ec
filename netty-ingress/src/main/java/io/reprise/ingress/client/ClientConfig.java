package io.reprise.ingress.client;

import io.netty.handler.ssl.SslContext;
import io.reprise.kernel.frame.FrameLayout;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * How a client connects and what it promises. Start from {@link #of}.
 *
 * @param port 1 to 65535
 * @param apiKey sent in HELLO; empty = none; at most 65,535 bytes of UTF-8
 * @param tls of a client; absent = plain TCP
 * @param maxInFlight most requests that wait for an answer, 1 to 65,536; the server may allow less
 * @param maxKeptBytes most bytes of requests kept: until they are written, and with a delivery that sends again until
 *     they are answered
 */
public record ClientConfig(
        String host,
        int port,
        String apiKey,
        Optional<SslContext> tls,
        Delivery delivery,
        ReconnectPolicy reconnect,
        int maxInFlight,
        int maxKeptBytes,
        ClientTimeouts timeouts) {
    public static final int MAX_IN_FLIGHT = 1 << 16;

    private static final int DEFAULT_IN_FLIGHT = 256;
    private static final int DEFAULT_KEPT_BYTES = 16 << 20;
    private static final int MAX_KEY_LENGTH = 0xFFFF;

    public ClientConfig {
        if (host.isEmpty()) {
            throw new IllegalArgumentException("host is missing");
        }
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("port is between 1 and 65535; got " + port);
        }
        if (apiKey.getBytes(StandardCharsets.UTF_8).length > MAX_KEY_LENGTH) {
            throw new IllegalArgumentException("an API key has up to " + MAX_KEY_LENGTH + " bytes of UTF-8");
        }
        if (tls.isPresent() && !tls.get().isClient()) {
            throw new IllegalArgumentException("this TLS context is a server's; want SslContextBuilder.forClient()");
        }
        if (maxInFlight < 1 || maxInFlight > MAX_IN_FLIGHT) {
            throw new IllegalArgumentException(
                    "requests in flight are between 1 and " + MAX_IN_FLIGHT + "; got " + maxInFlight);
        }
        if (maxKeptBytes < FrameLayout.HEADER_LENGTH) {
            throw new IllegalArgumentException("kept bytes hold one frame at least; got " + maxKeptBytes);
        }
    }

    /**
     * Plain TCP, no key, {@link Delivery#AT_MOST_ONCE}, connecting again for ever, 256 requests in flight, 16 MiB of
     * them.
     */
    public static ClientConfig of(String host, int port) {
        return new ClientConfig(
                host,
                port,
                "",
                Optional.empty(),
                Delivery.AT_MOST_ONCE,
                ReconnectPolicy.DEFAULT,
                DEFAULT_IN_FLIGHT,
                DEFAULT_KEPT_BYTES,
                ClientTimeouts.DEFAULT);
    }

    public ClientConfig apiKey(String newApiKey) {
        return new ClientConfig(host, port, newApiKey, tls, delivery, reconnect, maxInFlight, maxKeptBytes, timeouts);
    }

    public ClientConfig tls(SslContext newTls) {
        return new ClientConfig(
                host, port, apiKey, Optional.of(newTls), delivery, reconnect, maxInFlight, maxKeptBytes, timeouts);
    }

    public ClientConfig delivery(Delivery newDelivery) {
        return new ClientConfig(host, port, apiKey, tls, newDelivery, reconnect, maxInFlight, maxKeptBytes, timeouts);
    }

    public ClientConfig reconnect(ReconnectPolicy newReconnect) {
        return new ClientConfig(host, port, apiKey, tls, delivery, newReconnect, maxInFlight, maxKeptBytes, timeouts);
    }

    public ClientConfig maxInFlight(int newMaxInFlight) {
        return new ClientConfig(host, port, apiKey, tls, delivery, reconnect, newMaxInFlight, maxKeptBytes, timeouts);
    }

    public ClientConfig maxKeptBytes(int newMaxKeptBytes) {
        return new ClientConfig(host, port, apiKey, tls, delivery, reconnect, maxInFlight, newMaxKeptBytes, timeouts);
    }

    public ClientConfig timeouts(ClientTimeouts newTimeouts) {
        return new ClientConfig(host, port, apiKey, tls, delivery, reconnect, maxInFlight, maxKeptBytes, newTimeouts);
    }

    /** Whether what is unanswered when a connection is lost is sent again on the next. */
    boolean isSentAgain() {
        return delivery != Delivery.AT_MOST_ONCE;
    }

    /** Without the API key. */
    @Override
    public String toString() {
        return delivery + " to " + (tls.isPresent() ? "TLS " : "") + host + ":" + port;
    }
}
