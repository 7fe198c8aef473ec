package io.reprise.perf.load.pace;

import io.reprise.perf.load.trace.Trace;

/** The times of a trace, faster or slower. */
final class TraceTimes implements ArrivalTimes {
    private final Trace trace;
    private final double speed;
    private int index;

    TraceTimes(Trace trace, double speed) {
        this.trace = trace;
        this.speed = speed;
    }

    @Override
    public long nextNs() {
        return index < trace.size() ? expectedNs(index++) : END;
    }

    @Override
    public long expectedNs(long at) {
        return (long) (trace.timeNs((int) Math.min(at, trace.size() - 1)) / speed);
    }
}
