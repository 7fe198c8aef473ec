package io.reprise.perf.load.work;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reprise.kernel.frame.FrameLayout;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class AddWorkloadTest {
    private static final int ORDERED = 1;

    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[16]);

    @Test
    void shouldAddOneToTheKeysInTurn() {
        Workload add = new Work.Add(3).start(1, ORDERED);

        add.write(7, buffer, 0);

        assertEquals(16, add.length(7));
        assertEquals(1, buffer.getLong(0, FrameLayout.ORDER));
        assertEquals(1, buffer.getLong(8, FrameLayout.ORDER));
    }

    @Test
    void shouldLearnWhereCountersStandAndThenKnowEverySum() {
        Workload add = new Work.Add(2).start(1, ORDERED);

        assertTrue(isRight(add, 0, 101));
        assertTrue(isRight(add, 1, 1));
        assertTrue(isRight(add, 2, 102));
        assertTrue(isRight(add, 3, 2));
        assertFalse(isRight(add, 4, 104));
        assertFalse(isRight(add, 5, 2));
    }

    @Test
    void shouldAskOnlyForARiseOnceAnAddWasRefused() {
        Workload add = new Work.Add(1).start(1, ORDERED);

        assertTrue(isRight(add, 0, 1));
        add.onFailure(1);
        assertTrue(isRight(add, 2, 2));
        assertTrue(isRight(add, 3, 3));
        assertFalse(isRight(add, 4, 3));
        assertFalse(isRight(add, 5, 99));
    }

    @Test
    void shouldNotJudgeSumsWhenConnectionsShareTheKeys() {
        Workload add = new Work.Add(1).start(1, 2);

        assertTrue(isRight(add, 0, 10));
        assertTrue(isRight(add, 1, 3));
        assertFalse(add.isRight(2, buffer, 0, 7));
    }

    @Test
    void shouldRefuseLimitsItCannotKeep() {
        assertThrows(IllegalArgumentException.class, () -> new Work.Add(0));
        assertThrows(IllegalArgumentException.class, () -> new Work.Add(Work.Add.KEYS_MAX + 1));
        assertThrows(
                IllegalArgumentException.class,
                () -> new Work.Add(1).start(1, ORDERED).limit(15));
    }

    private boolean isRight(Workload add, long index, long sum) {
        buffer.putLong(0, sum, FrameLayout.ORDER);
        return add.isRight(index, buffer, 0, 8);
    }
}
