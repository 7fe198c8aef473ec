package io.reprise.perf.load.wire;

import static io.reprise.kernel.frame.FrameLayout.HEADER_LENGTH;
import static io.reprise.kernel.frame.FrameLayout.ORDER;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reprise.kernel.frame.ErrorPayload;
import io.reprise.kernel.frame.FrameChecksum;
import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.frame.FrameKind;
import io.reprise.kernel.frame.Status;
import io.reprise.perf.load.measure.AnswerTap;
import io.reprise.perf.load.measure.Recording;
import io.reprise.perf.load.work.Work;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class BinaryExchangeTest {
    private static final int SIZE = 16;
    private static final int FRAME_LENGTH = HEADER_LENGTH + SIZE;
    private static final long SESSION = 77;

    private final Recording recording = new Recording();
    private final RunContext run = new RunContext(
            Target.binary("localhost", 1).apiKey("k€y"),
            new Work.Echo(SIZE).start(1, 1),
            recording,
            AnswerTap.NONE,
            () -> 1_000,
            8);
    private final Outbound outbound = new Outbound(1 << 16);
    private final BinaryExchange exchange = new BinaryExchange(run, outbound);
    private final UnsafeBuffer in = new UnsafeBuffer(ByteBuffer.allocateDirect(1 << 16));
    private final FrameFlyweight frame = new FrameFlyweight();
    private final FrameFlyweight request = new FrameFlyweight();
    private int inLimit;

    @Test
    void shouldSayHelloWithItsKey() {
        byte[] key = "k€y".getBytes(StandardCharsets.UTF_8);
        request.wrap(outbound.buffer(), 0);

        assertEquals(FrameKind.HELLO, request.kind());
        assertEquals(HEADER_LENGTH + 16 + key.length, request.length());
        assertEquals(1, request.buffer().getShort(request.payloadOffset(), ORDER));
        assertEquals(key.length, request.buffer().getShort(request.payloadOffset() + 2, ORDER));
        assertEquals("k€y", request.buffer().getStringWithoutLengthUtf8(request.payloadOffset() + 16, key.length));
        assertFalse(exchange.isReady());
    }

    @Test
    void shouldTakeTheSmallerOfTwoWindows() {
        welcome(5, 1000, 0);
        assertEquals(5, exchange.window());
        assertEquals(1000 - HEADER_LENGTH, exchange.maxPayloadLength());

        BinaryExchange other = new BinaryExchange(run, new Outbound(1 << 16));
        inLimit = 0;
        welcomeFrame(5_000, 1000, 0);
        other.receive(in, inLimit, 0);
        assertEquals(8, other.window());
    }

    @Test
    void shouldSendInTheSessionWithRisingIds() {
        welcome(8, 1 << 20, 41L << InFlight.SLOT_BITS | 3);
        exchange.startAfter(exchange.lastOrdinal());

        int first = send(0);
        int second = send(1);

        assertEquals(42, InFlight.ordinal(request.wrap(outbound.buffer(), first).correlationId()));
        assertEquals(
                43, InFlight.ordinal(request.wrap(outbound.buffer(), second).correlationId()));
        assertEquals(SESSION, request.sessionId());
        assertEquals(FrameKind.REQUEST, request.kind());
        assertEquals(1, request.service());
        assertEquals(1, request.method());
        assertEquals(FRAME_LENGTH, request.length());
        assertEquals(2, exchange.outstanding());
    }

    @Test
    void shouldJudgeAnswersInAnyOrder() {
        welcome(8, 1 << 20, 0);
        int first = send(0);
        int second = send(1);
        answer(second);
        answer(first);

        receiveAll(3_000);

        assertEquals(2, recording.rightCount());
        assertEquals(0, exchange.outstanding());
    }

    @Test
    void shouldUnderstandAnswersCutAnywhere() {
        welcome(8, 1 << 20, 0);
        answer(send(0));
        answer(send(1));
        int length = inLimit;

        int consumed = 0;
        for (int limit = 1; limit <= length; limit++) {
            UnsafeBuffer rest = new UnsafeBuffer(ByteBuffer.allocateDirect(length));
            rest.putBytes(0, in, consumed, limit - consumed);
            consumed += exchange.receive(rest, limit - consumed, 3_000);
        }
        recording.commit();

        assertEquals(length, consumed);
        assertEquals(2, recording.rightCount());
    }

    @Test
    void shouldNoticeAWrongPayload() {
        welcome(8, 1 << 20, 0);
        answer(send(0));
        in.putByte(HEADER_LENGTH, (byte) ~in.getByte(HEADER_LENGTH));

        receiveAll(3_000);

        assertEquals(1, recording.wrongCount());
        assertTrue(recording.firstFault().startsWith("the answer to request 0 is not the payload that was sent"));
        assertEquals(0, exchange.outstanding());
    }

    @Test
    void shouldVerifyAChecksumThatIsThere() {
        welcome(8, 1 << 20, 0);
        int first = inLimit;
        answer(send(0));
        int second = inLimit;
        answer(send(1));
        int crc = new FrameChecksum().compute(in.byteBuffer().duplicate(), first, FRAME_LENGTH);
        frame.wrap(in, first).crc32c(crc);
        frame.wrap(in, second).crc32c(crc);

        receiveAll(3_000);

        assertEquals(1, recording.rightCount());
        assertEquals(1, recording.wrongCount());
    }

    @Test
    void shouldCountAnswersToNothing() {
        welcome(8, 1 << 20, 0);
        int first = send(0);
        answer(first);
        answer(first);
        frame(FrameKind.RESPONSE, 12345, 0);
        frame(FrameKind.TICK, 0, 0);

        receiveAll(3_000);

        assertEquals(1, recording.rightCount());
        assertEquals(3, recording.unexpectedCount());
    }

    @Test
    void shouldCountErrorsByStatus() {
        welcome(8, 1 << 20, 0);
        int offset = send(0);
        error(request.wrap(outbound.buffer(), offset).correlationId(), Status.OVERLOADED, "too much");
        error(0, Status.SHUTTING_DOWN, "bye");

        receiveAll(3_000);

        assertEquals(1, recording.failedCount(Status.OVERLOADED.code()));
        assertEquals(1, recording.unexpectedCount());
        assertEquals("request 0 was answered OVERLOADED: too much", recording.firstFault());
        assertEquals(0, exchange.outstanding());
        assertEquals("OVERLOADED", exchange.statusName(Status.OVERLOADED.code()));
        assertEquals("STATUS_999", exchange.statusName(999));
    }

    @Test
    void shouldCountAResponseWithAStatusAsFailed() {
        welcome(8, 1 << 20, 0);
        answer(send(0));
        frame.wrap(in, 0).status(Status.TIMEOUT.code());

        receiveAll(3_000);

        assertEquals(1, recording.failedCount(Status.TIMEOUT.code()));
    }

    @Test
    void shouldAnswerAPing() {
        welcome(8, 1 << 20, 0);
        frame(FrameKind.PING, 99, 4);
        int offset = outboundEnd();

        receiveAll(3_000);

        request.wrap(outbound.buffer(), offset);
        assertEquals(FrameKind.PONG, request.kind());
        assertEquals(99, request.correlationId());
        assertEquals(4, request.payloadLength());
    }

    @Test
    void shouldSayWhyHelloWasRefused() {
        error(0, Status.UNAUTHORIZED, "no such key");

        ProtocolFaultException refusal =
                assertThrows(ProtocolFaultException.class, () -> exchange.receive(in, inLimit, 0));

        assertEquals("the server answered HELLO with UNAUTHORIZED: no such key", refusal.getMessage());
    }

    @Test
    void shouldRefuseBytesThatAreNoFrame() {
        welcome(8, 1 << 20, 0);
        frame(FrameKind.RESPONSE, 1, 0);
        for (int length : new int[] {-1, 0, HEADER_LENGTH - 1, (1 << 20) + 1}) {
            frame.wrap(in, 0).length(length);
            assertThrows(ProtocolFaultException.class, () -> exchange.receive(in, inLimit, 0));
        }
        frame.wrap(in, 0).init(FrameKind.RESPONSE, 0);
        in.putByte(4, (byte) 9);
        assertThrows(ProtocolFaultException.class, () -> exchange.receive(in, inLimit, 0));
    }

    @Test
    void shouldRefuseAWelcomeThatAllowsNothingOrComesTwice() {
        welcomeFrame(0, 1000, 0);
        assertThrows(ProtocolFaultException.class, () -> exchange.receive(in, inLimit, 0));
        inLimit = 0;
        welcomeFrame(1, HEADER_LENGTH - 1, 0);
        assertThrows(ProtocolFaultException.class, () -> exchange.receive(in, inLimit, 0));
        inLimit = 0;
        welcome(8, 1000, 0);
        welcomeFrame(8, 1000, 0);
        assertThrows(ProtocolFaultException.class, () -> exchange.receive(in, inLimit, 0));
    }

    private void welcome(int maxInFlight, int maxFrameLength, long lastApplied) {
        welcomeFrame(maxInFlight, maxFrameLength, lastApplied);
        receiveAll(0);
        assertTrue(exchange.isReady());
    }

    private void welcomeFrame(int maxInFlight, int maxFrameLength, long lastApplied) {
        frame(FrameKind.WELCOME, 0, 24).sessionId(SESSION);
        in.putLong(frame.payloadOffset() + 8, lastApplied, ORDER);
        in.putInt(frame.payloadOffset() + 16, maxFrameLength, ORDER);
        in.putInt(frame.payloadOffset() + 20, maxInFlight, ORDER);
    }

    /** @return where the request is in the outbound buffer */
    private int send(long index) {
        int offset = outboundEnd();
        exchange.send(index, 1_000, 2_000);
        return offset;
    }

    private int outboundEnd() {
        return outbound.claim(0);
    }

    private void answer(int requestOffset) {
        request.wrap(outbound.buffer(), requestOffset);
        frame(FrameKind.RESPONSE, request.correlationId(), SIZE);
        in.putBytes(frame.payloadOffset(), request.buffer(), request.payloadOffset(), SIZE);
    }

    private void error(long correlationId, Status status, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        frame(FrameKind.ERROR, correlationId, ErrorPayload.length(bytes)).status(status.code());
        ErrorPayload.encode(in, frame.payloadOffset(), status, bytes);
    }

    private FrameFlyweight frame(int kind, long correlationId, int payloadLength) {
        frame.wrap(in, inLimit).init(kind, payloadLength).correlationId(correlationId);
        inLimit += frame.length();
        return frame;
    }

    private void receiveAll(long nowNs) {
        assertEquals(inLimit, exchange.receive(in, inLimit, nowNs));
        recording.commit();
        inLimit = 0;
    }
}
