package io.reprise.kernel.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reprise.kernel.fixture.FramePattern;
import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.frame.FrameKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class FramePollerTest {
    private final FrameRing ring = new FrameRing(4096, 512);
    private final FramePoller first = ring.newPoller(false);
    private final FramePoller second = ring.newPoller(true, first.sequence());
    private final FrameFlyweight writer = new FrameFlyweight();
    private final List<Long> seen = new ArrayList<>();
    private long produced;

    @Test
    void shouldHandOnFramesInOrder() {
        produce(3);

        assertEquals(3, first.poll(this::record, 10));

        assertEquals(List.of(1L, 2L, 3L), seen);
        assertFalse(first.hasNext());
        assertEquals(0, first.poll(this::record, 10));
    }

    @Test
    void shouldStopAfterTheFramesAskedFor() {
        produce(3);

        assertEquals(2, first.poll(this::record, 2));
        assertEquals(0, first.poll(this::record, 0));
        assertEquals(List.of(1L, 2L), seen);

        assertEquals(1, first.poll(this::record, 2));
        assertEquals(List.of(1L, 2L, 3L), seen);
    }

    @Test
    void shouldBringADeclinedFrameAgain() {
        produce(4);

        assertEquals(2, first.poll(frame -> frame.correlationId() < 3 && record(frame), 10));
        assertTrue(first.hasNext());
        assertEquals(0, first.poll(frame -> false, 10));
        assertEquals(List.of(1L, 2L), seen);

        assertEquals(2, first.poll(this::record, 10));
        assertEquals(List.of(1L, 2L, 3L, 4L), seen);
    }

    @Test
    void shouldBringAFrameAgainWhoseHandlerThrew() {
        produce(3);

        assertThrows(ArithmeticException.class, () -> first.poll(this::recordOrThrowAtTwo, 10));
        assertEquals(List.of(1L), seen);

        assertEquals(2, first.poll(this::record, 10));
        assertEquals(List.of(1L, 2L, 3L), seen);
    }

    @Test
    void shouldEndABatchWhereItBegan() {
        produce(2);
        assertTrue(first.next());
        produce(1);
        assertTrue(first.next());
        assertFalse(first.next(), "what came later belongs to the next batch");
        first.release();

        assertTrue(first.next());
        assertEquals(3, first.frame().correlationId());
    }

    @Test
    void shouldReleaseWhatItMovedOverAndNotWhatItDeclined() {
        produce(3);
        assertTrue(first.next());
        assertTrue(first.next());
        first.unread();
        assertEquals(-1, first.sequence().get(), "nothing is released before release()");
        first.release();

        assertEquals(1, second.poll(this::record, 10));
        assertEquals(2, first.poll(this::record, 10));
        assertEquals(List.of(1L, 2L, 3L), seen);
    }

    @Test
    void shouldSkipAllThereIs() {
        produce(5);
        first.skip();
        assertFalse(first.hasNext());
        produce(1);

        assertEquals(1, first.poll(this::record, 10));
        assertEquals(List.of(6L), seen);
    }

    @Test
    void shouldStayBehindItsGate() {
        produce(3);
        assertFalse(second.hasNext());
        assertEquals(0, second.poll(this::record, 10));

        first.poll(frame -> true, 2);

        assertTrue(second.hasNext());
        assertEquals(2, second.poll(this::record, 10));
        assertEquals(List.of(1L, 2L), seen);
        assertFalse(second.hasNext());
    }

    @Test
    void shouldStayBehindTheSlowestOfItsGates() {
        FramePoller third = ring.newPoller(true, first.sequence(), second.sequence());
        produce(3);
        first.poll(frame -> true, 3);
        assertFalse(third.hasNext());

        second.poll(frame -> true, 1);

        assertEquals(1, third.poll(this::record, 10));
        assertEquals(List.of(1L), seen);
    }

    @Test
    void shouldHoldTheProducerBackUntilTheLastPollerIsThrough() {
        while (ring.claim(64) != FrameRing.NO_ROOM) {
            writer.wrap(ring.buffer(), (int) produced++ * 64).init(FrameKind.REQUEST, 0);
        }
        ring.publish();
        assertEquals(64, first.poll(frame -> true, 100));
        assertFalse(ring.hasRoom(64), "the first poller does not hold back, the second does");

        assertEquals(1, second.poll(frame -> true, 1));

        assertTrue(ring.hasRoom(64));
        assertFalse(ring.hasRoom(65));
    }

    @Test
    void shouldStepOverPadding() {
        produce(1);
        pad(300);
        pad(64);
        produce(1);
        pad(100);

        assertEquals(2, first.poll(this::record, 10));
        assertEquals(List.of(1L, 2L), seen);
        assertFalse(first.hasNext());
        assertEquals(2, second.poll(frame -> true, 10), "the end of the padding is seen by those behind too");
        assertEquals(0, ring.occupied());
    }

    @Test
    void shouldFreeThePaddingItSteppedOver() {
        pad(512);
        assertTrue(first.hasNext());

        assertEquals(0, first.poll(this::record, 10));
        assertFalse(first.hasNext());
        assertEquals(0, second.poll(this::record, 10));
        assertEquals(0, ring.occupied());
    }

    @Test
    void shouldPublishTheLastCellItConsumed() {
        long start = first.sequence().get();
        produceOne(64);
        produceOne(129);

        first.poll(frame -> true, 1);
        assertEquals(start + 1, first.sequence().get());

        first.poll(frame -> true, 1);
        assertEquals(start + 4, first.sequence().get());
    }

    /** A producer and two consumers that take turns at random, against nothing but counting. */
    @ParameterizedTest
    @MethodSource("io.reprise.kernel.fixture.WalkSeeds#seeds")
    void shouldLoseNothingOverManyLaps(long seed) {
        Random random = new Random(seed);
        List<Integer> lengths = new ArrayList<>(); // of frame n at n - 1; 0 = padding
        int published = 0;
        int[] next = {0, 0};
        for (int step = 0; step < 60_000; step++) {
            String where = "seed " + seed + ", step " + step;
            switch (random.nextInt(4)) {
                case 0, 1 -> {
                    int length = 64 + random.nextInt(random.nextBoolean() ? 80 : 449);
                    boolean room = ring.hasRoom(length);
                    boolean padding = random.nextInt(8) == 0;
                    assertEquals(room, claimOne(lengths.size() + 1, length, padding), where);
                    if (room) {
                        lengths.add(padding ? 0 : length);
                    }
                }
                case 2 -> {
                    ring.publish();
                    published = lengths.size();
                }
                default -> {
                    int which = random.nextInt(2);
                    int limit = which == 0 ? published : next[0];
                    next[which] = pollSome(random, which == 0 ? first : second, lengths, next[which], limit, where);
                }
            }
        }
        assertTrue(lengths.size() > 5_000, "the ring went round often enough, seed " + seed);
    }

    /** Takes a random number of frames, or declines at one of them; says which number comes next. */
    private int pollSome(Random random, FramePoller poller, List<Integer> lengths, int start, int limit, String where) {
        int max = random.nextInt(6);
        int declineAt = random.nextInt(6);
        int[] position = {start};
        int[] taken = {0};
        int frames = poller.poll(
                frame -> {
                    position[0] = skipPadding(lengths, position[0], lengths.size());
                    if (taken[0] == declineAt) {
                        return false;
                    }
                    FramePattern.check(frame, position[0] + 1, lengths.get(position[0]));
                    position[0]++;
                    taken[0]++;
                    return true;
                },
                max);
        assertEquals(taken[0], frames, where);
        assertTrue(position[0] <= limit, where + ": ran past its limit");
        boolean endedByItself = frames < max && taken[0] != declineAt;
        if (endedByItself) {
            assertEquals(limit, skipPadding(lengths, position[0], limit), where + ": stopped before its limit");
        }
        return endedByItself ? limit : position[0];
    }

    private static int skipPadding(List<Integer> lengths, int start, int end) {
        int position = start;
        while (position < end && lengths.get(position) == 0) {
            position++;
        }
        return position;
    }

    private boolean record(FrameFlyweight frame) {
        seen.add(frame.correlationId());
        return true;
    }

    private boolean recordOrThrowAtTwo(FrameFlyweight frame) {
        if (frame.correlationId() == 2) {
            throw new ArithmeticException("two");
        }
        return record(frame);
    }

    private void produce(int frames) {
        for (int i = 0; i < frames; i++) {
            produceOne(100);
        }
    }

    private void produceOne(int length) {
        assertTrue(claimOne(++produced, length, false));
        ring.publish();
    }

    private void pad(int length) {
        assertTrue(claimOne(-1, length, true));
        ring.publish();
    }

    private boolean claimOne(long number, int length, boolean padding) {
        int offset = ring.claim(length);
        if (offset == FrameRing.NO_ROOM) {
            return false;
        }
        FramePattern.write(writer.wrap(ring.buffer(), offset), number, length);
        if (padding) {
            writer.kind(FrameKind.PADDING);
        }
        return true;
    }
}
