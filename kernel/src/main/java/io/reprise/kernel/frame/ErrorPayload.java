package io.reprise.kernel.frame;

import static io.reprise.kernel.frame.FrameLayout.ORDER;

import java.nio.charset.StandardCharsets;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Payload of an ERROR frame.
 *
 * <pre>
 *   offset  bytes
 *        0      4  code        repeats the frame's status
 *        4      4  textLength
 *        8      …  text        UTF-8: what was wrong and what would be right
 * </pre>
 *
 * <p>A refusal, which is the edge's answer to a request it does not take now, goes on directly behind the text:
 *
 * <pre>
 *   from there  bytes
 *            0      4  capacity      how much there is of what ran out; 0 when it is nothing that is counted
 *            4      4  current       how much of it is in use
 *            8      4  retryAfterMs  when trying again makes sense
 * </pre>
 */
public final class ErrorPayload {
    private static final int CODE_OFFSET = 0;
    private static final int TEXT_LENGTH_OFFSET = 4;
    private static final int TEXT_OFFSET = 8;

    // from the end of the text
    private static final int CAPACITY = 0;
    private static final int CURRENT = 4;
    private static final int RETRY_AFTER_MS = 8;
    private static final int REFUSAL_LENGTH = 12;

    private ErrorPayload() {}

    /** Length of the payload that carries a text. */
    public static int length(byte[] text) {
        return length(text.length);
    }

    /** As {@link #length(byte[])}, for a text of so many bytes. */
    public static int length(int textLength) {
        return TEXT_OFFSET + textLength;
    }

    public static void encode(MutableDirectBuffer buffer, int offset, Status status, byte[] text) {
        buffer.putInt(offset + CODE_OFFSET, status.code(), ORDER);
        buffer.putInt(offset + TEXT_LENGTH_OFFSET, text.length, ORDER);
        buffer.putBytes(offset + TEXT_OFFSET, text);
    }

    /** Length of the payload of a refusal with a text. */
    public static int refusalLength(byte[] text) {
        return length(text) + REFUSAL_LENGTH;
    }

    /** Writes the payload of a refusal; see the class for what the numbers mean. */
    public static void encodeRefusal(
            MutableDirectBuffer buffer,
            int offset,
            Status status,
            byte[] text,
            int capacity,
            int current,
            int retryAfterMs) {
        encode(buffer, offset, status, text);
        int refusal = offset + length(text);
        buffer.putInt(refusal + CAPACITY, capacity, ORDER);
        buffer.putInt(refusal + CURRENT, current, ORDER);
        buffer.putInt(refusal + RETRY_AFTER_MS, retryAfterMs, ORDER);
    }

    /** How much there is of what ran out; 0 when the ERROR is not a refusal. */
    public static int capacity(FrameFlyweight error) {
        return refusal(error, CAPACITY);
    }

    /** How much of it is in use; 0 when the ERROR is not a refusal. */
    public static int current(FrameFlyweight error) {
        return refusal(error, CURRENT);
    }

    /** When trying again makes sense, in ms; 0 when the ERROR is not a refusal. */
    public static int retryAfterMs(FrameFlyweight error) {
        return refusal(error, RETRY_AFTER_MS);
    }

    private static int refusal(FrameFlyweight error, int field) {
        int available = error.payloadLength() - TEXT_OFFSET - REFUSAL_LENGTH;
        if (available < 0) {
            return 0;
        }
        DirectBuffer buffer = error.buffer();
        int textLength = buffer.getInt(error.payloadOffset() + TEXT_LENGTH_OFFSET, ORDER);
        boolean there = textLength >= 0 && textLength <= available;
        return there ? buffer.getInt(error.payloadOffset() + TEXT_OFFSET + textLength + field, ORDER) : 0;
    }

    /** The text of an ERROR frame, or what there is of it: the frame may come from outside. */
    public static String text(FrameFlyweight error) {
        int available = error.payloadLength() - TEXT_OFFSET;
        if (available <= 0) {
            return "";
        }
        DirectBuffer buffer = error.buffer();
        int length = buffer.getInt(error.payloadOffset() + TEXT_LENGTH_OFFSET, ORDER);
        byte[] text = new byte[Math.max(0, Math.min(available, length))];
        buffer.getBytes(error.payloadOffset() + TEXT_OFFSET, text);
        return new String(text, StandardCharsets.UTF_8);
    }
}
