package io.reprise.ingress;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reprise.kernel.frame.ErrorPayload;
import io.reprise.kernel.frame.FrameChecksum;
import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.frame.FrameKind;
import io.reprise.kernel.frame.FrameLayout;
import io.reprise.kernel.frame.Status;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Frames in pieces of any length, and frames that are refused. */
@ExtendWith(LeakCheck.class)
final class BinaryFramesTest {
    private static final long ID = 77;

    private final EmbeddedEdge edge = EmbeddedEdge.binary(TestEdge.LIMITS);

    @BeforeEach
    void greet() {
        List<FrameFlyweight> answers = exchange(Wire.hello());

        assertEquals(List.of("WELCOME"), kinds(answers));
    }

    @AfterEach
    void close() {
        edge.close();
    }

    @Test
    void shouldTakeFramesCutAnywhere() {
        byte[] frames = Wire.join(echo(1, 0), echo(2, 1), echo(3, 100), echo(4, 64));

        assertAll(IntStream.range(1, frames.length).mapToObj(at -> () -> {
            byte[] first = edge.receive(java.util.Arrays.copyOfRange(frames, 0, at));
            byte[] second = edge.receive(java.util.Arrays.copyOfRange(frames, at, frames.length));

            assertEchoes(Wire.frames(Wire.join(first, second)), 0, 1, 100, 64);
        }));
    }

    @Test
    void shouldTakeFramesByteByByte() {
        assertEchoes(Wire.frames(edge.receiveByteByByte(Wire.join(echo(1, 0), echo(2, 1), echo(3, 500)))), 0, 1, 500);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void shouldTakeFramesInPiecesOfAnyLength(long seed) {
        Random random = new Random(seed);
        int[] lengths = random.ints(300, 0, 3000).toArray();
        lengths[17] = TestEdge.MAX_FRAME_LENGTH - FrameLayout.HEADER_LENGTH;
        byte[] frames = Wire.join(IntStream.range(0, lengths.length)
                .mapToObj(i -> echo(i + 1, lengths[i]))
                .toArray(byte[][]::new));
        byte[] answers = {};

        for (int at = 0; at < frames.length; ) {
            int end = Math.min(frames.length, at + 1 + random.nextInt(8000));
            answers = Wire.join(answers, edge.receive(java.util.Arrays.copyOfRange(frames, at, end)));
            at = end;
        }

        assertEchoes(Wire.frames(answers), lengths);
    }

    @ParameterizedTest
    @ValueSource(ints = {TestEdge.MAX_FRAME_LENGTH + 1, Integer.MAX_VALUE, Integer.MIN_VALUE, -1})
    void shouldRefuseAFrameThatIsTooLong(int length) {
        byte[] frame = echo(ID, 0);
        Wire.view(frame).length(length);

        List<FrameFlyweight> answers = exchange(Wire.join(echo(1, 5), frame, echo(2, 5)));

        assertEquals(List.of("RESPONSE", "ERROR"), kinds(answers));
        assertRefusal(
                answers.get(1),
                Status.FRAME_TOO_LONG,
                ID,
                "frame length " + Integer.toUnsignedString(length) + " is more than the limit of 65536 bytes");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 63})
    void shouldRefuseAFrameShorterThanItsHeader(int length) {
        byte[] frame = echo(ID, 0);
        Wire.view(frame).length(length);

        List<FrameFlyweight> answers = exchange(Wire.join(echo(1, 5), frame, echo(2, 5)));

        assertEquals(List.of("RESPONSE", "ERROR"), kinds(answers));
        assertRefusal(
                answers.get(1),
                Status.MALFORMED_FRAME,
                0,
                "frame length " + length + " is less than the header of 64 bytes");
    }

    static Stream<byte[]> unbelievable() {
        byte[] version = Wire.echo(ID, 8);
        new org.agrona.concurrent.UnsafeBuffer(version).putShort(FrameLayout.VERSION_OFFSET, (short) 2);
        byte[] damaged = checked(Wire.echo(ID, 8));
        damaged[FrameLayout.PAYLOAD_OFFSET] ^= 1;
        byte[] damagedPing = checked(Wire.frame(FrameKind.PING, 0, 0, ID, new byte[8]));
        damagedPing[FrameLayout.PAYLOAD_OFFSET] ^= 1;
        return Stream.of(
                version,
                damaged,
                damagedPing,
                Wire.frame(FrameKind.RESPONSE, 1, 1, ID, new byte[0]),
                Wire.frame(FrameKind.TICK, 0, 0, ID, new byte[0]),
                Wire.frame(FrameKind.PADDING, 0, 0, ID, new byte[0]),
                Wire.frame(999, 0, 0, ID, new byte[0]),
                Wire.frame(FrameKind.HELLO, 0, 0, ID, new byte[16]));
    }

