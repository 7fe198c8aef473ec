package io.reprise.perf.load;

import org.HdrHistogram.Histogram;

/**
 * One second or so of a run. The histograms are the run's own: valid during the call they are passed to.
 *
 * @param startNs after the start of the run
 * @param endNs after the start of the run
 * @param answered since the start of the run
 * @param outstanding now
 * @param responseTime of this interval
 * @param serviceTime of this interval
 * @param responseTimeSoFar since the start of the run, this interval included
 */
public record LoadInterval(
        long startNs,
        long endNs,
        long answered,
        long outstanding,
        Histogram responseTime,
        Histogram serviceTime,
        Histogram responseTimeSoFar) {
    /** Is told of every interval, on the client thread: what it takes delays what is due. */
    @FunctionalInterface
    public interface Listener {
        /** Wants no intervals; then none are made. */
        Listener NONE = interval -> {};

        void onInterval(LoadInterval interval);
    }
}
