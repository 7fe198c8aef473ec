package io.reprise.kernel.frame;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

final class ShedPayloadTest {
    private final UnsafeBuffer buffer = new UnsafeBuffer(ByteBuffer.allocateDirect(256));
    private final FrameFlyweight frame = new FrameFlyweight().wrap(buffer, 0);

    @Test
    void shouldDescribeOneRefusedRequest() {
        FrameFlyweight request = new FrameFlyweight().wrap(new UnsafeBuffer(new byte[64]), 0);
        request.init(FrameKind.REQUEST, 0).service(7).method(3).priority(9).correlationId(11);
        request.sessionId(12).seed(13).timestampNs(14).timeoutMs(15).flags(1);

        ShedPayload.encodeRefusal(frame, request, 10_000, 9_000, ShedPayload.QUEUE);

        assertEquals("queue 9000 of 10000", ShedPayload.describe(frame));
        assertEquals(0.9, ShedPayload.share(frame));
        assertEquals("SHED seq=0 service=7 method=3 status=11 session=12 correlation=11 length=80", frame.toString());
        assertEquals(9, frame.priority());
        assertEquals(13, frame.seed());
        assertEquals(0, frame.timestampNs() + frame.timeoutMs() + frame.flags());
    }

    @Test
    void shouldDescribeASample() {
        frame.init(FrameKind.SHED, ShedPayload.length(0));
        ShedPayload.encode(buffer, frame.payloadOffset(), 10_000, 2_500, ShedPayload.QUEUE, 0);

        assertTrue(ShedPayload.isSample(frame));
        assertEquals("occupancy: queue 2500 of 10000", ShedPayload.describe(frame));
    }

    @Test
    void shouldDescribeManyByPriority() {
        frame.init(FrameKind.SHED, ShedPayload.length(2)).status(Status.OVERLOADED.code());
        ShedPayload.encode(buffer, frame.payloadOffset(), 4_096, 4_096, ShedPayload.RING, 2);
        ShedPayload.putCount(buffer, frame.payloadOffset(), 0, 0, 12);
        ShedPayload.putCount(buffer, frame.payloadOffset(), 1, 128, 40);

        assertEquals("ring 4096 of 4096, refused 12 of priority 0, 40 of priority 128", ShedPayload.describe(frame));
        assertFalse(ShedPayload.isSample(frame));
    }

    @Test
    void shouldDescribeNothingOfWhatIsTooShort() {
        assertEquals("", ShedPayload.describe(frame.init(FrameKind.SHED, 15)));
    }
}
