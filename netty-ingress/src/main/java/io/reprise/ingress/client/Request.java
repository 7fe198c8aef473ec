package io.reprise.ingress.client;

/**
 * What a {@link RepriseClient} asks. The payload is not copied until it is sent: leave it alone until the answer has come.
 *
 * @param service 1 to 65535
 * @param method 1 to 65535
 * @param priority 0 to 255, higher is more urgent
 * @param seed of the request's random numbers; 0 = derived from the request's own identity
 * @param timeoutMs how long it may take; the server is told; 0 = the client's
 */
public record Request(int service, int method, byte[] payload, int priority, long seed, long timeoutMs) {
    private static final int NUMBER_MAX = 0xFFFF;
    private static final int PRIORITY_MAX = 0xFF;
    private static final int DEFAULT_PRIORITY = 128;
    private static final long TIMEOUT_MAX = 0xFFFF_FFFFL;

    public Request {
        if (service < 1 || service > NUMBER_MAX || method < 1 || method > NUMBER_MAX) {
            throw new IllegalArgumentException(
                    "service and method are between 1 and " + NUMBER_MAX + "; got " + service + " and " + method);
        }
        if (priority < 0 || priority > PRIORITY_MAX) {
            throw new IllegalArgumentException("priority is between 0 and " + PRIORITY_MAX + "; got " + priority);
        }
        if (timeoutMs < 0 || timeoutMs > TIMEOUT_MAX) {
            throw new IllegalArgumentException("timeout is between 0 and " + TIMEOUT_MAX + " ms; got " + timeoutMs);
        }
    }

    /** Priority 128, no seed, the client's timeout. */
    public static Request of(int service, int method, byte[] payload) {
        return new Request(service, method, payload, DEFAULT_PRIORITY, 0, 0);
    }

    public Request priority(int newPriority) {
        return new Request(service, method, payload, newPriority, seed, timeoutMs);
    }

    public Request seed(long newSeed) {
        return new Request(service, method, payload, priority, newSeed, timeoutMs);
    }

    public Request timeoutMs(long newTimeoutMs) {
        return new Request(service, method, payload, priority, seed, newTimeoutMs);
    }
}
