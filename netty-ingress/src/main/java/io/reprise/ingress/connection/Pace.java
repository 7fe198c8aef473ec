package io.reprise.ingress.connection;

/** How fast something comes, such as a body; looked at from sweep to sweep. Event loop only. */
public final class Pace {
    /** Before it is measured: a slow start is no slow sender. */
    private static final long GRACE_MS = 1_000;

    private long startMs;
    private long startBytes;

    /** The measure starts here, {@code bytes} having come already. */
    public void restart(long nowMs, long bytes) {
        startMs = nowMs;
        startBytes = bytes;
    }

    /** @param minRate bytes/s on average, after the first second */
    public boolean isTooSlow(long nowMs, long bytes, long minRate) {
        long elapsedMs = nowMs - startMs - GRACE_MS;
        return elapsedMs > 0 && (bytes - startBytes) * 1000 < minRate * elapsedMs;
    }
}
