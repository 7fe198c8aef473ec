package io.reprise.kernel.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reprise.kernel.fixture.FramePattern;
import io.reprise.kernel.frame.FrameFlyweight;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class FrameRingTest {
    private static final int CELLS = 64;
    private static final int MAX_FRAME = 512;

    private final FrameRing ring = new FrameRing(CELLS * FrameRing.CELL_LENGTH, MAX_FRAME);
    private final FramePoller poller = ring.newPoller(true);
    private final FrameFlyweight writer = new FrameFlyweight();
    private long produced;
    private long consumed;

    @ParameterizedTest
    @CsvSource({"1000, 64", "0, 64", "-4096, 64", "4096, 63", "4096, 513", "4096, 0", "4096, -1", "256, 64"})
    void shouldRefuseSizesThatMakeNoRing(int length, int maxFrameLength) {
        assertThrows(IllegalArgumentException.class, () -> new FrameRing(length, maxFrameLength));
    }

    @Test
    void shouldTakeTheSmallestRing() {
        FrameRing smallest = new FrameRing(512, 64);

        assertEquals(8, smallest.capacity());
        assertEquals(64, smallest.maxFrameLength());
    }

    /** Every length at every place, so at every distance from the end: never torn, never beyond the slab. */
    @Test
    void shouldKeepEveryFrameInOnePiece() {
        for (int start = 0; start < CELLS; start++) {
            for (int length = 64; length <= MAX_FRAME; length++) {
                while (produced % CELLS != start) {
                    produce(64);
                    consume(64);
                }
                int offset = produce(length);

                assertEquals(start * 64, offset);
                assertTrue(offset + length <= ring.buffer().capacity());
                consume(length);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"64, 1", "65, 2", "127, 2", "128, 2", "129, 3", "511, 8", "512, 8"})
    void shouldUseAsManyCellsAsAFrameNeeds(int length, int cells) {
        produce(length);

        assertEquals(cells, ring.occupied());
        assertEquals(CELLS, ring.capacity());
        consume(length);
        assertEquals(0, ring.occupied());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 63, 513, 4096, 5000, -1, Integer.MIN_VALUE, Integer.MAX_VALUE})
    void shouldRefuseAFrameThatIsNoneOrLongerThanTheLimit(int length) {
        assertThrows(IllegalArgumentException.class, () -> ring.claim(length));

        assertEquals(0, ring.occupied());
    }

    @Test
    void shouldHaveNoRoomWhenFull() {
        for (int i = 0; i < 8; i++) {
            assertTrue(ring.hasRoom(MAX_FRAME));
            produce(MAX_FRAME);
        }
        assertEquals(CELLS, ring.occupied());
        assertFalse(ring.hasRoom(64));
        assertEquals(FrameRing.NO_ROOM, ring.claim(64));

        consume(MAX_FRAME);
        assertTrue(ring.hasRoom(MAX_FRAME));
        assertFalse(ring.hasRoom(MAX_FRAME + 1));
        produce(65);
        assertEquals(FrameRing.NO_ROOM, ring.claim(385));
        produce(384);
        assertEquals(FrameRing.NO_ROOM, ring.claim(64));

        for (int i = 1; i < 8; i++) {
            consume(MAX_FRAME);
        }
        consume(65);
        consume(384);
        assertFalse(poller.hasNext());
    }

    @Test
    void shouldShowFramesOnlyWhenPublished() {
        claim(100);
        claim(200);
        assertFalse(poller.hasNext());
        assertEquals(0, poller.poll(frame -> true, 10));

        ring.publish();
        assertTrue(poller.hasNext());
        consume(100);
        consume(200);
        assertFalse(poller.hasNext());

        ring.publish();
        assertFalse(poller.hasNext(), "publishing again shows nothing again");
    }

    @Test
    void shouldNotWaitForAPollerThatDoesNotHoldBack() {
        FrameRing free = new FrameRing(4096, 64);
        FramePoller follower = free.newPoller(false);
        for (int i = 0; i < 3 * free.capacity(); i++) {
            assertNotEquals(FrameRing.NO_ROOM, free.claim(64));
            free.publish();
        }

        assertTrue(follower.hasNext());
    }

    @Test
    void shouldLetALatePollerStartWithTheNextFrame() {
        produce(100);
        FramePoller late = ring.newPoller(true);
        assertFalse(late.hasNext());

        produce(200);

        assertEquals(
                1,
                late.poll(
                        frame -> {
                            FramePattern.check(frame, produced, 200);
                            return true;
                        },
                        10));
        consume(100);
        consume(200);
    }

    @Test
    void shouldGiveByteViewsWithAPositionOfTheirOwn() {
        int offset = produce(70);
        ByteBuffer view = ring.newByteView();
        ByteBuffer other = ring.newByteView();

        view.position(offset + 16);

        assertEquals(0, other.position());
        assertEquals(ring.buffer().capacity(), other.capacity());
        assertEquals(70, other.get(offset), "the first byte of the frame's length");
    }

    private int produce(int length) {
        int offset = claim(length);
        ring.publish();
        return offset;
    }

    /** The number of a frame is that of its last cell, counted from 1. */
    private int claim(int length) {
        int offset = ring.claim(length);
        assertNotEquals(FrameRing.NO_ROOM, offset);
        produced += (length + 63) / 64;
        FramePattern.write(writer.wrap(ring.buffer(), offset), produced, length);
        return offset;
    }

    private void consume(int length) {
        consumed += (length + 63) / 64;
        int frames = poller.poll(
                frame -> {
                    FramePattern.check(frame, consumed, length);
                    return true;
                },
                1);
        assertEquals(1, frames);
    }
}
