package io.reprise.ingress.binary;

import io.reprise.ingress.connection.Refusal;
import io.reprise.kernel.frame.ErrorPayload;
import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.frame.FrameKind;
import io.reprise.kernel.frame.FrameLayout;
import io.reprise.kernel.frame.Status;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.agrona.concurrent.UnsafeBuffer;

/** Frames of the edge's own making, which no kernel has seen; each in an array of its own. */
final class LocalFrame {
    private LocalFrame() {}

    static FrameFlyweight welcome(
            long correlationId, long sessionId, long lastCorrelationId, int maxFrameLength, int maxInFlight) {
        FrameFlyweight welcome = frame(FrameKind.WELCOME, correlationId, sessionId, HelloPayload.WELCOME_LENGTH);
        HelloPayload.putWelcome(
                welcome.buffer(), welcome.payloadOffset(), sessionId, lastCorrelationId, maxFrameLength, maxInFlight);
        return welcome;
    }

    static FrameFlyweight error(long correlationId, long sessionId, Status status, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        FrameFlyweight error = frame(FrameKind.ERROR, correlationId, sessionId, ErrorPayload.length(bytes))
                .status(status.code());
        ErrorPayload.encode(error.buffer(), error.payloadOffset(), status, bytes);
        return error;
    }

    static FrameFlyweight refusal(long correlationId, long sessionId, Refusal refusal) {
        byte[] payload = refusal.payload();
        FrameFlyweight error = frame(FrameKind.ERROR, correlationId, sessionId, payload.length)
                .status(refusal.status().code());
        error.buffer().putBytes(error.payloadOffset(), payload);
        return error;
    }

    private static FrameFlyweight frame(int kind, long correlationId, long sessionId, int payloadLength) {
        UnsafeBuffer buffer = new UnsafeBuffer(ByteBuffer.allocate(FrameLayout.HEADER_LENGTH + payloadLength));
        return new FrameFlyweight()
                .wrap(buffer, 0)
                .init(kind, payloadLength)
                .correlationId(correlationId)
                .sessionId(sessionId);
    }
}
