package io.reprise.kernel.random;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class SeedsTest {
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    /** The published outputs of SplitMix64 for seed 1234567: its state goes up by the golden gamma with every step. */
    @Test
    void shouldGiveThePublishedSequence() {
        String[] published = {
            "6457827717110365317",
            "3203168211198807973",
            "9817491932198370423",
            "4593380528125082431",
            "16408922859458223821"
        };
        for (int step = 0; step < published.length; step++) {
            assertEquals(published[step], Long.toUnsignedString(Seeds.splitMix64(1_234_567 + step * GOLDEN_GAMMA)));
        }
    }

    /** Computed outside Java. */
    @Test
    void shouldCombineAsBefore() {
        assertEquals(0x845C091421549E4AL, Seeds.combine(7, 9));
        assertEquals(0x86296AF7BEB9F0F7L, Seeds.combine(9, 7));
        assertEquals(0xA706DD2F4D197E6FL, Seeds.combine(0, 0));
    }

    @Test
    void shouldScatterNeighbours() {
        Set<Long> seen = new HashSet<>();
        for (long seed = -50; seed < 50; seed++) {
            for (long value = -50; value < 50; value++) {
                seen.add(Seeds.combine(seed, value));
            }
        }
        assertEquals(100 * 100, seen.size());
    }
}
