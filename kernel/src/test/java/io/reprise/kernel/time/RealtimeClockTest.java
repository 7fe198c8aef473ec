package io.reprise.kernel.time;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class RealtimeClockTest {
    @Test
    void shouldStartAtTheTimeOfTheWallClock() {
        long differenceNs = new RealtimeClock(0).timeNs() - wallNs();

        assertTrue(Math.abs(differenceNs) < Duration.ofMinutes(1).toNanos(), () -> differenceNs + " ns apart");
    }

    @Test
    void shouldNeverStartBeforeTheFloor() {
        long floorNs = wallNs() + Duration.ofDays(400).toNanos();

        long timeNs = new RealtimeClock(floorNs).timeNs();

        assertTrue(timeNs >= floorNs && timeNs < floorNs + Duration.ofMinutes(1).toNanos());
    }

    @Test
    void shouldNeverGoBackAndNotStandStill() {
        RealtimeClock clock = new RealtimeClock(0);
        long startNs = clock.timeNs();
        long lastNs = startNs;
        for (int i = 0; i < 10_000 || lastNs == startNs; i++) {
            long timeNs = clock.timeNs();

            assertTrue(timeNs >= lastNs);
            lastNs = timeNs;
        }
    }

    private static long wallNs() {
        Instant now = Instant.now();
        return now.getEpochSecond() * 1_000_000_000L + now.getNano();
    }
}
