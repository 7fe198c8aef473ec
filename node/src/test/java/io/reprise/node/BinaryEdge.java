package io.reprise.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reprise.kernel.frame.FrameChecksum;
import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.frame.FrameKind;
import io.reprise.kernel.frame.FrameLayout;
import io.reprise.kernel.frame.Status;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a binary client may do wrong, and what it gets for it; every other client notices nothing. */
@TestInstance(Lifecycle.PER_CLASS)
abstract class BinaryEdge {
    private static final int MAX_FRAME_LENGTH = 65_536;
    private static final int MAX_IN_FLIGHT = 16;
    private static final long ID = 77;
    private static final long PATIENCE_NS = 10_000_000_000L;
    private static final long ANY_ID = Long.MIN_VALUE;

    private final String threading;
    private EdgeServer server;

    /** @param threading of the server that all tests talk to */
    BinaryEdge(String threading) {
        this.threading = threading;
    }

    @BeforeAll
    void start() throws IOException {
        server = new EdgeServer(
                threading,
                "--max-frame",
                Integer.toString(MAX_FRAME_LENGTH),
                "--max-in-flight",
                Integer.toString(MAX_IN_FLIGHT),
                "--slow-reader-timeout",
                "300");
    }

    @AfterAll
    void stop() throws IOException {
        server.close();
    }

    @BeforeEach
    @AfterEach
    void assertUnharmed() throws IOException {
        server.assertUnharmed();
    }

    static Stream<Arguments> unbelievable() {
        byte[] version = poison();
        new UnsafeBuffer(version).putShort(FrameLayout.VERSION_OFFSET, (short) 2, FrameLayout.ORDER);
        byte[] damaged = checked(poison());
        damaged[FrameLayout.PAYLOAD_OFFSET] ^= 1;
        return Stream.of(
                refused(
                        "2 GiB",
                        length(Integer.MAX_VALUE),
                        Status.FRAME_TOO_LONG,
                        ID,
                        "2147483647 is more than the limit"),
                refused("negative length", length(-1), Status.FRAME_TOO_LONG, ID, "4294967295 is more than the limit"),
                refused(
                        "one byte too long",
                        length(MAX_FRAME_LENGTH + 1),
                        Status.FRAME_TOO_LONG,
                        ID,
                        "65537 is more than the limit of 65536"),
                refused(
                        "one byte too short",
                        length(63),
                        Status.MALFORMED_FRAME,
                        0,
                        "63 is less than the header of 64"),
                refused("no length", length(0), Status.MALFORMED_FRAME, 0, "0 is less than the header of 64"),
                refused("wrong version", version, Status.UNSUPPORTED_VERSION, ID, "frame version 2 is not spoken here"),
                refused("wrong checksum", damaged, Status.CHECKSUM_MISMATCH, ID, "do not match its crc32c"),
                refused("a RESPONSE", kind(FrameKind.RESPONSE), Status.PROTOCOL_VIOLATION, ID, "not RESPONSE"),
                refused("a TICK", kind(FrameKind.TICK), Status.PROTOCOL_VIOLATION, ID, "not TICK"),
                refused(
                        "a CONTROL",
                        kind(FrameKind.CONTROL),
                        Status.PROTOCOL_VIOLATION,
                        ID,
                        "only to close its exactly-once session"),
                refused("a PADDING", kind(FrameKind.PADDING), Status.PROTOCOL_VIOLATION, ID, "not PADDING"),
                refused("no kind", kind(999), Status.PROTOCOL_VIOLATION, ID, "not KIND_999"),
                refused("HELLO again", kind(FrameKind.HELLO), Status.PROTOCOL_VIOLATION, ID, "HELLO may be sent once"));
    }

