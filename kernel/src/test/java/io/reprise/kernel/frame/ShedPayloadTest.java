package io.reprise.kernel.frame;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

final class ShedPayloadTest {
    private final UnsafeBuffer buffer = new UnsafeBuffer(ByteBuffer.allocateDirect(256));
    private final FrameFlyweight frame = new FrameFlyweight().wrap(buffer, 0);

    @Test
    void shouldDescribeOneRefusedRequest() {
        frame.init(FrameKind.SHED, ShedPayload.length(0));
        ShedPayload.encode(buffer, frame.payloadOffset(), 10_000, 9_000, ShedPayload.QUEUE, 0);

        assertEquals("queue 9000 of 10000", ShedPayload.describe(frame));
    }

    @Test
    void shouldDescribeManyByPriority() {
        frame.init(FrameKind.SHED, ShedPayload.length(2));
        ShedPayload.encode(buffer, frame.payloadOffset(), 4_096, 4_096, ShedPayload.RING, 2);
        ShedPayload.putCount(buffer, frame.payloadOffset(), 0, 0, 12);
        ShedPayload.putCount(buffer, frame.payloadOffset(), 1, 128, 40);

        assertEquals("ring 4096 of 4096, refused 12 of priority 0, 40 of priority 128", ShedPayload.describe(frame));
    }

    @Test
    void shouldDescribeNothingOfWhatIsTooShort() {
        assertEquals("", ShedPayload.describe(frame.init(FrameKind.SHED, 15)));
    }
}
