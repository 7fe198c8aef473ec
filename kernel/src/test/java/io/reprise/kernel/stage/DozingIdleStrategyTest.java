package io.reprise.kernel.stage;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class DozingIdleStrategyTest {
    private static final int CALLS = 20;
    private static final long DOZE_NS = TimeUnit.MILLISECONDS.toNanos(10);

    private final DozingIdleStrategy idle = new DozingIdleStrategy();

    @Test
    void shouldParkLongAfterASecondWithoutWorkOnly() {
        long firstNs = time(CALLS);
        long untilDozeNs = time(1_000 - CALLS);
        long dozeNs = time(CALLS);
        idle.idle(1);
        long againNs = time(CALLS);

        assertTrue(firstNs < CALLS * DOZE_NS, "first idle calls took ns: " + firstNs);
        assertTrue(untilDozeNs > TimeUnit.MILLISECONDS.toNanos(500), "dozed too early, after ns: " + untilDozeNs);
        assertTrue(dozeNs >= CALLS * DOZE_NS, "dozed for ns: " + dozeNs);
        assertTrue(againNs < CALLS * DOZE_NS, "idle calls after work took ns: " + againNs);
    }

    private long time(int calls) {
        long startNs = System.nanoTime();
        for (int i = 0; i < calls; i++) {
            idle.idle(0);
        }
        return System.nanoTime() - startNs;
    }
}
