package io.reprise.kernel.frame;

import static io.reprise.kernel.frame.FrameLayout.CORRELATION_ID_OFFSET;
import static io.reprise.kernel.frame.FrameLayout.CRC32C_OFFSET;
import static io.reprise.kernel.frame.FrameLayout.FLAGS_OFFSET;
import static io.reprise.kernel.frame.FrameLayout.HEADER_LENGTH;
import static io.reprise.kernel.frame.FrameLayout.KIND_OFFSET;
import static io.reprise.kernel.frame.FrameLayout.LENGTH_OFFSET;
import static io.reprise.kernel.frame.FrameLayout.METHOD_OFFSET;
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

import java.nio.ByteOrder;
import org.agrona.UnsafeApi;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A movable view of one frame; valid until the next {@link #wrap}. Not thread safe: every thread has its own.
 *
 * <p>{@link #wrap} checks once that the header lies within the buffer; its fields are then read and written at their
 * address: a check for each of them costs more than they do.
 *
 * <p>Setters write through to the buffer. Whoever holds a frame it was only lent (a state machine its request) must not
 * call them.
 */
public final class FrameFlyweight {
    static {
        if (ByteOrder.nativeOrder() != FrameLayout.ORDER) {
            throw new IllegalStateException("frames are little-endian, and so must the processor be");
        }
    }

    private UnsafeBuffer buffer;
    private byte[] base; // null off heap
    private long address; // in base, or absolute

    /**
     * @param newBuffer has a whole header at {@code newOffset}
     * @throws IndexOutOfBoundsException when there is no room for a header
     */
    @SuppressWarnings("ReferenceEquality") // equals() compares the bytes
    public FrameFlyweight wrap(UnsafeBuffer newBuffer, int newOffset) {
        if (newOffset < 0 || newOffset > newBuffer.capacity() - HEADER_LENGTH) {
            throw new IndexOutOfBoundsException(
                    "no header at " + newOffset + " of a buffer of " + newBuffer.capacity() + " bytes");
        }
        byte[] newBase = newBuffer.byteArray();
        if (buffer != newBuffer || base != newBase) { // the collector makes the store of a reference dear
            buffer = newBuffer;
            base = newBase;
        }
        address = newBuffer.addressOffset() + newOffset;
        return this;
    }

    /** Zeroes the header and writes length (header plus {@code payloadLength} bytes), version and kind. */
    public FrameFlyweight init(int kind, int payloadLength) {
        UnsafeApi.putLong(base, address, firstWord(kind, payloadLength));
        for (int word = SERVICE_OFFSET; word < HEADER_LENGTH; word += Long.BYTES) {
            UnsafeApi.putLong(base, address + word, 0L);
        }
        return this;
    }

    /**
     * Writes the header of an answer: service, method, correlation id, session, sequence and timestamp are the request's.
     * Word by word, since who reads a word right after its parts were written waits for the processor's store buffer.
     */
    public FrameFlyweight initAnswer(int kind, int payloadLength, FrameFlyweight request) {
        long from = request.address;
        UnsafeApi.putLong(base, address, firstWord(kind, payloadLength));
        UnsafeApi.putLong(
                base, address + SERVICE_OFFSET, UnsafeApi.getInt(request.base, from + SERVICE_OFFSET) & 0xFFFF_FFFFL);
        UnsafeApi.putLong(
                base, address + CORRELATION_ID_OFFSET, UnsafeApi.getLong(request.base, from + CORRELATION_ID_OFFSET));
        UnsafeApi.putLong(base, address + SESSION_ID_OFFSET, UnsafeApi.getLong(request.base, from + SESSION_ID_OFFSET));
        UnsafeApi.putLong(base, address + SEQUENCE_OFFSET, UnsafeApi.getLong(request.base, from + SEQUENCE_OFFSET));
        UnsafeApi.putLong(
                base, address + TIMESTAMP_NS_OFFSET, UnsafeApi.getLong(request.base, from + TIMESTAMP_NS_OFFSET));
        UnsafeApi.putLong(base, address + SEED_OFFSET, 0L);
        UnsafeApi.putLong(base, address + TIMEOUT_MS_OFFSET, 0L);
        return this;
    }

    /** Length, version and kind as they lie in the first eight bytes. */
    private static long firstWord(int kind, int payloadLength) {
        return HEADER_LENGTH + payloadLength
                | (long) VERSION << Integer.SIZE
                | (long) kind << Integer.SIZE + Short.SIZE;
    }

    /** Copies the frame, {@code length} bytes of it: the header word by word, which a call to copy memory cannot beat. */
    public void copyTo(UnsafeBuffer target, int targetOffset, int length) {
        if (length < HEADER_LENGTH) {
            throw new IllegalArgumentException("a frame has at least " + HEADER_LENGTH + " bytes, not " + length);
        }
        target.boundsCheck(targetOffset, length);
        long to = target.addressOffset() + targetOffset;
        for (int word = 0; word < HEADER_LENGTH; word += Long.BYTES) {
            UnsafeApi.putLong(target.byteArray(), to + word, UnsafeApi.getLong(base, address + word));
        }
        if (length > HEADER_LENGTH) {
            target.putBytes(targetOffset + PAYLOAD_OFFSET, buffer, payloadOffset(), length - HEADER_LENGTH);
        }
    }

    public UnsafeBuffer buffer() {
        return buffer;
    }

    /** Where the frame starts in {@link #buffer()}. */
    public int offset() {
        return (int) (address - buffer.addressOffset());
    }

    /** Where the payload starts in {@link #buffer()}. */
    public int payloadOffset() {
        return offset() + PAYLOAD_OFFSET;
    }

    public int payloadLength() {
        return length() - HEADER_LENGTH;
    }

    public int length() {
        return UnsafeApi.getInt(base, address + LENGTH_OFFSET);
    }

    public FrameFlyweight length(int length) {
        UnsafeApi.putInt(base, address + LENGTH_OFFSET, length);
        return this;
    }

    public int version() {
        return UnsafeApi.getShort(base, address + VERSION_OFFSET) & 0xFFFF;
    }

    public int kind() {
        return UnsafeApi.getShort(base, address + KIND_OFFSET) & 0xFFFF;
    }

    public FrameFlyweight kind(int kind) {
        UnsafeApi.putShort(base, address + KIND_OFFSET, (short) kind);
        return this;
    }

    public int service() {
        return UnsafeApi.getShort(base, address + SERVICE_OFFSET) & 0xFFFF;
    }

    public FrameFlyweight service(int service) {
        UnsafeApi.putShort(base, address + SERVICE_OFFSET, (short) service);
        return this;
    }

    public int method() {
        return UnsafeApi.getShort(base, address + METHOD_OFFSET) & 0xFFFF;
    }

    public FrameFlyweight method(int method) {
        UnsafeApi.putShort(base, address + METHOD_OFFSET, (short) method);
        return this;
    }

    public int priority() {
        return UnsafeApi.getByte(base, address + PRIORITY_OFFSET) & 0xFF;
    }

    public FrameFlyweight priority(int priority) {
        UnsafeApi.putByte(base, address + PRIORITY_OFFSET, (byte) priority);
        return this;
    }

    public int flags() {
        return UnsafeApi.getByte(base, address + FLAGS_OFFSET) & 0xFF;
    }

    public FrameFlyweight flags(int flags) {
        UnsafeApi.putByte(base, address + FLAGS_OFFSET, (byte) flags);
        return this;
    }

    public int status() {
        return UnsafeApi.getShort(base, address + STATUS_OFFSET) & 0xFFFF;
    }

    public FrameFlyweight status(int status) {
        UnsafeApi.putShort(base, address + STATUS_OFFSET, (short) status);
        return this;
    }

    public long correlationId() {
        return UnsafeApi.getLong(base, address + CORRELATION_ID_OFFSET);
    }

    public FrameFlyweight correlationId(long correlationId) {
        UnsafeApi.putLong(base, address + CORRELATION_ID_OFFSET, correlationId);
        return this;
    }

    public long sessionId() {
        return UnsafeApi.getLong(base, address + SESSION_ID_OFFSET);
    }

    public FrameFlyweight sessionId(long sessionId) {
        UnsafeApi.putLong(base, address + SESSION_ID_OFFSET, sessionId);
        return this;
    }

    public long sequence() {
        return UnsafeApi.getLong(base, address + SEQUENCE_OFFSET);
    }

    public FrameFlyweight sequence(long sequence) {
        UnsafeApi.putLong(base, address + SEQUENCE_OFFSET, sequence);
        return this;
    }

    public long timestampNs() {
        return UnsafeApi.getLong(base, address + TIMESTAMP_NS_OFFSET);
    }

    public FrameFlyweight timestampNs(long timestampNs) {
        UnsafeApi.putLong(base, address + TIMESTAMP_NS_OFFSET, timestampNs);
        return this;
    }

    public long seed() {
        return UnsafeApi.getLong(base, address + SEED_OFFSET);
    }

    public FrameFlyweight seed(long seed) {
        UnsafeApi.putLong(base, address + SEED_OFFSET, seed);
        return this;
    }

    public long timeoutMs() {
        return UnsafeApi.getInt(base, address + TIMEOUT_MS_OFFSET) & 0xFFFF_FFFFL;
    }

    public FrameFlyweight timeoutMs(long timeoutMs) {
        UnsafeApi.putInt(base, address + TIMEOUT_MS_OFFSET, (int) timeoutMs);
        return this;
    }

    public int crc32c() {
        return UnsafeApi.getInt(base, address + CRC32C_OFFSET);
    }

    public FrameFlyweight crc32c(int crc32c) {
        UnsafeApi.putInt(base, address + CRC32C_OFFSET, crc32c);
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
