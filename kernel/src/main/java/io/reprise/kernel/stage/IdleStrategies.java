package io.reprise.kernel.stage;

import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.BusySpinIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.SleepingMillisIdleStrategy;
import org.agrona.concurrent.YieldingIdleStrategy;

/** What a stage's thread does when it finds no work, by name. */
public final class IdleStrategies {
    /** Names {@link #parse} takes. */
    public static final String NAMES = "backoff, yield, spin, sleep";

    private static final long MIN_PARK_NS = 1_000;
    private static final long MAX_PARK_NS = 1_000_000;

    private IdleStrategies() {}

    /** A new strategy; every thread needs its own. */
    public static IdleStrategy parse(String name) {
        return switch (name) {
            case "backoff" -> new BackoffIdleStrategy(100, 20, MIN_PARK_NS, MAX_PARK_NS);
            case "yield" -> new YieldingIdleStrategy();
            case "spin" -> new BusySpinIdleStrategy();
            case "sleep" -> new SleepingMillisIdleStrategy(1);
            default -> throw new IllegalArgumentException("idle strategy must be one of " + NAMES + ", not " + name);
        };
    }
}
