package io.reprise.kernel.frame;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reprise.kernel.random.Seeds;
import io.reprise.kernel.random.XorShift64Star;
import java.util.stream.IntStream;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

final class ShedDrawTest {
    private static final int REQUESTS = 20_000;
    private static final long RUN_SEED = 5;

    private final FrameFlyweight request =
            new FrameFlyweight().wrap(new UnsafeBuffer(new byte[FrameLayout.HEADER_LENGTH]), 0);

    @Test
    void shouldBeAgainstHalfOfTheLowestPriorityAndNoneOfTheHighest() {
        assertEquals(0.5, shareOf(0), 0.02);
        assertEquals(0.25, shareOf(128), 0.02);
        assertEquals(0, shareOf(255));
    }

    private double shareOf(int priority) {
        request.init(FrameKind.REQUEST, 0).priority(priority).sessionId(3);
        return IntStream.range(0, REQUESTS)
                        .filter(i -> ShedDraw.isAgainst(request.correlationId(i), RUN_SEED))
                        .count()
                / (double) REQUESTS;
    }

    @Test
    void shouldGoByTheRequestsOwnSeedOrTheRuns() {
        request.init(FrameKind.REQUEST, 0).sessionId(3);
        for (int i = 0; i < 100; i++) {
            boolean derived = ShedDraw.isAgainst(request.correlationId(i).seed(0), RUN_SEED);
            assertEquals(derived, ShedDraw.isAgainst(request.seed(RUN_SEED), 99));
        }
    }

    @Test
    void shouldDrawAsItAlwaysDid() {
        request.init(FrameKind.REQUEST, 0).sessionId(3);
        int against = 0;
        for (int i = 0; i < 100; i++) {
            long identity = Seeds.combine(Seeds.combine(RUN_SEED ^ 0x5348_4544L, 3), i);
            boolean drawn = new XorShift64Star(identity).nextDouble() < 0.5;
            assertEquals(drawn, ShedDraw.isAgainst(request.correlationId(i), RUN_SEED));
            against += drawn ? 1 : 0;
        }
        assertTrue(against > 0);
    }
}
