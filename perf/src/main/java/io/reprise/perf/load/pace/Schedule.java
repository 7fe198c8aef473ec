package io.reprise.perf.load.pace;

import io.reprise.perf.load.trace.Trace;

/**
 * When requests are due and when there are enough.
 *
 * @param count of requests, or {@link #UNLIMITED}
 * @param durationNs requests due later than this after the start are not sent; or {@link #UNLIMITED}
 */
public record Schedule(Arrivals arrivals, long count, long durationNs) {
    public static final long UNLIMITED = Long.MAX_VALUE;

    public Schedule {
        if (count < 1) {
            throw new IllegalArgumentException("count is 1 or more; got " + count);
        }
        if (durationNs < 1) {
            throw new IllegalArgumentException("duration is above 0; got " + durationNs + " ns");
        }
    }

    /** As fast as the window allows: a closed loop. */
    public static Schedule window() {
        return new Schedule(new Arrivals.Window(), UNLIMITED, UNLIMITED);
    }

    public static Schedule uniform(double ratePerSecond) {
        return new Schedule(new Arrivals.Uniform(ratePerSecond), UNLIMITED, UNLIMITED);
    }

    public static Schedule poisson(double ratePerSecond) {
        return new Schedule(new Arrivals.Poisson(ratePerSecond), UNLIMITED, UNLIMITED);
    }

    /** Every request of the trace once. */
    public static Schedule recorded(Trace trace, double speed) {
        return new Schedule(new Arrivals.Recorded(trace, speed), trace.size(), UNLIMITED);
    }

    public Schedule count(long newCount) {
        return new Schedule(arrivals, newCount, durationNs);
    }

    public Schedule durationNs(long newDurationNs) {
        return new Schedule(arrivals, count, newDurationNs);
    }

    /** Whether sending waits for answers; then response times hide what an independent client would have waited. */
    public boolean isClosedLoop() {
        return arrivals instanceof Arrivals.Window;
    }

    /** Whether it ends at all. */
    public boolean isLimited() {
        return count != UNLIMITED || durationNs != UNLIMITED;
    }
}
