package io.reprise.replay.latency.log;

/**
 * Which intervals to take: those that start in it. In ms since the start of the log.
 *
 * @param fromMs inclusive
 * @param toMs exclusive
 */
public record TimeWindow(long fromMs, long toMs) {
    public static final TimeWindow ALL = new TimeWindow(0, Long.MAX_VALUE);

    /** @param toSec may be infinite */
    public static TimeWindow ofSeconds(double fromSec, double toSec) throws UnusableLatencyException {
        if (!(fromSec >= 0 && toSec > fromSec)) {
            throw new UnusableLatencyException(
                    "the time window must start at 0 s or later and end after its start, but is " + fromSec + " to "
                            + toSec + " s");
        }
        return new TimeWindow(Math.round(fromSec * 1000), Math.round(toSec * 1000)); // infinity becomes the largest
    }

    public boolean contains(long timeMs) {
        return timeMs >= fromMs && timeMs < toMs;
    }
}
