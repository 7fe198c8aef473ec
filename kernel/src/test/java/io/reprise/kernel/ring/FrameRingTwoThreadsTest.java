package io.reprise.kernel.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.reprise.kernel.fixture.FramePattern;
import io.reprise.kernel.frame.FrameFlyweight;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * One thread writes, another reads.
 *
 * <pre>
 *   producer ──► ring ──► consumer checks every byte
 * </pre>
 *
 * Both draw the same lengths from the same seed.
 */
final class FrameRingTwoThreadsTest {
    private static final long FRAMES = 2_000_000;
    private static final int MAX_FRAME = 1024;
    private static final long SEED = 20_261_120;

    private volatile boolean stopped;

    /** A short ring is full most of the time; a long one that is drained every 200 frames starts over again and again. */
    @ParameterizedTest
    @CsvSource({"65536, 0", "1048576, 200"})
    @Timeout(60)
    void shouldMoveEveryByteFromOneThreadToTheOther(int ringLength, int burst) throws Exception {
        FrameRing ring = new FrameRing(ringLength, MAX_FRAME);
        FramePoller poller = ring.newPoller(true);
        CompletableFuture<Long> consumer = CompletableFuture.supplyAsync(() -> consume(poller));
        try {
            produce(ring, burst, consumer);
            assertEquals(FRAMES, consumer.get(60, TimeUnit.SECONDS));
            assertEquals(0, ring.occupied());
        } finally {
            stopped = true;
        }
    }

    private static void produce(FrameRing ring, int burst, CompletableFuture<Long> consumer) {
        SplittableRandom lengths = new SplittableRandom(SEED);
        SplittableRandom batches = new SplittableRandom(SEED + 1);
        FrameFlyweight frame = new FrameFlyweight();
        int unpublished = 0;
        for (long number = 0; number < FRAMES; number++) {
            if (burst > 0 && number % burst == 0) {
                awaitDrained(ring, consumer);
            }
            int length = nextLength(lengths);
            int offset = ring.claim(length);
            while (offset == FrameRing.NO_ROOM && !consumer.isDone()) {
                ring.publish();
                Thread.yield();
                offset = ring.claim(length);
            }
            if (offset == FrameRing.NO_ROOM) {
                return; // the consumer failed, and its failure is what the test shows
            }
            FramePattern.write(frame.wrap(ring.buffer(), offset), number, length);
            if (unpublished-- == 0) {
                ring.publish();
                unpublished = batches.nextInt(20);
            }
        }
        ring.publish();
    }

    private static void awaitDrained(FrameRing ring, CompletableFuture<Long> consumer) {
        ring.publish();
        while (ring.occupied() > 0 && !consumer.isDone()) {
            Thread.yield();
        }
    }

    private long consume(FramePoller poller) {
        SplittableRandom lengths = new SplittableRandom(SEED);
        SplittableRandom batches = new SplittableRandom(SEED + 2);
        long[] count = {0};
        while (count[0] < FRAMES && !stopped) {
            int frames = poller.poll(
                    frame -> {
                        FramePattern.check(frame, count[0]++, nextLength(lengths));
                        return true;
                    },
                    1 + batches.nextInt(50));
            if (frames == 0) {
                Thread.yield();
            }
        }
        return count[0];
    }

    /** Short frames mostly, and some up to the limit. */
    private static int nextLength(SplittableRandom random) {
        int bits = random.nextInt();
        int spread = (bits & 7) == 0 ? MAX_FRAME - 64 + 1 : 130;
        return 64 + Integer.remainderUnsigned(bits >>> 3, spread);
    }
}
