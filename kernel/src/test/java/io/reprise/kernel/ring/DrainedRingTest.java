package io.reprise.kernel.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reprise.kernel.fixture.FramePattern;
import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.time.SimulatedClock;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A ring much longer than what is in flight: it starts over when drained, and nobody notices but the cache. */
final class DrainedRingTest {
    private static final int LENGTH = 8 << 20;
    private static final int MAX_FRAME = 1 << 20;
    private static final int HOT_LENGTH = 256 * 1024;

    private final FrameRing ring = new FrameRing(LENGTH, MAX_FRAME);
    private final FramePoller first = ring.newPoller(false);
    private final FramePoller last = ring.newPoller(true, first.sequence());
    private final FrameFlyweight writer = new FrameFlyweight();
    private long produced;
    private long consumedFirst;
    private long consumedLast;

    @Test
    void shouldStayNearTheFrontWhileConsumersKeepUp() {
        int highest = 0;
        int startedOver = 0;
        int before = 0;
        for (int i = 0; i < 50_000; i++) {
            int offset = produce(100);
            consume();
            highest = Math.max(highest, offset);
            startedOver += offset == 0 ? 1 : 0;
            assertTrue(offset == 0 || offset == before + 128, "frames are neighbours");
            before = offset;
        }
        assertTrue(highest < HOT_LENGTH + HOT_LENGTH / 4 + 128, "reached " + highest);
        assertTrue(startedOver > 10, "started over " + startedOver + " times");
    }

    @Test
    void shouldUseAllItsMemoryWhileAConsumerLags() {
        produce(100);
        for (int i = 1; i < LENGTH / 128; i++) {
            assertEquals(i * 128, produce(100));
        }
        assertEquals(FrameRing.NO_ROOM, ring.claim(64));
        consume();
        assertEquals(0, ring.occupied());
    }

    /** Wherever the drained ring is, all its cells are free, and a batch may begin with the longest frame. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4_000, 4_095, 4_096, 4_097, 5_119, 5_120, 5_121, 20_000, 131_071})
    void shouldKeepAllItsRoomWhereverItIsDrained(int shortFrames) {
        drainAfter(shortFrames);
        assertTrue(ring.hasRoom(LENGTH));

        for (int i = 0; i < LENGTH / MAX_FRAME; i++) {
            claim(MAX_FRAME);
        }

        assertEquals(FrameRing.NO_ROOM, ring.claim(64));
        ring.publish();
        consume();
    }

    /** Nothing was claimed before, so there is nothing a writer could publish to get room. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4_000, 4_095, 4_096, 4_097, 5_119, 5_120, 5_121, 20_000, 131_071})
    void shouldGiveTheSequencerRoomForALongFrameWhereverItIsDrained(int shortFrames) {
        drainAfter(shortFrames);
        FrameSequencer sequencer = new FrameSequencer(ring, new SimulatedClock(0), 0, 0);
        sequencer.startBatch();

        FrameFlyweight frame = sequencer.claim(MAX_FRAME);

        assertNotNull(frame);
        FramePattern.write(frame, ++produced, MAX_FRAME);
        sequencer.commit();
        sequencer.publish();
        consume();
    }

    @ParameterizedTest
    @MethodSource("io.reprise.kernel.fixture.WalkSeeds#seeds")
    void shouldLoseNothingWhenConsumersCatchUpNowAndThen(long seed) {
        Random random = new Random(seed);
        for (int step = 0; step < 30_000; step++) {
            switch (random.nextInt(4)) {
                case 0 -> {
                    int length = 64 + random.nextInt(random.nextInt(50) == 0 ? MAX_FRAME - 63 : 300);
                    assertTrue(!ring.hasRoom(length) || claim(length) >= 0, "seed " + seed + ", step " + step);
                }
                case 1 -> ring.publish();
                case 2 -> consumedFirst += first.poll(frame -> check(frame, consumedFirst), 1 + random.nextInt(5));
                default -> consumedLast += last.poll(frame -> check(frame, consumedLast), 1 + random.nextInt(5));
            }
        }
        ring.publish();
        consume();
        assertEquals(0, ring.occupied(), "seed " + seed);
    }

    /** In one batch, so that the next one begins where these end. */
    private void drainAfter(int shortFrames) {
        for (int i = 0; i < shortFrames; i++) {
            claim(64);
        }
        ring.publish();
        consume();
    }

    private int produce(int length) {
        int offset = claim(length);
        ring.publish();
        return offset;
    }

    private int claim(int length) {
        int offset = ring.claim(length);
        assertNotEquals(FrameRing.NO_ROOM, offset, "frame " + (produced + 1) + " of " + length + " bytes");
        FramePattern.write(writer.wrap(ring.buffer(), offset), ++produced, length);
        return offset;
    }

    /** Both consumers catch up. */
    private void consume() {
        consumedFirst += first.poll(frame -> check(frame, consumedFirst), Integer.MAX_VALUE);
        consumedLast += last.poll(frame -> check(frame, consumedLast), Integer.MAX_VALUE);
        assertEquals(produced, consumedFirst);
        assertEquals(produced, consumedLast);
    }

    /** Frames that come after one another in one poll follow each other: the number is the frame's own, and rises by one. */
    private boolean check(FrameFlyweight frame, long consumed) {
        long number = frame.correlationId();
        assertTrue(number > consumed && number <= produced, "frame " + number + " after " + consumed);
        FramePattern.check(frame, number, frame.length());
        return true;
    }
}
