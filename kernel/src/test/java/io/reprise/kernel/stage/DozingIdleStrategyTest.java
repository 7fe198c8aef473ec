package io.reprise.kernel.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.invoke.VarHandle;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class DozingIdleStrategyTest {
    private final DozingIdleStrategy strategy =
            new DozingIdleStrategy(TimeUnit.HOURS.toNanos(1)); // ends by wake() only
    private final AtomicInteger published = new AtomicInteger();
    private final AtomicInteger idleCalls = new AtomicInteger();
    private final AtomicInteger consumed = new AtomicInteger();
    private volatile boolean ended;
    private Thread consumer;

    @BeforeEach
    void start() {
        consumer = new Thread(this::consume, "consumer");
        consumer.start();
    }

    private void consume() {
        while (!ended) {
            int work = published.get() - consumed.get();
            consumed.addAndGet(work);
            strategy.idle(work);
            idleCalls.incrementAndGet();
        }
    }

    @AfterEach
    void stop() throws InterruptedException {
        ended = true;
        strategy.wake();
        consumer.join();
    }

    @Test
    void shouldWakeForWhatIsPublishedWhileItDozes() throws InterruptedException {
        for (int round = 1; round <= 3; round++) {
            awaitDoze();
            publish();
            while (consumed.get() < round) {
                assertTrue(consumer.isAlive());
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void shouldBeWideAwakeAfterAWakeThatBroughtNothing() {
        awaitDoze();
        int before = idleCalls.get();

        strategy.wake();

        while (idleCalls.get() - before < 100) { // dozing, each of them would take an hour
            Thread.onSpinWait();
        }
        assertEquals(0, consumed.get());
    }

    private void publish() {
        published.incrementAndGet();
        VarHandle.fullFence();
        strategy.wake();
    }

    /** A doze is longer than any other park: idle calls come to a standstill. */
    private void awaitDoze() {
        int last;
        do {
            last = idleCalls.get();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        } while (idleCalls.get() != last);
    }
}
