package io.reprise.kernel.time;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

final class SimulatedClockTest {
    private final SimulatedClock clock = new SimulatedClock(100);

    @Test
    void shouldMoveOnlyWhenTold() {
        assertEquals(100, clock.timeNs());
        assertEquals(100, clock.timeNs());

        clock.advanceTo(250);
        assertEquals(250, clock.timeNs());

        clock.advanceTo(250);
        assertEquals(250, clock.timeNs());
    }

    @Test
    void shouldRefuseToGoBack() {
        IllegalArgumentException refusal = assertThrows(IllegalArgumentException.class, () -> clock.advanceTo(99));

        assertEquals("time cannot go back from 100 to 99 ns", refusal.getMessage());
        assertEquals(100, clock.timeNs());
    }
}
