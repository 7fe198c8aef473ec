package io.reprise.kernel.stage;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;

/**
 * Agrona's backoff, and longer parks after about a second without work: three threads that park for a millisecond cost
 * some 6 % of a core while nothing happens, and a tenth of that when they park for ten. The first frame after a silence
 * waits so much longer. One thread.
 */
final class DozingIdleStrategy implements IdleStrategy {
    private static final int MAX_SPINS = 100;
    private static final int MAX_YIELDS = 20;
    private static final long MIN_PARK_NS = 1_000;
    private static final long MAX_PARK_NS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long DOZE_NS = TimeUnit.MILLISECONDS.toNanos(10);

    /** So many idle calls take about a second: most of them are parks of {@link #MAX_PARK_NS}. */
    private static final int IDLE_CALLS_BEFORE_DOZE = 1_000;

    private final BackoffIdleStrategy backoff =
            new BackoffIdleStrategy(MAX_SPINS, MAX_YIELDS, MIN_PARK_NS, MAX_PARK_NS);
    private int idleCalls;

    @Override
    public void idle(int workCount) {
        if (workCount > 0) {
            reset();
        } else {
            idle();
        }
    }

    @Override
    public void idle() {
        if (idleCalls < IDLE_CALLS_BEFORE_DOZE) {
            idleCalls++;
            backoff.idle();
        } else {
            LockSupport.parkNanos(DOZE_NS);
        }
    }

    @Override
    public void reset() {
        idleCalls = 0;
        backoff.reset();
    }

    @Override
    public String alias() {
        return backoff.alias();
    }
}
