package io.reprise.replay.whatif;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.frame.FrameKind;
import io.reprise.kernel.frame.ShedDraw;
import io.reprise.kernel.frame.ShedPayload;
import io.reprise.kernel.frame.Status;
import java.util.stream.LongStream;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

final class SheddingTest {
    private static final long SEED = 1;
    private static final long NOW_NS = 1_000_000_000_000L;
    private static final long MS = 1_000_000;
    private static final int QUEUE = 100;

    private final FrameFlyweight frame = new FrameFlyweight().wrap(new UnsafeBuffer(new byte[256]), 0);
    private final Shedding shedding = new Shedding(new ShedThreshold(0.5, 0.8, 0.2), SEED);

    /** One that the draw is against. */
    private final long unlucky = LongStream.range(1, 1_000)
            .filter(id -> ShedDraw.isAgainst(request(NOW_NS, id), SEED))
            .findFirst()
            .orElseThrow();

    @Test
    void shouldShedFromTheThresholdOn() {
        sample(NOW_NS, ShedPayload.QUEUE, QUEUE, 48);
        assertFalse(isShed(NOW_NS, unlucky), "48 waited");
        assertFalse(isShed(NOW_NS, unlucky), "49 waited: the request before is one more");
        assertTrue(isShed(NOW_NS, unlucky), "50 waited");

        assertEquals("queue 50 of 100", ShedPayload.describe(frame));
        assertEquals(Status.OVERLOADED.code(), frame.status());
        assertEquals(NOW_NS, frame.timestampNs());
        assertEquals(9, frame.sequence());
    }

    @Test
    void shouldAddUpOnlyABatchBelowTheFloor() {
        sample(NOW_NS, ShedPayload.QUEUE, QUEUE, 19);
        for (int i = 0; i < 31; i++) {
            assertFalse(isShed(NOW_NS + i, unlucky));
            assertFalse(isShed(NOW_NS + i, unlucky), "those before may be answered");
        }
        for (int i = 0; i < 31; i++) {
            assertFalse(isShed(NOW_NS + MS - 1, unlucky));
        }
        assertTrue(isShed(NOW_NS + MS - 1, unlucky), "19 and 31 waited");
        for (int i = 0; i < QUEUE; i++) {
            assertFalse(isShed(NOW_NS + MS, unlucky), "there would be a sample if that were above the floor");
        }
    }

    @Test
    void shouldAddUpAllAboveTheFloor() {
        sample(NOW_NS, ShedPayload.QUEUE, QUEUE, 20);
        for (int i = 0; i < 30; i++) {
            assertFalse(isShed(NOW_NS + i, unlucky));
        }
        assertTrue(isShed(NOW_NS + MS, unlucky));
    }

    @Test
    void shouldCountBytesOfTheRing() {
        sample(NOW_NS, ShedPayload.RING, 1_000, 400);
        assertFalse(isShed(NOW_NS, unlucky), "400 of 1,000 bytes");
        assertFalse(isShed(NOW_NS, unlucky), "464 bytes");
        assertTrue(isShed(NOW_NS, unlucky), "528 bytes");
    }

    @Test
    void shouldKeepWhatTheRunLetIn() {
        Shedding same = new Shedding(new ShedThreshold(0.8, 0.8, 0.2), SEED);
        same.apply(shed(NOW_NS, ShedPayload.QUEUE, QUEUE, 95, 0));
        same.apply(request(NOW_NS, unlucky));

        assertEquals(FrameKind.REQUEST, frame.kind());
    }

    @Test
    void shouldCountWhoWouldHaveBeenLetIn() {
        Shedding higher = new Shedding(new ShedThreshold(0.9, 0.8, 0.2), SEED);
        higher.apply(shed(NOW_NS, ShedPayload.QUEUE, QUEUE, 85, 0));
        higher.apply(shed(NOW_NS, ShedPayload.QUEUE, QUEUE, 85, 0).status(Status.OVERLOADED.code()));
        higher.apply(shed(NOW_NS, ShedPayload.QUEUE, QUEUE, 95, 0).status(Status.OVERLOADED.code()));
        shed(NOW_NS, ShedPayload.QUEUE, QUEUE, 89, 2).status(Status.OVERLOADED.code());
        ShedPayload.putCount(frame.buffer(), frame.payloadOffset(), 0, 0, 7);
        ShedPayload.putCount(frame.buffer(), frame.payloadOffset(), 1, 128, 5);
        higher.apply(frame);

        assertEquals(new Outcome.Edge(new ShedThreshold(0.9, 0.8, 0.2), 1, 13), higher.outcome());
    }

    private void sample(long timeNs, int reason, int capacity, int current) {
        shedding.apply(shed(timeNs, reason, capacity, current, 0));
    }

    private FrameFlyweight shed(long timeNs, int reason, int capacity, int current, int counts) {
        frame.init(FrameKind.SHED, ShedPayload.length(counts)).timestampNs(timeNs);
        ShedPayload.encode(frame.buffer(), frame.payloadOffset(), capacity, current, reason, counts);
        return frame;
    }

    private boolean isShed(long timeNs, long correlationId) {
        shedding.apply(request(timeNs, correlationId));
        return frame.kind() == FrameKind.SHED;
    }

    private FrameFlyweight request(long timeNs, long correlationId) {
        return frame.init(FrameKind.REQUEST, 0).sequence(9).timestampNs(timeNs).correlationId(correlationId);
    }
}
