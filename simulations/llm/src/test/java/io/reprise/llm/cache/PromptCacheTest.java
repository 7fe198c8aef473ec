package io.reprise.llm.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.reprise.kernel.machine.MachineSetup;
import io.reprise.llm.MachineSetups;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PromptCacheTest {
    private static final int BLOCK = 128;

    @Test
    void shouldCountTheLongestPrefixSeenBefore() {
        PromptCache cache = new PromptCache(MachineSetups.of("cache-blocks", 100));

        assertEquals(0, cached(cache, 0, 1, 2, 3));
        assertEquals(3 * BLOCK, cached(cache, 0, 1, 2, 3));
        assertEquals(2 * BLOCK, cached(cache, 0, 1, 2, 4, 3));
        assertEquals(4 * BLOCK, cached(cache, 0, 1, 2, 4, 3, 5));
        assertEquals(0, cached(cache, 0, 9, 1, 2), "a prefix begins at the begin");
        assertEquals(0, cached(cache, 0));
        assertEquals(6, cache.count());
    }

    @Test
    void shouldRememberForEveryModelAlone() {
        PromptCache cache = new PromptCache(MachineSetups.of("cache-blocks", 100));
        cached(cache, 0, 1, 2);

        assertEquals(0, cached(cache, 1, 1, 2));
        assertEquals(2 * BLOCK, cached(cache, 1, 1, 2));
    }

    @Test
    void shouldForgetTheOldestThatWasNotSeenAgain() {
        PromptCache cache = new PromptCache(MachineSetups.of("cache-blocks", 3));
        cached(cache, 0, 1);
        cached(cache, 0, 2);
        cached(cache, 0, 3);
        cached(cache, 0, 1);

        cached(cache, 0, 4); // in the place of 2

        assertEquals(BLOCK, cached(cache, 0, 1));
        assertEquals(BLOCK, cached(cache, 0, 3));
        assertEquals(0, cached(cache, 0, 2));
        assertEquals(3, cache.count());
    }

    @Test
    void shouldForgetThoughAllWereSeenAgain() {
        PromptCache cache = new PromptCache(MachineSetups.of("cache-blocks", 2));
        cached(cache, 0, 1, 2);
        cached(cache, 0, 1, 2);

        cached(cache, 0, 3);

        assertEquals(BLOCK, cached(cache, 0, 3));
        assertEquals(0, cached(cache, 0, 1));
    }

    @Test
    void shouldTakeAPromptLongerThanItself() {
        PromptCache cache = new PromptCache(MachineSetups.of("cache-blocks", 2));

        assertEquals(0, cached(cache, 0, 1, 2, 3, 4, 5));
        assertEquals(0, cached(cache, 0, 1, 2, 3, 4, 5));
        assertEquals(2, cache.count());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void shouldBehaveLikeAClock(long seed) {
        Random random = new Random(seed);
        int maxBlocks = 1 + random.nextInt(30);
        MachineSetup first = MachineSetups.of("cache-blocks", maxBlocks);
        PromptCache cache = new PromptCache(first);
        Clock model = new Clock(maxBlocks);
        for (int step = 0; step < 6_000; step++) {
            long[] prompt = new long[random.nextInt(5)];
            for (int i = 0; i < prompt.length; i++) {
                prompt[i] = random.nextInt(2 * maxBlocks);
            }

            assertEquals(model.cached(prompt) * BLOCK, cached(cache, 7, prompt), "seed " + seed + ", step " + step);
            if (random.nextInt(500) == 0) { // a snapshot is taken, and the run goes on from it
                MachineSetup second = MachineSetups.of("cache-blocks", maxBlocks);
                cache = new PromptCache(second);
                MachineSetups.copy(first, second);
                first = second;
            }
        }
    }

    private static int cached(PromptCache cache, int model, long... prefixHashes) {
        return cache.cachedTokens(model, prefixHashes, prefixHashes.length, BLOCK);
    }

    /** The textbook's: a queue whose first one goes to its end when it was seen again. */
    private static final class Clock {
        private final int maxBlocks;
        private final Map<Long, Boolean> seenAgain = new LinkedHashMap<>();
        private final List<Long> queue = new ArrayList<>();

        Clock(int maxBlocks) {
            this.maxBlocks = maxBlocks;
        }

        int cached(long[] prompt) {
            int known = 0;
            boolean prefix = true;
            for (long block : prompt) {
                boolean found = seenAgain.containsKey(block);
                prefix &= found;
                known += prefix ? 1 : 0;
                if (found) {
                    seenAgain.put(block, true);
                } else {
                    add(block);
                }
            }
            return known;
        }

        private void add(long block) {
            while (queue.size() == maxBlocks) {
                long oldest = queue.remove(0);
                if (seenAgain.get(oldest)) {
                    seenAgain.put(oldest, false);
                    queue.add(oldest);
                } else {
                    seenAgain.remove(oldest);
                }
            }
            queue.add(block);
            seenAgain.put(block, false);
        }
    }
}
