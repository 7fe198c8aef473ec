package io.reprise.kernel.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.reprise.kernel.fixture.FramePattern;
import io.reprise.kernel.frame.FrameFlyweight;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * One thread writes, another reads, over a ring that is full most of the time.
 *
 * <pre>
 *   producer ──► ring of 64 KiB ──► consumer checks every byte
 * </pre>
 *
 * Both draw the same lengths from the same seed.
 */
final class FrameRingTwoThreadsTest {
    private static final long FRAMES = 2_000_000;
    private static final int MAX_FRAME = 1024;
    private static final long SEED = 20_261_120;

    private final FrameRing ring = new FrameRing(64 * 1024, MAX_FRAME);
    private final FramePoller poller = ring.newPoller(true);
    private volatile boolean stopped;

    @Test
    @Timeout(60)
    void shouldMoveEveryByteFromOneThreadToTheOther() throws Exception {
        CompletableFuture<Long> consumer = CompletableFuture.supplyAsync(this::consume);
        try {
            produce(consumer);
            assertEquals(FRAMES, consumer.get(60, TimeUnit.SECONDS));
            assertEquals(0, ring.occupied());
        } finally {
            stopped = true;
        }
    }

    private void produce(CompletableFuture<Long> consumer) {
        SplittableRandom lengths = new SplittableRandom(SEED);
        SplittableRandom batches = new SplittableRandom(SEED + 1);
        FrameFlyweight frame = new FrameFlyweight();
        int unpublished = 0;
        for (long number = 0; number < FRAMES; number++) {
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

    private long consume() {
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