    private static Arguments refused(String name, byte[] frame, Status status, long correlationId, String text) {
        return Arguments.of(name, frame, status, correlationId, text);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("unbelievable")
    void shouldAnswerWhatCameBeforeAndSayWhatIsWrong(
            String name, byte[] frame, Status status, long correlationId, String text) throws IOException {
        try (BinaryClient client = server.binary()) {
            client.send(BinaryClient.echo(1, new byte[8]), BinaryClient.echo(2, new byte[8]), frame, poison());

            assertEquals(1, client.readFrame().correlationId());
            assertEquals(2, client.readFrame().correlationId());
            assertRefusal(client.readFrame(), status, correlationId, text);
            assertTrue(client.isAtEnd());
        }
    }

    static Stream<Arguments> wrongGreetings() {
        byte[] protocol = BinaryClient.hello(0);
        new UnsafeBuffer(protocol).putShort(FrameLayout.PAYLOAD_OFFSET, (short) 2, FrameLayout.ORDER);
        byte[] keyMissing = BinaryClient.hello(0);
        new UnsafeBuffer(keyMissing).putShort(FrameLayout.PAYLOAD_OFFSET + 2, (short) 5, FrameLayout.ORDER);
        return Stream.of(
                refused("a REQUEST first", poison(), Status.PROTOCOL_VIOLATION, ID, "must be HELLO, not REQUEST"),
                refused("a PING first", kind(FrameKind.PING), Status.PROTOCOL_VIOLATION, ID, "must be HELLO, not PING"),
                refused(
                        "an empty HELLO",
                        BinaryClient.frame(FrameKind.HELLO, 0, 0, ID, new byte[0]),
                        Status.MALFORMED_FRAME,
                        ID,
                        "HELLO takes 16 bytes and the key; got 0"),
                refused("a HELLO without its key", keyMissing, Status.MALFORMED_FRAME, 0, "and the key; got 16"),
                refused(
                        "another protocol",
                        protocol,
                        Status.UNSUPPORTED_VERSION,
                        0,
                        "protocol version 2 is not spoken"),
                refused(
                        "HTTP",
                        text("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"),
                        Status.FRAME_TOO_LONG,
                        ANY_ID,
                        "more than"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrongGreetings")
    void shouldRefuseAWrongGreeting(String name, byte[] first, Status status, long correlationId, String text)
            throws IOException {
        try (BinaryClient client = BinaryClient.open(server.process().binary())) {
            client.send(first, poison());

            FrameFlyweight error = client.readFrame();

            assertRefusal(error, status, correlationId == ANY_ID ? error.correlationId() : correlationId, text);
            assertTrue(client.isAtEnd());
        }
    }

    @Test
    void shouldWelcomeAClientOnce() throws IOException {
        try (BinaryClient client = BinaryClient.open(server.process().binary())) {
            client.send(BinaryClient.hello(0));

            FrameFlyweight welcome = client.readFrame();

            assertEquals(FrameKind.WELCOME, welcome.kind());
            assertTrue(welcome.sessionId() > 0);
            UnsafeBuffer payload = new UnsafeBuffer(BinaryClient.payload(welcome));
            assertEquals(welcome.sessionId(), payload.getLong(0, FrameLayout.ORDER));
            assertEquals(MAX_FRAME_LENGTH, payload.getInt(16, FrameLayout.ORDER));
            assertEquals(MAX_IN_FLIGHT, payload.getInt(20, FrameLayout.ORDER));
        }
    }

    @Test
    void shouldGoOnAfterWhatTheKernelRefuses() throws IOException {
        try (BinaryClient client = server.binary()) {
            client.send(
                    BinaryClient.frame(FrameKind.REQUEST, 999, 1, 1, new byte[8]),
                    BinaryClient.frame(FrameKind.REQUEST, 1, 999, 2, new byte[8]),
                    BinaryClient.frame(FrameKind.REQUEST, 1, 2, 3, new byte[8]));

            assertRefusal(client.readFrame(), Status.UNKNOWN_SERVICE, 1, "there is no service 999");
            assertRefusal(client.readFrame(), Status.UNKNOWN_METHOD, 2, "service 1 has no method 999");
            assertRefusal(client.readFrame(), Status.INVALID_REQUEST, 3, "add takes 16 bytes");
            client.send(BinaryClient.echo(4, new byte[8]));
            assertEquals(FrameKind.RESPONSE, client.readFrame().kind());
        }
    }

    @Test
    void shouldTakeACheckedFrameAndAPing() throws IOException {
        try (BinaryClient client = server.binary()) {
            byte[] ping = BinaryClient.frame(FrameKind.PING, 0, 0, 2, new byte[] {1, 2, 3});
            client.send(checked(BinaryClient.echo(1, new byte[100])), checked(ping));

            FrameFlyweight pong = client.readFrame(); // the edge's own answers need not wait for the kernel's
            FrameFlyweight echo = client.readFrame();

            assertEquals(FrameKind.PONG, pong.kind());
            assertEquals(2, pong.correlationId());
            assertEquals(3, BinaryClient.payload(pong)[2]);
            assertEquals(FrameKind.RESPONSE, echo.kind());
            assertEquals(1, echo.correlationId());
        }
    }

    @Test
    void shouldTakeFramesInTwoPiecesCutAnywhere() throws IOException {
        byte[] frames = BinaryClient.join(
                BinaryClient.echo(1, new byte[0]),
                BinaryClient.echo(2, new byte[33]),
                BinaryClient.echo(3, new byte[8]));
        try (BinaryClient client = server.binary()) {
            for (int at = 1; at < frames.length; at++) {
                client.send(Arrays.copyOfRange(frames, 0, at));
                client.send(Arrays.copyOfRange(frames, at, frames.length));

                for (int id = 1; id <= 3; id++) {
                    assertEquals(id, client.readFrame().correlationId(), "cut at " + at);
                }
            }
        }
    }

    @Test
    void shouldTakeManyMoreFramesInOneWriteThanMayBeInFlight() throws IOException {
        int count = 2_000;
        byte[][] frames = IntStream.rangeClosed(1, count)
                .mapToObj(id -> BinaryClient.echo(id, new byte[id % 300]))
                .toArray(byte[][]::new);
        try (BinaryClient client = server.binary()) {
            client.send(frames).endOutput();

            for (int id = 1; id <= count; id++) {
                FrameFlyweight answer = client.readFrame();
                assertEquals(id, answer.correlationId());
                assertEquals(id % 300, answer.payloadLength());
            }
            assertTrue(client.isAtEnd());
        }
    }

    @Test
    void shouldAnswerWhatCameWholeBeforeTheConnectionEndedInsideAFrame() throws IOException {
        byte[] cut = Arrays.copyOf(BinaryClient.echo(ID, new byte[100]), 130);
        try (BinaryClient client = server.binary()) {
            client.send(BinaryClient.echo(1, new byte[8]), cut).endOutput();

            assertEquals(1, client.readFrame().correlationId());
            assertRefusal(
                    client.readFrame(), Status.MALFORMED_FRAME, ID, "ended inside a frame, after 130 bytes of it");
            assertTrue(client.isAtEnd());
        }
    }

    @Test
    void shouldForgetAClientThatGoesInsideAFrame() throws IOException {
        double before = server.process().metric("reprise_connections");
        byte[] frame = BinaryClient.echo(1, new byte[100]);
        for (int length = 1; length < frame.length; length += 7) {
            try (BinaryClient client = server.binary()) {
                client.send(Arrays.copyOf(frame, length));
            }
        }

        long startNs = System.nanoTime();
        while (server.process().metric("reprise_connections") > before) {
            assertTrue(System.nanoTime() - startNs < PATIENCE_NS, "connections stay");
        }
    }

    @Test
    void shouldEndAClientThatDoesNotReadAndNoOther() throws Exception {
        double before = server.process().metric("reprise_slow_readers_closed_total");
        byte[] request = BinaryClient.echo(1, new byte[60_000]);
        try (BinaryClient deaf = server.binary();
                BinaryClient other = server.binary()) {
            CompletableFuture<IOException> flood =
                    CompletableFuture.supplyAsync(() -> assertThrows(IOException.class, () -> {
                        while (true) {
                            deaf.send(request);
                        }
                    }));

            for (long id = 1; !flood.isDone(); id++) {
                other.send(BinaryClient.echo(id, new byte[100]));
                assertEquals(id, other.readFrame().correlationId());
            }

            assertTrue(flood.join().getMessage() != null);
            assertEquals(before + 1, server.process().metric("reprise_slow_readers_closed_total"));
        }
    }

    private static byte[] poison() {
        return EdgeServer.poison(ID);
    }

    /** Says another length than it has. */
    private static byte[] length(int length) {
        byte[] frame = poison();
        BinaryClient.view(frame).length(length);
        return frame;
    }

    private static byte[] kind(int kind) {
        return BinaryClient.frame(kind, 1, 1, ID, new byte[16]);
    }

    private static byte[] text(String text) {
        return text.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    }

    private static byte[] checked(byte[] frame) {
        ByteBuffer direct = ByteBuffer.allocateDirect(frame.length).put(frame);
        BinaryClient.view(frame).crc32c(new FrameChecksum().compute(direct, 0, frame.length));
        return frame;
    }

    private static void assertRefusal(FrameFlyweight error, Status status, long correlationId, String text) {
        assertTrue(BinaryClient.text(error).contains(text), () -> BinaryClient.text(error));
        assertEquals(status, Status.of(error.status()));
        assertEquals(correlationId, error.correlationId());
    }
}
