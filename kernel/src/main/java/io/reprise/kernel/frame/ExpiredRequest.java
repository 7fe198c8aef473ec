package io.reprise.kernel.frame;

import static io.reprise.kernel.frame.FrameLayout.ORDER;

import java.util.concurrent.TimeUnit;

/**
 * A REQUEST or NOTIFICATION that waited longer than its timeout before it was put in order. The edge journals it with
 * {@code status} TIMEOUT, the timeout in force in {@code timeoutMs}, and this in place of its payload:
 *
 * <pre>
 *   offset  bytes
 *        0      8  waitedNs  from the arrival of its last byte
 * </pre>
 */
public final class ExpiredRequest {
    /** Bytes of the payload. */
    public static final int LENGTH = 8;

    private ExpiredRequest() {}

    /** Makes an expired request of one whose header is right but for kind, length and status. */
    public static void encode(FrameFlyweight request, long waitedNs, long timeoutMs) {
        request.length(FrameLayout.HEADER_LENGTH + LENGTH)
                .status(Status.TIMEOUT.code())
                .timeoutMs(timeoutMs);
        request.buffer().putLong(request.payloadOffset(), waitedNs, ORDER);
    }

    /** What its sender is told: derived from the frame alone. */
    public static String text(FrameFlyweight expired) {
        long waitedNs = expired.payloadLength() < LENGTH ? 0 : expired.buffer().getLong(expired.payloadOffset(), ORDER);
        return "waited " + TimeUnit.NANOSECONDS.toMillis(waitedNs) + " ms, longer than its timeout of "
                + expired.timeoutMs() + " ms; not executed";
    }
}
