package io.reprise.ingress.connection;

/**
 * What the edge listens on, how much it takes and how long it waits.
 *
 * @param host address to bind
 * @param httpPort 0 = any free port
 * @param binaryPort 0 = any free port
 */
public record IngressConfig(
        String host,
        int httpPort,
        int binaryPort,
        IngressLimits limits,
        IngressTimeouts timeouts,
        OverloadPolicy overload) {

    /** The documented defaults. */
    public static IngressConfig defaults() {
        return new IngressConfig(
                "127.0.0.1",
                8080,
                9090,
                IngressLimits.defaults(),
                IngressTimeouts.defaults(),
                OverloadPolicy.defaults());
    }

    /** The same for a run with frames of this length, in a process that can take so many connections. */
    public IngressConfig with(int maxFrameLength, int maxConnections) {
        return new IngressConfig(
                host, httpPort, binaryPort, limits.with(maxFrameLength, maxConnections), timeouts, overload);
    }
}
