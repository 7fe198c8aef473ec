package io.reprise.kernel.frame;

import static io.reprise.kernel.frame.FrameLayout.CORRELATION_ID_OFFSET;
import static io.reprise.kernel.frame.FrameLayout.CRC32C_OFFSET;
import static io.reprise.kernel.frame.FrameLayout.FLAGS_OFFSET;
import static io.reprise.kernel.frame.FrameLayout.HEADER_LENGTH;
import static io.reprise.kernel.frame.FrameLayout.KIND_OFFSET;
import static io.reprise.kernel.frame.FrameLayout.LENGTH_OFFSET;
import static io.reprise.kernel.frame.FrameLayout.METHOD_OFFSET;
import static io.reprise.kernel.frame.FrameLayout.ORDER;
import static io.reprise.kernel.frame.FrameLayout.PAYLOAD_OFFSET;
import static io.reprise.kernel.frame.FrameLayout.PRIORITY_OFFSET;
import static io.reprise.kernel.frame.FrameLayout.SEED_OFFSET;
import static io.reprise.kernel.frame.FrameLayout.SEQUENCE_OFFSET;
import static io.reprise.kernel.frame.FrameLayout.SERVICE_OFFSET;
import static io.reprise.kernel.frame.FrameLayout.SESSION_ID_OFFSET;
import static io.reprise.kernel.frame.FrameLayout.STATUS_OFFSET;
import static io.reprise.kernel.frame.FrameLayout.TIMEOUT_MS_OFFSET;
import static io.reprise.kernel.frame.FrameLayout.TIMESTAMP_NS_OFFSET;
import static io.reprise.kernel.frame.FrameLayout.VERSION;
import static io.reprise.kernel.frame.FrameLayout.VERSION_OFFSET;

import org.agrona.MutableDirectBuffer;

/**
 * A movable view of one frame; valid until the next {@link #wrap}. Not thread safe: every thread has its own.
 *
 * <p>Setters write through to the buffer. Whoever holds a frame it was only lent (a state machine its request) must not
 * call them.
 */
public final class FrameFlyweight {
    private MutableDirectBuffer buffer;
    private int offset;

    public FrameFlyweight wrap(MutableDirectBuffer buffer, int offset) {
        this.buffer = buffer;
        this.offset = offset;
        return this;
    }

    /** Zeroes the header and writes length (header plus {@code payloadLength} bytes), version and kind. */
    public FrameFlyweight init(int kind, int payloadLength) {
        buffer.putLong(offset, firstWord(kind, payloadLength), ORDER);
        for (int word = SERVICE_OFFSET; word < HEADER_LENGTH; word += Long.BYTES) {
            buffer.putLong(offset + word, 0L, ORDER);
        }
        return this;
    }

    /**
     * Writes the header of an answer: service, method, correlation id, session, sequence and timestamp are the request's.
     * Word by word, since who reads a word right after its parts were written waits for the processor's store buffer.
     */
    public FrameFlyweight initAnswer(int kind, int payloadLength, FrameFlyweight request) {
        MutableDirectBuffer from = request.buffer;
        int start = request.offset;
        buffer.putLong(offset, firstWord(kind, payloadLength), ORDER);
        buffer.putLong(offset + SERVICE_OFFSET, from.getInt(start + SERVICE_OFFSET, ORDER) & 0xFFFF_FFFFL, ORDER);
        buffer.putLong(offset + CORRELATION_ID_OFFSET, from.getLong(start + CORRELATION_ID_OFFSET, ORDER), ORDER);
        buffer.putLong(offset + SESSION_ID_OFFSET, from.getLong(start + SESSION_ID_OFFSET, ORDER), ORDER);
        buffer.putLong(offset + SEQUENCE_OFFSET, from.getLong(start + SEQUENCE_OFFSET, ORDER), ORDER);
        buffer.putLong(offset + TIMESTAMP_NS_OFFSET, from.getLong(start + TIMESTAMP_NS_OFFSET, ORDER), ORDER);
        buffer.putLong(offset + SEED_OFFSET, 0L, ORDER);
        buffer.putLong(offset + TIMEOUT_MS_OFFSET, 0L, ORDER);
        return this;
    }

    /** Length, version and kind as they lie in the first eight bytes. */
    private static long firstWord(int kind, int payloadLength) {
        return HEADER_LENGTH + payloadLength
                | (long) VERSION << Integer.SIZE
                | (long) kind << Integer.SIZE + Short.SIZE;
    }

    public MutableDirectBuffer buffer() {
        return buffer;
    }

    /** Where the frame starts in {@link #buffer()}. */
    public int offset() {
        return offset;
    }

