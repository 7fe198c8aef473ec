package io.reprise.replay.latency.plot;

import java.util.ArrayList;
import java.util.List;

/**
 * Round times along an axis, in the unit that suits its length.
 *
 * @param unit in full
 * @param unitMs length of the unit
 * @param step between ticks, in units
 */
record TimeTicks(String unit, long unitMs, double step) {
    private static final long SECOND_MS = 1000;
    private static final long MINUTE_MS = 60 * SECOND_MS;
    private static final long HOUR_MS = 60 * MINUTE_MS;
    private static final int UNITS_BEFORE_NEXT = 10; // 600 s are written as seconds, 11 min as minutes
    private static final int MAX_STEPS = 8;
    private static final double[] STEPS = {1, 2, 5, 10};

    static TimeTicks of(long spanMs) {
        if (spanMs <= UNITS_BEFORE_NEXT * MINUTE_MS) {
            return new TimeTicks("seconds", SECOND_MS, step((double) spanMs / SECOND_MS));
        }
        if (spanMs <= UNITS_BEFORE_NEXT * HOUR_MS) {
            return new TimeTicks("minutes", MINUTE_MS, step((double) spanMs / MINUTE_MS));
        }
        return new TimeTicks("hours", HOUR_MS, step((double) spanMs / HOUR_MS));
    }

    /** In units. */
    List<Double> between(long fromMs, long toMs) {
        List<Double> ticks = new ArrayList<>();
        double last = (double) toMs / unitMs;
        long index = (long) Math.ceil((double) fromMs / unitMs / step);
        for (double tick = index * step; tick <= last; tick = ++index * step) {
            ticks.add(Math.rint(tick * 1000) / 1000);
        }
        return ticks;
    }

    private static double step(double span) {
        double least = Math.max(span, 0.001) / MAX_STEPS;
        double decade = Math.pow(10, Math.floor(Math.log10(least)));
        for (double step : STEPS) {
            if (step * decade >= least) {
                return Math.max(0.001, step * decade);
            }
        }
        return 10 * decade;
    }
}
