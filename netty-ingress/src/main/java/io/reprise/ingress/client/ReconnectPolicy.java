package io.reprise.ingress.client;

import java.util.concurrent.ThreadLocalRandom;

/**
 * When to try again after a connection was lost or could not be made: the delay doubles from try to try up to a limit,
 * and each is drawn from the upper half of it, so that many clients do not come back at the same moment.
 *
 * @param minDelayMs before the first try; 1 or more
 * @param maxDelayMs before any
 * @param maxAttempts tries in a row before the connection is given up; 0 = none
 */
public record ReconnectPolicy(long minDelayMs, long maxDelayMs, int maxAttempts) {
    /** A lost connection stays lost. */
    public static final ReconnectPolicy NEVER = new ReconnectPolicy(1, 1, 0);

    /** After 10 ms at first and 1 s at most, for ever. */
    public static final ReconnectPolicy DEFAULT = new ReconnectPolicy(10, 1_000, Integer.MAX_VALUE);

    public ReconnectPolicy {
        if (minDelayMs < 1 || maxDelayMs < minDelayMs) {
            throw new IllegalArgumentException(
                    "delays are 1 ms or more and do not fall; got " + minDelayMs + " to " + maxDelayMs + " ms");
        }
        if (maxAttempts < 0) {
            throw new IllegalArgumentException("attempts are 0 or more; got " + maxAttempts);
        }
    }

    /** @param attempt how many tries have failed in a row, from 0 */
    long delayMs(int attempt) {
        long delayMs = minDelayMs;
        for (int i = 0; i < attempt && delayMs < maxDelayMs; i++) {
            delayMs *= 2;
        }
        delayMs = Math.min(delayMs, maxDelayMs);
        return delayMs - ThreadLocalRandom.current().nextLong(delayMs / 2 + 1);
    }
}
