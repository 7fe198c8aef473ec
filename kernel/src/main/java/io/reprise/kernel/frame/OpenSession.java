package io.reprise.kernel.frame;

import static io.reprise.kernel.frame.FrameLayout.ORDER;

import org.agrona.MutableDirectBuffer;

/**
 * Payloads of CONTROL frames with method {@link ControlMethod#OPEN_SESSION}, and of the kernel's RESPONSE to them.
 *
 * <pre>
 *   request  offset  bytes
 *                 0      8  clientId           the session to come back to; 0 = a new one, named by the frame's sessionId
 *                 8      8  owner              who may come back to the session
 *   answer   offset  bytes
 *                 0      8  clientId           of the session
 *                 8      8  lastCorrelationId  the highest one executed; 0 = none
 *                16      8  window             how many requests may be under way
 * </pre>
 */
public final class OpenSession {
    public static final int REQUEST_LENGTH = 16;
    public static final int ANSWER_LENGTH = 24;

    private OpenSession() {}

    public static void putRequest(FrameFlyweight request, long clientId, long owner) {
        MutableDirectBuffer buffer = request.buffer();
        buffer.putLong(request.payloadOffset(), clientId, ORDER);
        buffer.putLong(request.payloadOffset() + 8, owner, ORDER);
    }

    public static void putAnswer(FrameFlyweight answer, long clientId, long lastCorrelationId, long window) {
        MutableDirectBuffer buffer = answer.buffer();
        buffer.putLong(answer.payloadOffset(), clientId, ORDER);
        buffer.putLong(answer.payloadOffset() + 8, lastCorrelationId, ORDER);
        buffer.putLong(answer.payloadOffset() + 16, window, ORDER);
    }

    /** Of either. */
    public static long clientId(FrameFlyweight frame) {
        return frame.buffer().getLong(frame.payloadOffset(), ORDER);
    }

    public static long owner(FrameFlyweight request) {
        return request.buffer().getLong(request.payloadOffset() + 8, ORDER);
    }

    public static long lastCorrelationId(FrameFlyweight answer) {
        return answer.buffer().getLong(answer.payloadOffset() + 8, ORDER);
    }

    public static int window(FrameFlyweight answer) {
        return (int) answer.buffer().getLong(answer.payloadOffset() + 16, ORDER);
    }
}
