package io.reprise.kernel.frame;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.reprise.kernel.fixture.Bytes;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class FrameFlyweightTest {
    private static final int START = 128;

    private final UnsafeBuffer buffer = new UnsafeBuffer(ByteBuffer.allocateDirect(512));
    private final FrameFlyweight frame = new FrameFlyweight().wrap(buffer, START);

    /** One field of the header: where it lies and how it is written and read. */
    private record Field(String name, int offset, int size, Setter setter, ToLongFunction<FrameFlyweight> getter) {
        long mask() {
            return size == Long.BYTES ? -1L : (1L << (8 * size)) - 1;
        }

        @Override
        public String toString() {
            return name;
        }
    }

    @FunctionalInterface
    private interface Setter {
        FrameFlyweight set(FrameFlyweight frame, long value);
    }

    static Stream<Field> fields() {
        return Stream.of(
                new Field("length", 0, 4, (f, v) -> f.length((int) v), f -> f.length() & 0xFFFF_FFFFL),
                new Field("kind", 6, 2, (f, v) -> f.kind((int) v), FrameFlyweight::kind),
                new Field("service", 8, 2, (f, v) -> f.service((int) v), FrameFlyweight::service),
                new Field("method", 10, 2, (f, v) -> f.method((int) v), FrameFlyweight::method),
                new Field("priority", 12, 1, (f, v) -> f.priority((int) v), FrameFlyweight::priority),
                new Field("flags", 13, 1, (f, v) -> f.flags((int) v), FrameFlyweight::flags),
                new Field("status", 14, 2, (f, v) -> f.status((int) v), FrameFlyweight::status),
                new Field("correlationId", 16, 8, FrameFlyweight::correlationId, FrameFlyweight::correlationId),
                new Field("sessionId", 24, 8, FrameFlyweight::sessionId, FrameFlyweight::sessionId),
                new Field("sequence", 32, 8, FrameFlyweight::sequence, FrameFlyweight::sequence),
                new Field("timestampNs", 40, 8, FrameFlyweight::timestampNs, FrameFlyweight::timestampNs),
                new Field("seed", 48, 8, FrameFlyweight::seed, FrameFlyweight::seed),
                new Field("timeoutMs", 56, 4, FrameFlyweight::timeoutMs, FrameFlyweight::timeoutMs),
                new Field("crc32c", 60, 4, (f, v) -> f.crc32c((int) v), f -> f.crc32c() & 0xFFFF_FFFFL));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, -64, 449, 512, Integer.MAX_VALUE, Integer.MIN_VALUE})
    void shouldNotReadAHeaderOutsideTheBuffer(int offset) {
        assertThrows(IndexOutOfBoundsException.class, () -> frame.wrap(buffer, offset));
        frame.wrap(buffer, 448).sessionId(7);
        assertEquals(7, frame.sessionId());
    }

    /** The same buffer object may stand for other bytes later: an array, off heap, another array. */
    @Test
    void shouldFollowABufferToOtherBytes() {
        UnsafeBuffer moving = new UnsafeBuffer(new byte[64]);
        frame.wrap(moving, 0).sessionId(1);
        moving.wrap(ByteBuffer.allocateDirect(128));
        frame.wrap(moving, 64).sessionId(2);
        byte[] array = new byte[64];
        moving.wrap(array);
        frame.wrap(moving, 0).sessionId(3);

        assertEquals(3, frame.sessionId());
        assertEquals(3, array[FrameLayout.SESSION_ID_OFFSET]);
        assertEquals(0, frame.offset());
    }

    @ParameterizedTest
    @ValueSource(ints = {64, 65, 72, 200})
    void shouldCopyAFrameToAnotherBuffer(int length) {
        for (int i = 0; i < length; i++) {
            buffer.putByte(START + i, (byte) (i + 1));
        }
        UnsafeBuffer target = new UnsafeBuffer(new byte[8 + length]);
        frame.copyTo(target, 8, length);

        byte[] copied = new byte[length];
        byte[] original = new byte[length];
        target.getBytes(8, copied);
        buffer.getBytes(START, original);
        assertArrayEquals(original, copied);
        assertThrows(IndexOutOfBoundsException.class, () -> frame.copyTo(target, 9, length));
        assertThrows(IllegalArgumentException.class, () -> frame.copyTo(target, 0, 63));
    }

    @ParameterizedTest
    @MethodSource("fields")
    void shouldReadBackWhatWasWritten(Field field) {
        for (long value : new long[] {0, 1, 0x80, 0x7FFF, 0x8000, 0x1122334455667788L, Long.MAX_VALUE, -1}) {
            assertSame(frame, field.setter().set(frame, value));

            assertEquals(value & field.mask(), field.getter().applyAsLong(frame));
        }
    }

    @ParameterizedTest
    @MethodSource("fields")
    void shouldWriteLittleEndianAndTouchNothingElse(Field field) {
        byte[] expected = filledWith((byte) 0xEE);
        for (int i = 0; i < field.size(); i++) {
            expected[START + field.offset() + i] = (byte) (0x1122334455667788L >>> (8 * i));
        }
        buffer.putBytes(0, filledWith((byte) 0xEE));

        field.setter().set(frame, 0x1122334455667788L);

        assertArrayEquals(expected, bytes());
    }

    @Test
    void shouldLeaveOnlyLengthVersionAndKindAfterInit() {
        byte[] expected = filledWith((byte) 0xEE);
        Arrays.fill(expected, START, START + 64, (byte) 0);
        expected[START] = 64 + 5;
        expected[START + 4] = 1;
        expected[START + 6] = FrameKind.PONG;
        buffer.putBytes(0, filledWith((byte) 0xEE));

        frame.init(FrameKind.PONG, 5);

        assertArrayEquals(expected, bytes());
        assertEquals(1, frame.version());
        assertEquals(5, frame.payloadLength());
    }

    /** Every byte of the header, since the answer's place may hold an older frame. */
    @Test
    void shouldTakeAnAnswersHeaderFromItsRequest() {
        UnsafeBuffer requestBuffer = new UnsafeBuffer(ByteBuffer.allocateDirect(512));
        requestBuffer.putBytes(0, Bytes.counting(512));
        FrameFlyweight request = new FrameFlyweight().wrap(requestBuffer, 40);
        byte[] expected = filledWith((byte) 0xEE);
        Arrays.fill(expected, START, START + 64, (byte) 0);
        expected[START] = 64 + 9;
        expected[START + 4] = 1;
        expected[START + 6] = FrameKind.RESPONSE;
        System.arraycopy(Bytes.counting(512), 40 + 8, expected, START + 8, 4); // service, method
        System.arraycopy(Bytes.counting(512), 40 + 16, expected, START + 16, 32); // correlation id to timestamp
        buffer.putBytes(0, filledWith((byte) 0xEE));

        assertSame(frame, frame.initAnswer(FrameKind.RESPONSE, 9, request));

        assertArrayEquals(expected, bytes());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 0x7FFF, 0x8000, 0xFFFF})
    void shouldWriteAnyKindAndLength(int kind) {
        for (int payloadLength : new int[] {0, 1, 1 << 20, Integer.MAX_VALUE - 64}) {
            frame.init(kind, payloadLength);

            assertEquals(kind, frame.kind());
            assertEquals(payloadLength, frame.payloadLength());
            assertEquals(1, frame.version());
        }
    }

    @Test
    void shouldSayWhereItLies() {
        assertSame(buffer, frame.buffer());
        assertEquals(START, frame.offset());
        assertEquals(START + 64, frame.payloadOffset());
    }

    @Test
    void shouldMoveWhenWrappedAgain() {
        frame.init(FrameKind.REQUEST, 0).correlationId(1);
        FrameFlyweight other = new FrameFlyweight().wrap(buffer, START + 64).init(FrameKind.RESPONSE, 8);

        frame.wrap(buffer, START + 64);

        assertEquals(other.toString(), frame.toString());
        assertEquals(8, frame.payloadLength());
    }

    @Test
    void shouldPrintItsHeaderOnOneLine() {
        frame.init(FrameKind.ERROR, 3)
                .service(7)
                .method(9)
                .status(10)
                .sessionId(-2)
                .correlationId(11)
                .sequence(12);

        assertEquals("ERROR seq=12 service=7 method=9 status=10 session=-2 correlation=11 length=67", frame.toString());
    }

    private byte[] filledWith(byte value) {
        byte[] bytes = new byte[buffer.capacity()];
        Arrays.fill(bytes, value);
        return bytes;
    }

    private byte[] bytes() {
        byte[] bytes = new byte[buffer.capacity()];
        buffer.getBytes(0, bytes);
        return bytes;
    }
}
