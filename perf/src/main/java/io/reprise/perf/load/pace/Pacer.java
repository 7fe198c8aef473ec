package io.reprise.perf.load.pace;

/**
 * Walks through a schedule: which request is next and since when it is due. A request that is due and finds no room
 * keeps the time it was due at, so waiting for room counts as latency. Allocates nothing after construction.
 */
public final class Pacer {
    /** Nothing will be due. */
    public static final long NEVER = Long.MAX_VALUE;

    private final Schedule schedule;
    private final boolean closedLoop;
    private final ArrivalTimes times;
    private final long startNs;
    private long index;
    private long offsetNs;

    /**
     * @param seed of random arrivals
     * @param startNs time 0 of the schedule, on the clock of all other times given here
     */
    public Pacer(Schedule schedule, long seed, long startNs) {
        this.schedule = schedule;
        this.closedLoop = schedule.isClosedLoop();
        this.times = times(schedule.arrivals(), seed);
        this.startNs = startNs;
        this.offsetNs = times.nextNs();
    }

    /** Index of the next request, from 0. */
    public long index() {
        return index;
    }

    /** Whether the next request is to be sent now or was to be sent earlier. */
    public boolean isDue(long nowNs) {
        return !isExhausted(nowNs) && (closedLoop || nowNs - startNs >= offsetNs);
    }

    /** When the next request was meant to be sent; a closed loop means now. */
    public long intendedNs(long nowNs) {
        return closedLoop ? nowNs : startNs + offsetNs;
    }

    /** The next request was sent. */
    public void advance() {
        index++;
        offsetNs = times.nextNs();
    }

    /** Whether there are no more requests. */
    public boolean isExhausted(long nowNs) {
        return index >= schedule.count() || (closedLoop ? nowNs - startNs : offsetNs) >= schedule.durationNs();
    }

    /** How long until the next request is due: 0 when it is, {@link #NEVER} when there is none. */
    public long untilDueNs(long nowNs) {
        if (isExhausted(nowNs)) {
            return NEVER;
        }
        return closedLoop ? 0 : Math.max(0, startNs + offsetNs - nowNs);
    }

    /** About when the last request is due; {@link #NEVER} when the answers decide. */
    public long endNs() {
        if (closedLoop) {
            return schedule.durationNs() == Schedule.UNLIMITED ? NEVER : startNs + schedule.durationNs();
        }
        long lastNs = schedule.count() == Schedule.UNLIMITED ? NEVER : times.expectedNs(schedule.count() - 1);
        long endNs = Math.min(lastNs, schedule.durationNs());
        return endNs == NEVER ? NEVER : startNs + endNs;
    }

    /** Counts what was due by now and will not be sent. Ends this pacer's use. */
    public long countDue(long nowNs) {
        long count = 0;
        while (!closedLoop && isDue(nowNs)) {
            advance();
            count++;
        }
        return count;
    }

    private static ArrivalTimes times(Arrivals arrivals, long seed) {
        if (arrivals instanceof Arrivals.Uniform uniform) {
            return new UniformTimes(uniform.ratePerSecond());
        }
        if (arrivals instanceof Arrivals.Poisson poisson) {
            return new PoissonTimes(poisson.ratePerSecond(), seed);
        }
        if (arrivals instanceof Arrivals.Recorded recorded) {
            return new TraceTimes(recorded.trace(), recorded.speed());
        }
        return new UniformTimes(Arrivals.RATE_MAX); // a closed loop never looks at it
    }
}
