package io.reprise.ingress.connection;

import io.reprise.kernel.frame.FrameLayout;

/**
 * What the edge listens on and its limits.
 *
 * @param host address to bind
 * @param httpPort 0 = any free port
 * @param binaryPort 0 = any free port
 * @param maxFrameLength bytes of a whole frame; a longer one is refused and its connection closed
 * @param maxInFlight requests of one binary connection that wait for answers; then its bytes are not read
 * @param maxPipelined requests of one HTTP connection that wait for answers; then its bytes are not read
 * @param maxConnections of both protocols together; a further one is closed at once
 * @param maxRequestLine bytes of an HTTP request line
 * @param maxHeaderBytes bytes of all HTTP header fields of a request
 * @param maxHeaders number of HTTP header fields of a request
 * @param maxRequestsPerConnection then an HTTP connection is closed
 * @param headerTimeoutMs from the first byte of an HTTP request to the end of its header
 * @param minBodyRate bytes/s an HTTP body must keep up on average, after a first second
 * @param idleTimeoutMs without a request an HTTP connection is closed
 * @param slowReaderTimeoutMs a client that does not read its answers for so long is closed
 */
public record IngressConfig(
        String host,
        int httpPort,
        int binaryPort,
        int maxFrameLength,
        int maxInFlight,
        int maxPipelined,
        int maxConnections,
        int maxRequestLine,
        int maxHeaderBytes,
        int maxHeaders,
        int maxRequestsPerConnection,
        long headerTimeoutMs,
        long minBodyRate,
        long idleTimeoutMs,
        long slowReaderTimeoutMs) {

    /** The documented defaults. */
    public static IngressConfig defaults() {
        return new IngressConfig(
                "127.0.0.1",
                8080,
                9090,
                FrameLayout.DEFAULT_MAX_FRAME_LENGTH,
                4096,
                64,
                10_000,
                4096,
                8192,
                100,
                1_000_000,
                10_000,
                500,
                60_000,
                10_000);
    }

    /** The same limits at other addresses. */
    public IngressConfig with(String newHost, int newHttpPort, int newBinaryPort) {
        return copy(newHost, newHttpPort, newBinaryPort, maxFrameLength, maxInFlight, maxConnections);
    }

    /** Other limits at the same addresses. */
    public IngressConfig withLimits(int newMaxFrameLength, int newMaxInFlight, int newMaxConnections) {
        return copy(host, httpPort, binaryPort, newMaxFrameLength, newMaxInFlight, newMaxConnections);
    }

    private IngressConfig copy(
            String newHost,
            int newHttpPort,
            int newBinaryPort,
            int newMaxFrameLength,
            int newMaxInFlight,
            int newMaxConnections) {
        return new IngressConfig(
                newHost,
                newHttpPort,
                newBinaryPort,
                newMaxFrameLength,
                newMaxInFlight,
                maxPipelined,
                newMaxConnections,
                maxRequestLine,
                maxHeaderBytes,
                maxHeaders,
                maxRequestsPerConnection,
                headerTimeoutMs,
                minBodyRate,
                idleTimeoutMs,
                slowReaderTimeoutMs);
    }
}
