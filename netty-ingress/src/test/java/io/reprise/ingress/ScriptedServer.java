package io.reprise.ingress;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.reprise.ingress.binary.HelloPayload;
import io.reprise.kernel.frame.ControlMethod;
import io.reprise.kernel.frame.ErrorPayload;
import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.frame.FrameKind;
import io.reprise.kernel.frame.FrameLayout;
import io.reprise.kernel.frame.Status;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A server that does to its n-th connection what the n-th script says, one connection after the other. A script that
 * ends closes its connection; after the last script nobody is accepted any more. What a script finds wrong is thrown by
 * {@link #close}.
 */
final class ScriptedServer implements AutoCloseable {
    private static final int TIMEOUT_MS = 10_000;
    private static final int MAX_FRAME_LENGTH = 4096;

    private final ServerSocket listener;
    private final Thread thread;
    private final AtomicReference<Throwable> wrong = new AtomicReference<>();

    /** What happens on one connection. */
    @FunctionalInterface
    interface Script {
        void run(Peer peer) throws Exception;
    }

    private ScriptedServer(ServerSocket listener, List<Script> scripts) {
        this.listener = listener;
        this.thread = new Thread(() -> run(scripts), "scripted");
        thread.start();
    }

    static ScriptedServer of(Script... scripts) throws IOException {
        return on(new ServerSocket(0, 5, InetAddress.getLoopbackAddress()), scripts);
    }

    static ScriptedServer on(ServerSocket listener, Script... scripts) {
        return new ScriptedServer(listener, List.of(scripts));
    }

    int port() {
        return listener.getLocalPort();
    }

    private void run(List<Script> scripts) {
        try (listener) {
            for (Script script : scripts) {
                try (Socket socket = listener.accept()) {
                    socket.setTcpNoDelay(true);
                    socket.setSoTimeout(TIMEOUT_MS);
                    script.run(new Peer(socket));
                }
            }
        } catch (Exception | AssertionError e) {
            wrong.set(e);
        }
    }

    /** Waits for the last script's end. */
    @Override
    public void close() {
        try {
            thread.join(TIMEOUT_MS);
            listener.close();
            thread.join();
        } catch (InterruptedException | IOException e) {
            throw new AssertionError(e);
        }
        if (wrong.get() != null) {
            throw new AssertionError("a script failed", wrong.get());
        }
    }

    /** The client at the other end of a connection. */
    static final class Peer {
        private final Socket socket;

        Peer(Socket socket) {
            this.socket = socket;
        }

        FrameFlyweight read() throws IOException {
            return Wire.readFrame(socket.getInputStream());
        }

        FrameFlyweight hello(int flags, long clientId) throws IOException {
            FrameFlyweight hello = read();
            assertEquals(FrameKind.HELLO, hello.kind());
            assertEquals(flags, HelloPayload.flags(hello.buffer(), hello.payloadOffset()));
            assertEquals(clientId, HelloPayload.clientId(hello.buffer(), hello.payloadOffset()));
            return hello;
        }

        /** Expects HELLO for a new connection and answers it. */
        Peer welcome(long sessionId) throws IOException {
            hello(0, 0);
            return sendWelcome(sessionId, 100);
        }

        Peer sendWelcome(long sessionId, int maxInFlight) throws IOException {
            byte[] payload = new byte[HelloPayload.WELCOME_LENGTH];
            HelloPayload.putWelcome(new UnsafeBuffer(payload), 0, sessionId, 0, MAX_FRAME_LENGTH, maxInFlight);
            byte[] welcome = Wire.frame(FrameKind.WELCOME, 0, 0, 0, payload);
            Wire.view(welcome).sessionId(sessionId);
            return send(welcome);
        }

        /** Reads a request and expects it to have this id. */
        FrameFlyweight request(long correlationId) throws IOException {
            FrameFlyweight request = read();
            assertEquals(FrameKind.REQUEST, request.kind(), request::toString);
            assertEquals(correlationId, request.correlationId(), request::toString);
            return request;
        }

        Peer answer(long correlationId, String text) throws IOException {
            return send(response(correlationId, text));
        }

        static byte[] response(long correlationId, String text) {
            return Wire.frame(FrameKind.RESPONSE, 1, 1, correlationId, text.getBytes(StandardCharsets.UTF_8));
        }

        Peer part(long correlationId, String text, boolean last) throws IOException {
            byte[] part = Wire.frame(FrameKind.PART, 1, 1, correlationId, text.getBytes(StandardCharsets.UTF_8));
            Wire.view(part).flags(last ? FrameLayout.FLAG_LAST : 0);
            return send(part);
        }

        Peer error(long correlationId, Status status, String text) throws IOException {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            byte[] payload = new byte[ErrorPayload.length(bytes)];
            ErrorPayload.encode(new UnsafeBuffer(payload), 0, status, bytes);
            byte[] error = Wire.frame(FrameKind.ERROR, 0, 0, correlationId, payload);
            Wire.view(error).status(status.code());
            return send(error);
        }

        Peer send(byte[] bytes) throws IOException {
            socket.getOutputStream().write(bytes);
            return this;
        }

        /** The client closes its session and says no more. */
        void awaitSessionEnd() throws IOException {
            FrameFlyweight close = read();
            assertEquals(FrameKind.CONTROL, close.kind());
            assertEquals(ControlMethod.CLOSE_SESSION, close.method());
            awaitEnd();
        }

        /** The client says no more. */
        void awaitEnd() throws IOException {
            assertEquals(-1, socket.getInputStream().read(), "the client goes on");
        }
    }
}
