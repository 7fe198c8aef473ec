package io.reprise.ingress.connection;

import java.util.concurrent.TimeUnit;

/** How fast requests were answered of late: when room may be expected. An estimate. Event loop only. */
final class DrainRate {
    private static final long WINDOW_NS = TimeUnit.MILLISECONDS.toNanos(100);

    /** A rate that was taken across a silence says nothing. */
    private static final long MAX_WINDOW_NS = 10 * WINDOW_NS;

    private static final int MAX_RETRY_MS = 10_000;

    private long answered;
    private long startAnswered;
    private long startNs;
    private double perMs;

    void onAnswer() {
        answered++;
    }

    /** To be told regularly what time it is. */
    void onTurn(long nowNs) {
        long elapsedNs = nowNs - startNs;
        if (elapsedNs >= WINDOW_NS) {
            if (elapsedNs < MAX_WINDOW_NS) {
                perMs = (answered - startAnswered) * 1e6 / elapsedNs;
            }
            startNs = nowNs;
            startAnswered = answered;
        }
    }

    /** In how many ms so many requests will be answered; 1 to 10,000. */
    int msFor(int requests) {
        return perMs == 0 ? MAX_RETRY_MS : (int) Math.max(1, Math.min(requests / perMs, MAX_RETRY_MS));
    }
}