    /** Where the payload starts in {@link #buffer()}. */
    public int payloadOffset() {
        return offset + PAYLOAD_OFFSET;
    }

    public int payloadLength() {
        return length() - HEADER_LENGTH;
    }

    public int length() {
        return buffer.getInt(offset + LENGTH_OFFSET, ORDER);
    }

    public FrameFlyweight length(int length) {
        buffer.putInt(offset + LENGTH_OFFSET, length, ORDER);
        return this;
    }

    public int version() {
        return buffer.getShort(offset + VERSION_OFFSET, ORDER) & 0xFFFF;
    }

    public int kind() {
        return buffer.getShort(offset + KIND_OFFSET, ORDER) & 0xFFFF;
    }

    public FrameFlyweight kind(int kind) {
        buffer.putShort(offset + KIND_OFFSET, (short) kind, ORDER);
        return this;
    }

    public int service() {
        return buffer.getShort(offset + SERVICE_OFFSET, ORDER) & 0xFFFF;
    }

    public FrameFlyweight service(int service) {
        buffer.putShort(offset + SERVICE_OFFSET, (short) service, ORDER);
        return this;
    }

    public int method() {
        return buffer.getShort(offset + METHOD_OFFSET, ORDER) & 0xFFFF;
    }

    public FrameFlyweight method(int method) {
        buffer.putShort(offset + METHOD_OFFSET, (short) method, ORDER);
        return this;
    }

    public int priority() {
        return buffer.getByte(offset + PRIORITY_OFFSET) & 0xFF;
    }

    public FrameFlyweight priority(int priority) {
        buffer.putByte(offset + PRIORITY_OFFSET, (byte) priority);
        return this;
    }

    public int flags() {
        return buffer.getByte(offset + FLAGS_OFFSET) & 0xFF;
    }

    public FrameFlyweight flags(int flags) {
        buffer.putByte(offset + FLAGS_OFFSET, (byte) flags);
        return this;
    }

    public int status() {
        return buffer.getShort(offset + STATUS_OFFSET, ORDER) & 0xFFFF;
    }

    public FrameFlyweight status(int status) {
        buffer.putShort(offset + STATUS_OFFSET, (short) status, ORDER);
        return this;
    }

    public long correlationId() {
        return buffer.getLong(offset + CORRELATION_ID_OFFSET, ORDER);
    }

    public FrameFlyweight correlationId(long correlationId) {
        buffer.putLong(offset + CORRELATION_ID_OFFSET, correlationId, ORDER);
        return this;
    }

    public long sessionId() {
        return buffer.getLong(offset + SESSION_ID_OFFSET, ORDER);
    }

    public FrameFlyweight sessionId(long sessionId) {
        buffer.putLong(offset + SESSION_ID_OFFSET, sessionId, ORDER);
        return this;
    }

    public long sequence() {
        return buffer.getLong(offset + SEQUENCE_OFFSET, ORDER);
    }

    public FrameFlyweight sequence(long sequence) {
        buffer.putLong(offset + SEQUENCE_OFFSET, sequence, ORDER);
        return this;
    }

    public long timestampNs() {
        return buffer.getLong(offset + TIMESTAMP_NS_OFFSET, ORDER);
    }

    public FrameFlyweight timestampNs(long timestampNs) {
        buffer.putLong(offset + TIMESTAMP_NS_OFFSET, timestampNs, ORDER);
        return this;
    }

    public long seed() {
        return buffer.getLong(offset + SEED_OFFSET, ORDER);
    }

    public FrameFlyweight seed(long seed) {
        buffer.putLong(offset + SEED_OFFSET, seed, ORDER);
        return this;
    }

    public long timeoutMs() {
        return buffer.getInt(offset + TIMEOUT_MS_OFFSET, ORDER) & 0xFFFF_FFFFL;
    }

    public FrameFlyweight timeoutMs(long timeoutMs) {
        buffer.putInt(offset + TIMEOUT_MS_OFFSET, (int) timeoutMs, ORDER);
        return this;
    }

    public int crc32c() {
        return buffer.getInt(offset + CRC32C_OFFSET, ORDER);
    }

    public FrameFlyweight crc32c(int crc32c) {
        buffer.putInt(offset + CRC32C_OFFSET, crc32c, ORDER);
        return this;
    }

    /** One line for people: header fields, no payload. */
    @Override
    public String toString() {
        return FrameKind.name(kind()) + " seq=" + sequence() + " service=" + service() + " method=" + method()
                + " status=" + status() + " session=" + sessionId() + " correlation=" + correlationId()
                + " length=" + length();
    }
}
