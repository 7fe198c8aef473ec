package io.reprise.kernel.frame;

import static io.reprise.kernel.frame.FrameLayout.ORDER;

import org.agrona.MutableDirectBuffer;

/**
 * Payload of a SHED frame, which is one of three, told apart by the header's {@code status} and the number of counts:
 *
 * <ul>
 *   <li>a refused request: status OVERLOADED, no counts; its header is the request's;
 *   <li>a count of refused requests: status OVERLOADED, with counts;
 *   <li>a sample of the occupancy: status OK, no counts; nobody was refused, the rest of the header is 0.
 * </ul>
 *
 * <pre>
 *   offset  bytes
 *        0      4  capacity  how much there was of what was in use most
 *        4      4  current   how much of it was in use
 *        8      4  reason    what that is: 1 = the queue, in requests; 2 = the input ring, in bytes
 *       12      4  counts    how many counts follow
 *       16      …  count     of each: u32 priority, u32 number of requests of that priority
 * </pre>
 */
public final class ShedPayload {
    /** Reason: requests wait behind those being executed. */
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

    /**
     * Makes a frame that says of one request that it was refused; sequence and time are 0.
     *
     * @param shed has room for a header and {@link #length} of no counts; not the request itself
     * @param request its header, session included
     */
    public static void encodeRefusal(
            FrameFlyweight shed, FrameFlyweight request, int capacity, int current, int reason) {
        shed.init(FrameKind.SHED, length(0))
                .service(request.service())
                .method(request.method())
                .priority(request.priority())
                .status(Status.OVERLOADED.code())
                .correlationId(request.correlationId())
                .sessionId(request.sessionId())
                .seed(request.seed());
        encode(shed.buffer(), shed.payloadOffset(), capacity, current, reason, 0);
    }

    /** Writes the count of that index. */
    public static void putCount(MutableDirectBuffer buffer, int offset, int index, int priority, int requests) {
        int at = offset + COUNT_OFFSET + index * COUNT_LENGTH;
        buffer.putInt(at, priority, ORDER);
        buffer.putInt(at + 4, requests, ORDER);
    }

    /** Whether the frame says how full it was, and of no refusal. */
    public static boolean isSample(FrameFlyweight shed) {
        return shed.status() == Status.OK.code();
    }

    public static int capacity(FrameFlyweight shed) {
        return field(shed, CAPACITY_OFFSET);
    }

    public static int current(FrameFlyweight shed) {
        return field(shed, CURRENT_OFFSET);
    }

    public static int reason(FrameFlyweight shed) {
        return field(shed, REASON_OFFSET);
    }

    /** What was in use, as a share of what there was; 1 or more: nothing was left. */
    public static double share(FrameFlyweight shed) {
        return current(shed) / (double) capacity(shed);
    }

    /** How many counts the frame has. */
    public static int counts(FrameFlyweight shed) {
        return (shed.payloadLength() - COUNT_OFFSET) / COUNT_LENGTH;
    }

    /** Of the count of that index. */
    public static int priority(FrameFlyweight shed, int index) {
        return field(shed, COUNT_OFFSET + index * COUNT_LENGTH);
    }

    /** How many requests the count of that index stands for. */
    public static int requests(FrameFlyweight shed, int index) {
        return field(shed, COUNT_OFFSET + index * COUNT_LENGTH + 4);
    }

    private static int field(FrameFlyweight shed, int at) {
        return shed.buffer().getInt(shed.payloadOffset() + at, ORDER);
    }

    /**
     * For people: such as {@code queue 10000 of 10000} of one request, {@code queue 10000 of 10000, refused 12 of
     * priority 0, 40 of priority 128} of many, or {@code occupancy: queue 4000 of 10000} of none.
     */
    public static String describe(FrameFlyweight shed) {
        if (shed.payloadLength() < COUNT_OFFSET) {
            return "";
        }
        StringBuilder text = new StringBuilder(isSample(shed) ? "occupancy: " : "")
                .append(reason(shed) == QUEUE ? "queue " : "ring ")
                .append(current(shed))
                .append(" of ")
                .append(capacity(shed));
        for (int i = 0; i < counts(shed); i++) {
            text.append(i == 0 ? ", refused " : ", ")
                    .append(requests(shed, i))
                    .append(" of priority ")
                    .append(priority(shed, i));
        }
        return text.toString();
    }
}
