package io.reprise.replay.latency.plot;

/**
 * A stage during a piece of time.
 *
 * @param startMs run time
 * @param endMs run time, exclusive
 * @param count how many latencies; with none the others are 0
 */
public record IntervalPoint(long startMs, long endMs, long count, long p50Ns, long p99Ns, long maxNs) {
    double middleMs() {
        return (startMs + endMs) / 2.0;
    }
}
