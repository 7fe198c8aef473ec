package io.reprise.perf.faults;

import io.reprise.ingress.binary.HelloPayload;
import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.frame.FrameKind;
import io.reprise.kernel.frame.FrameLayout;
import io.reprise.kernel.frame.Status;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import org.agrona.concurrent.UnsafeBuffer;

/** A connection to the binary port that blocks. One thread. */
final class FrameSocket implements AutoCloseable {
    private static final int ECHO_SERVICE = 1;
    private static final int ECHO = 1;
    private static final int ADD = 2;

    private final Socket socket = new Socket();
    private final DataInputStream in;
    private long clientId;
    private long sessionId;

    private FrameSocket(InetSocketAddress address, int timeoutMs) throws IOException {
        try {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(timeoutMs);
            socket.connect(address, timeoutMs);
            in = new DataInputStream(socket.getInputStream());
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /**
     * Connects and waits for WELCOME.
     *
     * @param timeoutMs for this and for every answer
     */
    static FrameSocket connect(InetSocketAddress address, int timeoutMs) throws IOException {
        return connect(address, timeoutMs, 0, 0);
    }

    /**
     * The same, in an exactly-once session.
     *
     * @param clientId of the session to come back to; 0 = a new one
     */
    static FrameSocket connectExactlyOnce(InetSocketAddress address, int timeoutMs, long clientId) throws IOException {
        return connect(address, timeoutMs, HelloPayload.FLAG_EXACTLY_ONCE, clientId);
    }

    private static FrameSocket connect(InetSocketAddress address, int timeoutMs, int flags, long clientId)
            throws IOException {
        FrameSocket connection = new FrameSocket(address, timeoutMs);
        try {
            byte[] hello = new byte[HelloPayload.HELLO_LENGTH];
            HelloPayload.putHello(new UnsafeBuffer(hello), 0, flags, clientId);
            connection.send(frame(FrameKind.HELLO, 0, 0, 0, hello));
            FrameFlyweight answer = connection.read();
            if (answer.status() == Status.SESSION_NOT_FOUND.code()) {
                throw new IllegalStateException("the server has forgotten session " + clientId);
            }
            if (answer.kind() != FrameKind.WELCOME) {
                throw new IOException("expected WELCOME, got " + answer);
            }
            connection.sessionId = answer.sessionId();
            connection.clientId = answer.buffer().getLong(answer.payloadOffset(), FrameLayout.ORDER);
            return connection;
        } catch (IOException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    /** As WELCOME says. */
    long clientId() {
        return clientId;
    }

    /** As WELCOME says. */
    long sessionId() {
        return sessionId;
    }

    static byte[] echo(long correlationId, byte[] payload) {
        return frame(FrameKind.REQUEST, ECHO_SERVICE, ECHO, correlationId, payload);
    }

    static byte[] add(long correlationId, long key, long delta) {
        byte[] payload = new byte[2 * Long.BYTES];
        UnsafeBuffer buffer = new UnsafeBuffer(payload);
        buffer.putLong(0, key, FrameLayout.ORDER);
        buffer.putLong(Long.BYTES, delta, FrameLayout.ORDER);
        return frame(FrameKind.REQUEST, ECHO_SERVICE, ADD, correlationId, payload);
    }

    /** A request without payload; its correlation id is 0. */
    static byte[] request(int service, int method) {
        return frame(FrameKind.REQUEST, service, method, 0, new byte[0]);
    }

    /** Whether a journaled frame is a request to service echo. */
    static boolean isEcho(FrameFlyweight frame) {
        return frame.kind() == FrameKind.REQUEST && frame.service() == ECHO_SERVICE;
    }

    /** Whether a journaled frame adds. */
    static boolean isAdd(FrameFlyweight frame) {
        return isEcho(frame) && frame.method() == ADD;
    }

    /** The key of an addition. */
    static long key(FrameFlyweight add) {
        return add.buffer().getLong(add.payloadOffset(), FrameLayout.ORDER);
    }

    /** The summand of an addition. */
    static long delta(FrameFlyweight add) {
        return add.buffer().getLong(add.payloadOffset() + Long.BYTES, FrameLayout.ORDER);
    }

    private static byte[] frame(int kind, int service, int method, long correlationId, byte[] payload) {
        byte[] bytes = new byte[FrameLayout.HEADER_LENGTH + payload.length];
        FrameFlyweight frame = new FrameFlyweight()
                .wrap(new UnsafeBuffer(bytes), 0)
                .init(kind, payload.length)
                .service(service)
                .method(method)
                .correlationId(correlationId);
        frame.buffer().putBytes(frame.payloadOffset(), payload);
        return bytes;
    }

    /** In one write. */
    void send(byte[]... frames) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] frame : frames) {
            all.writeBytes(frame);
        }
        socket.getOutputStream().write(all.toByteArray());
    }

    /** The next frame, in bytes of its own. */
    FrameFlyweight read() throws IOException {
        int length = Integer.reverseBytes(in.readInt());
        byte[] frame = new byte[length];
        in.readFully(frame, Integer.BYTES, length - Integer.BYTES);
        UnsafeBuffer buffer = new UnsafeBuffer(frame);
        buffer.putInt(0, length, FrameLayout.ORDER);
        return new FrameFlyweight().wrap(buffer, 0);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
