package io.reprise.ingress.connection;

import io.reprise.kernel.frame.FrameLayout;

/**
 * How much the edge takes; {@code docs/limits.md} says what happens when a limit is reached.
 *
 * @param maxFrameLength bytes of a whole frame; a longer one is refused and its connection closed
 * @param maxInFlight requests of one binary connection that wait for answers; then its bytes are not read
 * @param maxPipelined requests of one HTTP connection that wait for answers; then its bytes are not read
 * @param maxConnections of both protocols together; a further one is closed at once
 * @param maxConnectionsPerAddress of these, from one IPv4 address or one IPv6 network of 64 bits; a further one is closed
 * @param maxRequestLine bytes of an HTTP request line
 * @param maxHeaderBytes bytes of all HTTP header fields of a request
 * @param maxHeaders number of HTTP header fields of a request
 * @param maxRequestsPerConnection then an HTTP connection is closed
 * @param maxHeldBytes bytes of requests that are not whole yet, of all connections together; the connection that brings
 *     more is refused
 */
public record IngressLimits(
        int maxFrameLength,
        int maxInFlight,
        int maxPipelined,
        int maxConnections,
        int maxConnectionsPerAddress,
        int maxRequestLine,
        int maxHeaderBytes,
        int maxHeaders,
        int maxRequestsPerConnection,
        long maxHeldBytes) {

    private static final int MAX_CONNECTIONS_PER_ADDRESS = 256;
    private static final int MAX_REQUESTS_PER_CONNECTION = 10_000;
    private static final int MAX_REQUEST_LINE = 4096;
    private static final int MAX_HEADER_BYTES = 8192;
    private static final int MAX_HEADERS = 100;
    private static final long MAX_HELD_BYTES = 64L * 1024 * 1024;

    public IngressLimits {
        atLeast(FrameLayout.HEADER_LENGTH, maxFrameLength, "frame length");
        atLeast(1, maxInFlight, "requests in flight");
        atLeast(1, maxPipelined, "pipelined requests");
        atLeast(1, maxConnections, "connections");
        atLeast(1, maxConnectionsPerAddress, "connections per address");
        atLeast(1, maxRequestLine, "request line");
        atLeast(1, maxHeaderBytes, "header bytes");
        atLeast(1, maxHeaders, "header fields");
        atLeast(1, maxRequestsPerConnection, "requests per connection");
        atLeast(maxFrameLength, maxHeldBytes, "held bytes");
    }

    /** The documented defaults. */
    public static IngressLimits defaults() {
        return of(FrameLayout.DEFAULT_MAX_FRAME_LENGTH, 4096, 64, 10_000);
    }

    /** The documented defaults but for these. */
    public static IngressLimits of(int maxFrameLength, int maxInFlight, int maxPipelined, int maxConnections) {
        return new IngressLimits(
                maxFrameLength,
                maxInFlight,
                maxPipelined,
                maxConnections,
                MAX_CONNECTIONS_PER_ADDRESS,
                MAX_REQUEST_LINE,
                MAX_HEADER_BYTES,
                MAX_HEADERS,
                MAX_REQUESTS_PER_CONNECTION,
                MAX_HELD_BYTES);
    }

    /** The same with these limits of one client. */
    public IngressLimits perClient(int connectionsPerAddress, int requestsPerConnection) {
        return new IngressLimits(
                maxFrameLength,
                maxInFlight,
                maxPipelined,
                maxConnections,
                connectionsPerAddress,
                maxRequestLine,
                maxHeaderBytes,
                maxHeaders,
                requestsPerConnection,
                maxHeldBytes);
    }

    /** The same but for these. */
    IngressLimits with(int frameLength, int connections) {
        return new IngressLimits(
                frameLength,
                maxInFlight,
                maxPipelined,
                connections,
                maxConnectionsPerAddress,
                maxRequestLine,
                maxHeaderBytes,
                maxHeaders,
                maxRequestsPerConnection,
                maxHeldBytes);
    }

    /** Bytes of an HTTP body: what a frame has room for. */
    public int maxBodyLength() {
        return maxFrameLength - FrameLayout.HEADER_LENGTH;
    }

    private static void atLeast(int min, long value, String name) {
        if (value < min) {
            throw new IllegalArgumentException("the limit of " + name + " must be at least " + min + ", not " + value);
        }
    }
}
