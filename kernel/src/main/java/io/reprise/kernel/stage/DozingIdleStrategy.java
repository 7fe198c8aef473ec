package io.reprise.kernel.stage;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;

/**
 * Agrona's backoff, and after about a second without work a doze that {@link #wake} ends: a thread that parks for a
 * millisecond at a time costs some 2 % of a core while nothing happens. One thread, but for {@link #wake}.
 *
 * <p>Whoever publishes work calls {@link #wake} after it. No frame is slept over: a thread says that it dozes, looks for
 * work once more, and parks only then.
 */
public final class DozingIdleStrategy implements IdleStrategy {
    private static final int MAX_SPINS = 100;
    private static final int MAX_YIELDS = 20;
    private static final long MIN_PARK_NS = 1_000;
    private static final long MAX_PARK_NS = TimeUnit.MILLISECONDS.toNanos(1);

    /** For what nobody publishes, such as a sync that is due after a second or more. */
    private static final long DOZE_NS = TimeUnit.MILLISECONDS.toNanos(100);

    /** So many idle calls take about a second: most of them are parks of {@link #MAX_PARK_NS}. */
    private static final int IDLE_CALLS_BEFORE_DOZE = 1_000;

    private final BackoffIdleStrategy backoff =
            new BackoffIdleStrategy(MAX_SPINS, MAX_YIELDS, MIN_PARK_NS, MAX_PARK_NS);
    private final long dozeNs;
    private int idleCalls;
    private Thread thread; // who dozes; written before and read after dozing
    private volatile boolean dozing;

    DozingIdleStrategy() {
        this(DOZE_NS);
    }

    /** @param dozeNs the longest doze that nobody ends */
    DozingIdleStrategy(long dozeNs) {
        this.dozeNs = dozeNs;
    }

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
        } else if (!dozing) {
            thread = Thread.currentThread();
            dozing = true; // the caller looks for work once more: what is published from here on wakes us
        } else {
            LockSupport.parkNanos(dozeNs);
            if (!dozing) {
                reset(); // work is on its way, maybe to another stage first
            }
        }
    }

    /** Ends a doze; any thread. Costs a read while there is none. */
    public void wake() {
        if (dozing) {
            dozing = false;
            LockSupport.unpark(thread);
        }
    }

    @Override
    public void reset() {
        idleCalls = 0;
        backoff.reset();
        if (dozing) {
            dozing = false;
        }
    }

    @Override
    public String alias() {
        return backoff.alias();
    }
}