    @ParameterizedTest
    @org.junit.jupiter.params.provider.MethodSource("unbelievable")
    void shouldAnswerWhatCameBeforeAFrameItRefusesAndNothingAfter(byte[] frame) {
        List<FrameFlyweight> answers = exchange(Wire.join(echo(1, 5), frame, echo(2, 5)));

        assertEquals(List.of("RESPONSE", "ERROR"), kinds(answers));
        assertEquals(ID, answers.get(1).correlationId());
        assertEquals(1, edge.kernel().appliedSequence());
        assertEquals(1, edge.counters().refusedFrames);
        assertEquals(List.of(), exchange(echo(3, 5)));
    }

    @Test
    void shouldSayWhatIsWrongWithAFrame() {
        assertAll(unbelievable().map(frame -> () -> {
            try (EmbeddedEdge other = EmbeddedEdge.binary(TestEdge.LIMITS)) {
                List<FrameFlyweight> answers = Wire.frames(other.receive(Wire.join(Wire.hello(), frame)));

                assertFalse(ErrorPayload.text(answers.get(1)).isBlank());
                assertTrue(answers.get(1).status() != 0);
            }
        }));
    }

    @Test
    void shouldTakeAFrameWithTheRightChecksum() {
        assertEchoes(exchange(checked(echo(1, 100))), 100);
    }

    @Test
    void shouldReturnAPingWhole() {
        byte[] ping = checked(Wire.frame(FrameKind.PING, 3, 4, ID, new byte[] {1, 2, 3}));

        FrameFlyweight pong = exchange(ping).get(0);

        assertEquals(FrameKind.PONG, pong.kind());
        assertEquals(ID, pong.correlationId());
        assertEquals(0, pong.crc32c(), "the checksum was of another kind");
        assertEquals(3, pong.buffer().getByte(pong.payloadOffset() + 2));
    }

    @Test
    void shouldAnswerNoNotification() {
        byte[] notification = Wire.frame(FrameKind.NOTIFICATION, 1, 1, ID, new byte[8]);

        assertEquals(List.of("RESPONSE"), kinds(exchange(Wire.join(notification, echo(1, 0)))));
        assertEquals(2, edge.kernel().appliedSequence());
    }

    @Test
    void shouldGoOnAfterAnUnknownServiceOrMethod() {
        List<FrameFlyweight> answers = exchange(Wire.join(
                Wire.frame(FrameKind.REQUEST, 999, 1, 1, new byte[8]),
                Wire.frame(FrameKind.REQUEST, 1, 999, 2, new byte[8]),
                echo(3, 0)));

        assertEquals(List.of("ERROR", "ERROR", "RESPONSE"), kinds(answers));
        assertRefusal(answers.get(0), Status.UNKNOWN_SERVICE, 1, "there is no service 999");
        assertRefusal(answers.get(1), Status.UNKNOWN_METHOD, 2, "service 1 has no method 999");
    }

    /** An echo request whose payload tells its length. */
    private static byte[] echo(long correlationId, int length) {
        byte[] payload = new byte[length];
        java.util.Arrays.fill(payload, (byte) length);
        return Wire.frame(FrameKind.REQUEST, 1, 1, correlationId, payload);
    }

    private static byte[] checked(byte[] frame) {
        ByteBuffer direct = ByteBuffer.allocateDirect(frame.length).put(frame);
        Wire.view(frame).crc32c(new FrameChecksum().compute(direct, 0, frame.length));
        return frame;
    }

    private static void assertEchoes(List<FrameFlyweight> answers, int... lengths) {
        assertEquals(lengths.length, answers.size());
        for (int i = 0; i < lengths.length; i++) {
            FrameFlyweight answer = answers.get(i);
            assertEquals(FrameKind.RESPONSE, answer.kind());
            assertEquals(i + 1, answer.correlationId());
            assertEquals(lengths[i], answer.payloadLength());
            for (int at = 0; at < lengths[i]; at++) {
                assertEquals((byte) lengths[i], answer.buffer().getByte(answer.payloadOffset() + at));
            }
        }
    }

    private static void assertRefusal(FrameFlyweight error, Status status, long correlationId, String text) {
        assertEquals(status, Status.of(error.status()));
        assertEquals(correlationId, error.correlationId());
        assertEquals(text, ErrorPayload.text(error));
    }

    private static List<String> kinds(List<FrameFlyweight> frames) {
        return frames.stream().map(frame -> FrameKind.name(frame.kind())).toList();
    }

    private List<FrameFlyweight> exchange(byte[] bytes) {
        return Wire.frames(edge.receive(bytes));
    }
}
