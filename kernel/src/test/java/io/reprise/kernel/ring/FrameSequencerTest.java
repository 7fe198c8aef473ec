package io.reprise.kernel.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.frame.FrameKind;
import io.reprise.kernel.time.SimulatedClock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FrameSequencerTest {
    private static final int LENGTH = 4096;
    private static final int MAX_FRAME = 512;

    private final FrameRing ring = new FrameRing(LENGTH, MAX_FRAME);
    private final FramePoller poller = ring.newPoller(true);
    private final SimulatedClock clock = new SimulatedClock(1_000);
    private final FrameSequencer sequencer = new FrameSequencer(ring, clock, 41, 0);

    @Test
    void shouldNumberFramesAfterTheLastOne() {
        assertEquals(41, sequencer.sequence());
        sequencer.startBatch();
        request(1, 0);
        request(2, 10);
        assertEquals(43, sequencer.sequence());
        sequencer.publish();

        assertEquals(List.of("REQUEST 1 seq=42 at=1000", "REQUEST 2 seq=43 at=1000"), polled());
    }

    @Test
    void shouldReadTheClockOncePerBatch() {
        sequencer.startBatch();
        request(1, 0);
        clock.advanceTo(2_000);
        request(2, 0);
        sequencer.startBatch();
        request(3, 0);
        sequencer.publish();

        assertEquals(
                List.of("REQUEST 1 seq=42 at=1000", "REQUEST 2 seq=43 at=1000", "REQUEST 3 seq=44 at=2000"), polled());
    }

    @Test
    void shouldNeverStampATimeBeforeTheLastOne() {
        FrameSequencer continued = new FrameSequencer(ring, clock, 0, 5_000);
        assertTrue(continued.tick());
        clock.advanceTo(5_001);
        assertTrue(continued.tick());

        assertEquals(List.of("TICK 0 seq=1 at=5000", "TICK 0 seq=2 at=5001"), polled());
    }

    @Test
    void shouldHoldTicksAndControlFramesWhileTheJournalHasNoRoom() {
        AtomicBoolean room = new AtomicBoolean();
        FrameSequencer held = new FrameSequencer(ring, clock, 0, 0, room::get);

        assertFalse(held.tick());
        assertFalse(held.control(1));
        room.set(true);
        assertTrue(held.tick());

        assertEquals(List.of("TICK 0 seq=1 at=1000"), polled());
    }

    @Test
    void shouldShowNothingBeforePublish() {
        sequencer.startBatch();
        request(1, 0);
        assertFalse(poller.hasNext());

        sequencer.publish();
        assertTrue(poller.hasNext());
    }

    @Test
    void shouldNotShowAClaimThatIsNotCommitted() {
        sequencer.startBatch();
        sequencer.claim(64);
        sequencer.publish();
        assertFalse(poller.hasNext());

        sequencer.commit();
        sequencer.publish();
        assertTrue(poller.hasNext());
    }

    /** The cells hold what was there a lap ago, or what the writer got done before it gave up. */
    @ParameterizedTest
    @Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    @ValueSource(ints = {0, 1, 64, 200, 4096, -1, Integer.MIN_VALUE, Integer.MAX_VALUE})
    void shouldStepOverAnAbortedFrameWhateverItsBytesAre(int staleLength) {
        for (int cell = 0; cell < LENGTH; cell += 64) {
            ring.buffer().putInt(cell, staleLength);
        }
        sequencer.startBatch();
        request(1, 0);
        sequencer.claim(200);
        sequencer.abort();
        request(2, 0);
        sequencer.publish();

        assertEquals(List.of("REQUEST 1 seq=42 at=1000", "REQUEST 2 seq=43 at=1000"), polled());
        assertEquals(0, ring.occupied());
    }

    @Test
    void shouldFreeTheCellsOfABatchThatWasAbortedWhole() {
        sequencer.startBatch();
        sequencer.claim(500);
        sequencer.abort();
        sequencer.publish();

        assertEquals(List.of(), polled());
        assertEquals(0, ring.occupied());
        assertEquals(41, sequencer.sequence());
    }

    @Test
    void shouldTellTimeWithATick() {
        clock.advanceTo(3_000);
        assertTrue(sequencer.tick());

        assertEquals(42, sequencer.sequence());
        poller.poll(
                frame -> {
                    assertEquals(FrameKind.TICK, frame.kind());
                    assertEquals(64, frame.length());
                    assertEquals(3_000, frame.timestampNs());
                    assertEquals(0, frame.sessionId());
                    return true;
                },
                1);
    }

    @Test
    void shouldNumberNothingWhenTheRingIsFull() {
        sequencer.startBatch();
        for (int i = 0; i < LENGTH / MAX_FRAME; i++) {
            request(i, MAX_FRAME - 64);
        }
        assertNull(sequencer.claim(64));
        assertFalse(sequencer.tick());
        assertEquals(49, sequencer.sequence());

        sequencer.publish();
        assertEquals(8, polled().size());
        assertTrue(sequencer.tick());
        assertEquals(List.of("TICK 0 seq=50 at=1000"), polled());
    }

    private void request(long correlationId, int payloadLength) {
        FrameFlyweight frame = sequencer.claim(64 + payloadLength);
        assertNotNull(frame);
        frame.init(FrameKind.REQUEST, payloadLength).correlationId(correlationId);
        sequencer.commit();
    }

    private List<String> polled() {
        List<String> polled = new ArrayList<>();
        poller.poll(
                frame -> polled.add(FrameKind.name(frame.kind()) + " " + frame.correlationId() + " seq="
                        + frame.sequence() + " at=" + frame.timestampNs()),
                1_000);
        return polled;
    }
}
