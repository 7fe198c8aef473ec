package io.reprise.replay;

import static io.reprise.kernel.frame.FrameLayout.ORDER;

import io.reprise.kernel.echo.EchoProvider;
import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.frame.FrameKind;
import io.reprise.kernel.frame.FrameLayout;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.agrona.concurrent.UnsafeBuffer;

/** Frames as they lie in a journal. */
public final class TestFrames {
    /** 2026-11-20T12:00:00Z in ns: a frame of sequence n is n ms later. */
    public static final long NOON_NS = 1_795_176_000_000_000_000L;

    public static final long NS_PER_FRAME = 1_000_000;

    private TestFrames() {}

    public static FrameFlyweight add(long sequence, long key, long delta) {
        FrameFlyweight frame = request(sequence, EchoProvider.ADD, new byte[16]);
        frame.buffer().putLong(frame.payloadOffset(), key, ORDER);
        frame.buffer().putLong(frame.payloadOffset() + Long.BYTES, delta, ORDER);
        return frame;
    }

    public static FrameFlyweight echo(long sequence, String payload) {
        return request(sequence, EchoProvider.ECHO, payload.getBytes(StandardCharsets.UTF_8));
    }

    private static FrameFlyweight request(long sequence, int method, byte[] payload) {
        UnsafeBuffer buffer = new UnsafeBuffer(ByteBuffer.allocateDirect(FrameLayout.HEADER_LENGTH + payload.length));
        buffer.putBytes(FrameLayout.PAYLOAD_OFFSET, payload);
        return new FrameFlyweight()
                .wrap(buffer, 0)
                .init(FrameKind.REQUEST, payload.length)
                .service(EchoProvider.SERVICE)
                .method(method)
                .sessionId(1 + sequence % 3)
                .correlationId(10 * sequence)
                .priority(128)
                .sequence(sequence)
                .timestampNs(NOON_NS + sequence * NS_PER_FRAME);
    }
}
