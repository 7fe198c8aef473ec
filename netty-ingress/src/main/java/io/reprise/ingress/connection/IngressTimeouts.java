package io.reprise.ingress.connection;

/**
 * How long the edge waits for clients; {@code docs/limits.md} says what happens then.
 *
 * @param headerMs from the first byte of an HTTP request to the end of its header
 * @param minBodyRate bytes/s an HTTP body must keep up on average, after a first second
 * @param idleMs without a request an HTTP connection is closed
 * @param slowReaderMs a client that does not read its answers for so long is closed
 */
public record IngressTimeouts(long headerMs, long minBodyRate, long idleMs, long slowReaderMs) {
    private static final long MAX_SWEEP_MS = 1_000;
    private static final int SWEEPS_PER_TIMEOUT = 4;

    public IngressTimeouts {
        positive(headerMs, "header timeout");
        positive(minBodyRate, "minimal body rate");
        positive(idleMs, "idle timeout");
        positive(slowReaderMs, "slow reader timeout");
    }

    /** The documented defaults. */
    public static IngressTimeouts defaults() {
        return new IngressTimeouts(10_000, 500, 60_000, 10_000);
    }

    /** How often connections are looked at, in ms: once a second, or oftener where a timeout is short. */
    public long sweepMs() {
        long shortest = Math.min(headerMs, Math.min(idleMs, slowReaderMs));
        return Math.max(1, Math.min(MAX_SWEEP_MS, shortest / SWEEPS_PER_TIMEOUT));
    }

    private static void positive(long value, String name) {
        if (value <= 0) {
            throw new IllegalArgumentException("the " + name + " must be more than 0, not " + value);
        }
    }
}
