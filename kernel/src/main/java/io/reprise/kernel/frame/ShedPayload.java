package io.reprise.kernel.frame;

import static io.reprise.kernel.frame.FrameLayout.ORDER;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Payload of a SHED frame. Without counts its frame's header is that of the one request that was refused; with counts it
 * stands for many.
 *
 * <pre>
 *   offset  bytes
 *        0      4  capacity  how much there was of what ran out
 *        4      4  current   how much of it was in use
 *        8      4  reason    what ran out: 1 = the queue, in requests; 2 = the input ring, in bytes
 *       12      4  counts    how many counts follow
 *       16      …  count     of each: u32 priority, u32 number of requests of that priority
 * </pre>
 */
public final class ShedPayload {
    /** Reason: so many requests wait as may. */
    public static final int QUEUE = 1;

    /** Reason: the input ring is in use. */
    public static final int RING = 2;

    private static final int CAPACITY_OFFSET = 0;
    private static final int CURRENT_OFFSET = 4;
    private static final int REASON_OFFSET = 8;
    private static final int COUNTS_OFFSET = 12;
    private static final int COUNT_OFFSET = 16;
    private static final int COUNT_LENGTH = 8;

    private ShedPayload() {}

    /** Length of a payload with so many counts. */
    public static int length(int counts) {
        return COUNT_OFFSET + counts * COUNT_LENGTH;
    }

    /** Writes all but the counts themselves. */
    public static void encode(
            MutableDirectBuffer buffer, int offset, int capacity, int current, int reason, int counts) {
        buffer.putInt(offset + CAPACITY_OFFSET, capacity, ORDER);
        buffer.putInt(offset + CURRENT_OFFSET, current, ORDER);
        buffer.putInt(offset + REASON_OFFSET, reason, ORDER);
        buffer.putInt(offset + COUNTS_OFFSET, counts, ORDER);
    }

    /** Writes the count of that index. */
    public static void putCount(MutableDirectBuffer buffer, int offset, int index, int priority, int requests) {
        int at = offset + COUNT_OFFSET + index * COUNT_LENGTH;
        buffer.putInt(at, priority, ORDER);
        buffer.putInt(at + 4, requests, ORDER);
    }

    /**
     * For people: such as {@code queue 10000 of 10000} of one request, or {@code queue 10000 of 10000, refused 12 of
     * priority 0, 40 of priority 128} of many.
     */
    public static String describe(FrameFlyweight shed) {
        if (shed.payloadLength() < COUNT_OFFSET) {
            return "";
        }
        DirectBuffer buffer = shed.buffer();
        int offset = shed.payloadOffset();
        StringBuilder text = new StringBuilder(
                        buffer.getInt(offset + REASON_OFFSET, ORDER) == QUEUE ? "queue " : "ring ")
                .append(buffer.getInt(offset + CURRENT_OFFSET, ORDER))
                .append(" of ")
                .append(buffer.getInt(offset + CAPACITY_OFFSET, ORDER));
        int counts = (shed.payloadLength() - COUNT_OFFSET) / COUNT_LENGTH;
        for (int i = 0; i < counts; i++) {
            int at = offset + COUNT_OFFSET + i * COUNT_LENGTH;
            text.append(i == 0 ? ", refused " : ", ")
                    .append(buffer.getInt(at + 4, ORDER))
                    .append(" of priority ")
                    .append(buffer.getInt(at, ORDER));
        }
        return text.toString();
    }
}
