package io.reprise.ingress.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class InFlightTest {
    private static final int LIMIT = 5;
    private static final int WINDOW = 7;

    private final SplittableRandom random = new SplittableRandom(1);
    private final TreeSet<Long> waiting = new TreeSet<>();

    private static InFlight inFlight(boolean withoutGaps) {
        InFlight inFlight = new InFlight(LIMIT, withoutGaps);
        inFlight.limit(LIMIT, WINDOW);
        return inFlight;
    }

    @Test
    void shouldPassOverSlotsOfRequestsThatStillWait() {
        InFlight inFlight = inFlight(false);
        for (int step = 0; step < 10_000; step++) {
            assertEquals(waiting.size() < LIMIT, inFlight.hasRoom());
            if (inFlight.hasRoom() && random.nextBoolean()) {
                long id = inFlight.add();
                assertTrue(waiting.isEmpty() || id > waiting.last(), "ids rise");
                assertTrue(waiting.stream().noneMatch(other -> inFlight.slotOf(other) == inFlight.slotOf(id)));
                waiting.add(id);
            } else if (!waiting.isEmpty()) {
                answerOne(inFlight);
            }
            assertEquals(waiting.size(), inFlight.size());
        }
    }

    @Test
    void shouldCountWithoutGapsAndStayWithinTheWindow() {
        InFlight inFlight = inFlight(true);
        long newest = 0;
        for (int step = 0; step < 10_000; step++) {
            boolean room = waiting.isEmpty() || waiting.size() < LIMIT && newest + 1 - waiting.first() < WINDOW;
            assertEquals(room, inFlight.hasRoom(), () -> "waiting " + waiting);
            if (room && random.nextInt(3) > 0) {
                newest++;
                assertEquals(newest, inFlight.add());
                waiting.add(newest);
            } else if (!waiting.isEmpty()) {
                answerOne(inFlight);
            }
        }
    }

    @Test
    void shouldTellWhatIsDoneFromWhatNeverWas() {
        InFlight inFlight = inFlight(true);
        inFlight.remove(inFlight.find(inFlight.add()));
        inFlight.add();

        assertTrue(inFlight.isDone(1));
        assertFalse(inFlight.isDone(2));
        assertFalse(inFlight.isDone(3));
        assertFalse(inFlight.isDone(0));
        assertFalse(inFlight.isDone(-1));
        assertEquals(InFlight.NONE, inFlight.find(0));
    }

    @Test
    void shouldCountFromOneAgain() {
        InFlight inFlight = inFlight(true);
        for (int i = 0; i < 100; i++) {
            inFlight.remove(inFlight.find(inFlight.add()));
        }

        inFlight.restart();

        assertTrue(inFlight.hasRoom());
        assertEquals(1, inFlight.add());
    }

    private void answerOne(InFlight inFlight) {
        long id = waiting.stream()
                .skip(random.nextInt(waiting.size()))
                .findFirst()
                .orElseThrow();
        waiting.remove(id);
        inFlight.remove(inFlight.find(id));
        assertEquals(InFlight.NONE, inFlight.find(id));
    }
}
