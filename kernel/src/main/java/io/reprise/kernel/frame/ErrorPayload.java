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
 */
public final class ErrorPayload {
    private static final int CODE_OFFSET = 0;
    private static final int TEXT_LENGTH_OFFSET = 4;
    private static final int TEXT_OFFSET = 8;

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
