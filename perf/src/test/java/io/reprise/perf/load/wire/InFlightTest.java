package io.reprise.perf.load.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reprise.kernel.random.XorShift64Star;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InFlightTest {
    @Test
    void shouldFindOnlyRequestsThatWait() {
        InFlight inFlight = new InFlight(2);
        long first = inFlight.add(1, 10, 11);
        long second = inFlight.add(2, 20, 21);

        assertTrue(inFlight.isFull());
        assertEquals(10, inFlight.intendedNs(inFlight.find(first)));
        assertEquals(21, inFlight.sentNs(inFlight.find(second)));
        inFlight.remove(inFlight.find(first));
        assertEquals(InFlight.NONE, inFlight.find(first));
        assertEquals(InFlight.NONE, inFlight.find(0));
        assertEquals(InFlight.NONE, inFlight.find(second + (1L << InFlight.SLOT_BITS)));
        assertEquals(InFlight.NONE, inFlight.find(second | 7));
        assertEquals(1, inFlight.size());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void shouldBehaveAsAMapWhoseKeysRise(long seed) {
        XorShift64Star random = new XorShift64Star(seed);
        InFlight inFlight = new InFlight(50);
        Map<Long, Long> model = new HashMap<>();
        long lastId = 0;
        for (long ordinal = 1; ordinal < 10_000; ordinal++) {
            if (inFlight.isFull() || (!model.isEmpty() && random.nextInt(2) == 0)) {
                long id = List.copyOf(model.keySet()).get(random.nextInt(model.size()));
                assertEquals(model.remove(id), inFlight.intendedNs(inFlight.find(id)), "seed " + seed);
                inFlight.remove(inFlight.find(id));
            } else {
                long id = inFlight.add(ordinal, ordinal * 3, 0);
                assertTrue(id > lastId, "seed " + seed);
                assertEquals(ordinal, InFlight.ordinal(id));
                lastId = id;
                model.put(id, ordinal * 3);
            }
            assertEquals(model.size(), inFlight.size(), "seed " + seed);
        }
    }
}
