package io.reprise.replay.stat;

import io.reprise.journal.monitor.Counters;
import io.reprise.kernel.metrics.Reading;

/**
 * One look at a server's counters, and the one before it.
 *
 * @param nowMs when it was taken, since the Unix epoch
 * @param before null at the first look, and at the first after the server was started anew
 */
record Look(Counters counters, long nowMs, Counters before) {
    static Look first(Counters counters, long nowMs) {
        return new Look(counters, nowMs, null);
    }

    /** The next look. */
    Look then(Counters next, long atMs) {
        boolean same = next.pid() == counters.pid() && next.startMs() == counters.startMs();
        return new Look(next, atMs, same ? counters : null);
    }

    Counters.Life life() {
        return counters.life(nowMs);
    }

    boolean has(String name) {
        return counters.values().containsKey(name);
    }

    /** In the reading's own unit; {@link Reading#NONE} when there is no such counter. */
    long value(String name) {
        Counters.Value value = counters.values().get(name);
        return value == null ? Reading.NONE : value.value();
    }

    /** Units a second between the two looks, as the server's copies were taken; or since its start. */
    double rate(String name) {
        long fromMs = before == null ? counters.startMs() : before.heartbeatMs();
        Counters.Value earlier = before == null ? null : before.values().get(name);
        long ms = counters.heartbeatMs() - fromMs;
        long from = earlier == null ? 0 : earlier.value();
        return ms <= 0 || !has(name) ? 0 : (value(name) - from) * 1e3 / ms;
    }

    long sessionMs() {
        return counters.heartbeatMs() - counters.startMs();
    }
}
