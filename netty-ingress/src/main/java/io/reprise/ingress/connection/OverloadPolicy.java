package io.reprise.ingress.connection;

/**
 * What becomes of requests when more come than can be executed; {@code docs/overload.md} has the whole of it.
 *
 * @param maxConcurrent admitted requests without an answer that count as being executed
 * @param queue admitted requests that may wait behind those
 * @param threshold share of the queue, or of the input ring, from which on requests are refused at random; 0 to 1
 * @param occupancyFloor share of the queue, or of the input ring, from which on the journal notes now and then how large it
 *     is; 0 to 1
 * @param waits whether clients wait, unread, for the queue to have room, instead of being refused
 * @param requestTimeoutMs how long a request that says nothing else may wait to be put in order
 */
public record OverloadPolicy(
        int maxConcurrent, int queue, double threshold, double occupancyFloor, boolean waits, long requestTimeoutMs) {
    private static final long MAX_TIMEOUT_MS = 0xFFFF_FFFFL; // what the field of a frame holds

    public OverloadPolicy {
        if (maxConcurrent < 1 || queue < 1 || (long) maxConcurrent + queue > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("--max-concurrent and --queue must be at least 1, and less than 2^31"
                    + " together; they are " + maxConcurrent + " and " + queue);
        }
        if (!(threshold >= 0 && threshold <= 1)) {
            throw new IllegalArgumentException("--overload-threshold must be 0 to 1, not " + threshold);
        }
        if (!(occupancyFloor >= 0 && occupancyFloor <= 1)) {
            throw new IllegalArgumentException("--occupancy-floor must be 0 to 1, not " + occupancyFloor);
        }
        if (requestTimeoutMs < 1 || requestTimeoutMs > MAX_TIMEOUT_MS) {
            throw new IllegalArgumentException(
                    "--request-timeout must be 1 to " + MAX_TIMEOUT_MS + " ms, not " + requestTimeoutMs);
        }
    }

    /** The documented defaults. */
    public static OverloadPolicy defaults() {
        return new OverloadPolicy(1_000, 10_000, 0.8, 0.2, false, 30_000);
    }
}
