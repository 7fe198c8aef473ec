package io.reprise.ingress;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reprise.ingress.binary.HelloPayload;
import io.reprise.ingress.connection.Refusal;
import io.reprise.kernel.frame.ControlMethod;
import io.reprise.kernel.frame.ErrorPayload;
import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.frame.FrameKind;
import io.reprise.kernel.frame.FrameLayout;
import io.reprise.kernel.frame.Status;
import io.reprise.kernel.stage.ThreadingMode;
import java.io.IOException;
import java.net.Socket;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ExactlyOnceSessionTest {
    private static final int ONCE = HelloPayload.FLAG_EXACTLY_ONCE;

    private TestEdge edge;

    @AfterEach
    void close() {
        edge.close();
    }

    @ParameterizedTest
    @EnumSource
    void shouldAnswerAgainOnAnotherConnectionWithoutASecondEffect(ThreadingMode threading) throws IOException {
        edge = new TestEdge(threading);
        long clientId;
        byte[] answer;
        try (Socket first = Wire.connect(edge.binary())) {
            first.getOutputStream().write(Wire.join(Wire.hello(ONCE, 0), add(1, 5))); // not waiting for WELCOME
            FrameFlyweight welcome = Wire.readFrame(first.getInputStream());
            clientId = payload(welcome, 0);
            assertEquals(FrameKind.WELCOME, welcome.kind());
            assertEquals(clientId, welcome.sessionId());
            assertEquals(0, payload(welcome, 8));
            assertEquals(16, payload(welcome, 16) >>> 32); // less than the window
            answer = bytes(Wire.readFrame(first.getInputStream()));
            assertEquals(5, payload(Wire.view(answer), 0));
        }
        try (Socket second = Wire.connect(edge.binary())) {
            second.getOutputStream().write(Wire.join(Wire.hello(0, clientId), add(1, 5), add(2, 1)));
            FrameFlyweight welcome = Wire.readFrame(second.getInputStream());
            assertEquals(clientId, payload(welcome, 0));
            assertEquals(1, payload(welcome, 8));

            FrameFlyweight repeated = Wire.readFrame(second.getInputStream());
            assertEquals(FrameLayout.FLAG_REPEATED, repeated.flags());
            repeated.flags(0);
            assertArrayEquals(answer, bytes(repeated));
            assertEquals(6, payload(Wire.readFrame(second.getInputStream()), 0));
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldGiveTheSessionToWhoComesLast(ThreadingMode threading) throws IOException {
        edge = new TestEdge(threading);
        try (Socket first = Wire.connect(edge.binary());
                Socket second = Wire.connect(edge.binary())) {
            first.getOutputStream().write(Wire.hello(ONCE, 0));
            long clientId = payload(Wire.readFrame(first.getInputStream()), 0);
            second.getOutputStream().write(Wire.join(Wire.hello(ONCE, clientId), add(1, 5)));

            assertEquals(
                    FrameKind.WELCOME, Wire.readFrame(second.getInputStream()).kind());
            assertEquals(5, payload(Wire.readFrame(second.getInputStream()), 0));
            FrameFlyweight displaced = Wire.readFrame(first.getInputStream());
            assertEquals(Status.ALREADY_RUNNING.code(), displaced.status());
            assertThrows(IOException.class, () -> Wire.readFrame(first.getInputStream()));
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldSendWhatWasAskedBeforeToTheConnectionThatCameBack(ThreadingMode threading) throws IOException {
        edge = new TestEdge(threading);
        try (Socket first = Wire.connect(edge.binary());
                Socket second = Wire.connect(edge.binary())) {
            first.getOutputStream().write(Wire.hello(ONCE, 0));
            long clientId = payload(Wire.readFrame(first.getInputStream()), 0);
            edge.holdAnswers();
            first.getOutputStream().write(add(1, 5));
            Await.until(() -> edge.kernel().appliedSequence() == 2);
            second.getOutputStream().write(Wire.join(Wire.hello(ONCE, clientId), add(1, 5)));
            Await.until(() -> edge.kernel().appliedSequence() == 3);
            edge.releaseAnswers();

            assertEquals(5, payload(Wire.readFrame(first.getInputStream()), 0)); // in the order of the journal
            assertEquals(
                    FrameKind.WELCOME, Wire.readFrame(second.getInputStream()).kind());
            assertEquals(5, payload(Wire.readFrame(second.getInputStream()), 0));
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldRefuseASessionItDoesNotKnow(ThreadingMode threading) throws IOException {
        edge = new TestEdge(threading);
        try (Socket client = Wire.connect(edge.binary())) {
            client.getOutputStream().write(Wire.join(Wire.hello(ONCE, 4711), add(1, 5)));

            FrameFlyweight error = Wire.readFrame(client.getInputStream());
            assertEquals(Status.SESSION_NOT_FOUND.code(), error.status());
            assertTrue(ErrorPayload.text(error).contains("client 4711 has no session here"), ErrorPayload.text(error));
            assertThrows(IOException.class, () -> Wire.readFrame(client.getInputStream()));
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldAnswerWhatIsUnderWayAndForgetASessionThatIsClosed(ThreadingMode threading) throws IOException {
        edge = new TestEdge(threading);
        byte[] close = Wire.frame(FrameKind.CONTROL, 0, ControlMethod.CLOSE_SESSION, 0, new byte[0]);
        try (Socket client = Wire.connect(edge.binary())) {
            client.getOutputStream().write(Wire.join(Wire.hello(ONCE, 0), add(1, 5), close, add(2, 5)));

            assertEquals(
                    FrameKind.WELCOME, Wire.readFrame(client.getInputStream()).kind());
            assertEquals(5, payload(Wire.readFrame(client.getInputStream()), 0));
            assertThrows(IOException.class, () -> Wire.readFrame(client.getInputStream()));
            Await.until(() -> edge.kernel().appliedSequence() == 3);
        }
        try (Socket client = Wire.connect(edge.binary())) {
            client.getOutputStream().write(Wire.join(Wire.hello(), close));

            assertEquals(
                    FrameKind.WELCOME, Wire.readFrame(client.getInputStream()).kind());
            assertEquals(
                    Status.PROTOCOL_VIOLATION.code(),
                    Wire.readFrame(client.getInputStream()).status());
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldOpenNoSessionWhileNoRequestIsTaken(ThreadingMode threading) throws IOException {
        edge = new TestEdge(threading);
        edge.admission().close(new Refusal(Status.STORAGE_FULL, "no room", 1_000));
        try (Socket client = Wire.connect(edge.binary())) {
            client.getOutputStream().write(Wire.hello(ONCE, 0));

            assertEquals(
                    Status.STORAGE_FULL.code(),
                    Wire.readFrame(client.getInputStream()).status());
        }
    }

    private static byte[] add(long id, long delta) {
        byte[] payload = new byte[16];
        new UnsafeBuffer(payload).putLong(0, 7, FrameLayout.ORDER);
        new UnsafeBuffer(payload).putLong(8, delta, FrameLayout.ORDER);
        return Wire.frame(FrameKind.REQUEST, 1, 2, id, payload);
    }

    private static long payload(FrameFlyweight frame, int offset) {
        return frame.buffer().getLong(frame.payloadOffset() + offset, FrameLayout.ORDER);
    }

    private static byte[] bytes(FrameFlyweight frame) {
        byte[] bytes = new byte[frame.length()];
        frame.buffer().getBytes(frame.offset(), bytes);
        return bytes;
    }
}
