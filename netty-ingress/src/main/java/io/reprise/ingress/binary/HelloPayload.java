package io.reprise.ingress.binary;

import static io.reprise.kernel.frame.FrameLayout.ORDER;

import java.nio.charset.StandardCharsets;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Payloads that open a connection.
 *
 * <pre>
 *   HELLO    offset  bytes
 *                 0      2  protocolVersion  1
 *                 2      2  keyLength
 *                 4      4  flags            bit 0: exactly once
 *                 8      8  clientId         0 = new
 *                16      …  key              UTF-8
 *   WELCOME  offset  bytes
 *                 0      8  clientId
 *                 8      8  lastCorrelationId  last applied; 0 = none
 *                16      4  maxFrameLength
 *                20      4  maxInFlight
 * </pre>
 */
public final class HelloPayload {
    public static final int PROTOCOL_VERSION = 1;
    public static final int HELLO_LENGTH = 16;
    public static final int WELCOME_LENGTH = 24;

    /** Bit of {@code flags}: the session's requests are executed exactly once, however often they are sent. */
    public static final int FLAG_EXACTLY_ONCE = 1;

    private static final byte[] NO_KEY = {};

    private HelloPayload() {}

    public static int protocolVersion(DirectBuffer hello, int offset) {
        return hello.getShort(offset, ORDER) & 0xFFFF;
    }

    public static int keyLength(DirectBuffer hello, int offset) {
        return hello.getShort(offset + 2, ORDER) & 0xFFFF;
    }

    /** The key, empty when there is none; the payload must have {@link #keyLength} bytes behind its fields. */
    public static String key(DirectBuffer hello, int offset) {
        byte[] key = new byte[keyLength(hello, offset)];
        hello.getBytes(offset + HELLO_LENGTH, key);
        return new String(key, StandardCharsets.UTF_8);
    }

    public static int flags(DirectBuffer hello, int offset) {
        return hello.getInt(offset + 4, ORDER);
    }

    public static long clientId(DirectBuffer hello, int offset) {
        return hello.getLong(offset + 8, ORDER);
    }

    /** Writes a HELLO without a key. */
    public static void putHello(MutableDirectBuffer buffer, int offset, int flags, long clientId) {
        putHello(buffer, offset, flags, clientId, NO_KEY);
    }

    /** @param key at most 65,535 bytes of UTF-8; they follow the {@link #HELLO_LENGTH} bytes of the fields */
    public static void putHello(MutableDirectBuffer buffer, int offset, int flags, long clientId, byte[] key) {
        buffer.putInt(offset, PROTOCOL_VERSION | key.length << Short.SIZE, ORDER);
        buffer.putBytes(offset + HELLO_LENGTH, key);
        buffer.putInt(offset + 4, flags, ORDER);
        buffer.putLong(offset + 8, clientId, ORDER);
    }

    public static int maxFrameLength(DirectBuffer welcome, int offset) {
        return welcome.getInt(offset + 16, ORDER);
    }

    public static int maxInFlight(DirectBuffer welcome, int offset) {
        return welcome.getInt(offset + 20, ORDER);
    }

    public static void putWelcome(
            MutableDirectBuffer buffer,
            int offset,
            long clientId,
            long lastCorrelationId,
            int maxFrameLength,
            int maxInFlight) {
        buffer.putLong(offset, clientId, ORDER);
        buffer.putLong(offset + 8, lastCorrelationId, ORDER);
        buffer.putInt(offset + 16, maxFrameLength, ORDER);
        buffer.putInt(offset + 20, maxInFlight, ORDER);
    }
}
