package io.reprise.node;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.reprise.ingress.binary.HelloPayload;
import io.reprise.kernel.frame.ErrorPayload;
import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.frame.FrameKind;
import io.reprise.kernel.frame.FrameLayout;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.agrona.concurrent.UnsafeBuffer;

/** A binary client on a plain socket that sends any bytes, right or wrong. Waits ten seconds at most. One thread. */
final class BinaryClient implements AutoCloseable {
    private static final int TIMEOUT_MS = 10_000;
    private static final int ECHO_SERVICE = 1;
    private static final int ECHO = 1;
    private static final int ADD = 2;

    private final Socket socket;
    private final InputStream in;

    private BinaryClient(Socket socket) throws IOException {
        this.socket = socket;
        this.in = socket.getInputStream();
    }

    /** A connection on which nothing has been said. */
    static BinaryClient open(InetSocketAddress address) throws IOException {
        Socket socket = new Socket();
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(TIMEOUT_MS);
        socket.connect(address, TIMEOUT_MS);
        return new BinaryClient(socket);
    }

    /** A connection on which nothing has been said in this protocol; TLS perhaps. */
    static BinaryClient over(Socket socket) throws IOException {
        socket.setSoTimeout(TIMEOUT_MS);
        return new BinaryClient(socket);
    }

    /** A connection after HELLO and WELCOME. */
    static BinaryClient connect(InetSocketAddress address) throws IOException {
        return connect(address, "");
    }

    static BinaryClient connect(InetSocketAddress address, String key) throws IOException {
        BinaryClient client = open(address);
        client.send(hello(0, 0, key));
        assertEquals(FrameKind.WELCOME, client.readFrame().kind());
        return client;
    }

    /** A HELLO without a key. */
    static byte[] hello(long clientId) {
        return hello(0, clientId);
    }

    static byte[] hello(int flags, long clientId) {
        return hello(flags, clientId, "");
    }

    static byte[] hello(int flags, long clientId, String key) {
        byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
        byte[] payload = new byte[HelloPayload.HELLO_LENGTH + bytes.length];
        HelloPayload.putHello(new UnsafeBuffer(payload), 0, flags, clientId, bytes);
        return frame(FrameKind.HELLO, 0, 0, 0, payload);
    }

    static byte[] echo(long correlationId, byte[] payload) {
        return frame(FrameKind.REQUEST, ECHO_SERVICE, ECHO, correlationId, payload);
    }

    static byte[] add(long correlationId, long key, long delta) {
        byte[] payload = new byte[16];
        UnsafeBuffer buffer = new UnsafeBuffer(payload);
        buffer.putLong(0, key, FrameLayout.ORDER);
        buffer.putLong(8, delta, FrameLayout.ORDER);
        return frame(FrameKind.REQUEST, ECHO_SERVICE, ADD, correlationId, payload);
    }

    static byte[] frame(int kind, int service, int method, long correlationId, byte[] payload) {
        byte[] bytes = new byte[FrameLayout.HEADER_LENGTH + payload.length];
        FrameFlyweight frame = view(bytes)
                .init(kind, payload.length)
                .service(service)
                .method(method)
                .correlationId(correlationId);
        frame.buffer().putBytes(frame.payloadOffset(), payload);
        return bytes;
    }

    /** The fields of a frame that is to be sent, to be changed. */
    static FrameFlyweight view(byte[] frame) {
        return new FrameFlyweight().wrap(new UnsafeBuffer(frame), 0);
    }

    static byte[] join(byte[]... frames) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] frame : frames) {
            all.writeBytes(frame);
        }
        return all.toByteArray();
    }

    /** In one write. */
    BinaryClient send(byte[]... frames) throws IOException {
        socket.getOutputStream().write(join(frames));
        return this;
    }

    /** Says that nothing more will come; answers still may. */
    BinaryClient endOutput() throws IOException {
        socket.shutdownOutput();
        return this;
    }

    /** The next frame, in bytes of its own. */
    FrameFlyweight readFrame() throws IOException {
        byte[] lengthField = in.readNBytes(Integer.BYTES);
        if (lengthField.length < Integer.BYTES) {
            throw new EOFException("the server ended the connection");
        }
        int length = new UnsafeBuffer(lengthField).getInt(0, FrameLayout.ORDER);
        byte[] rest = in.readNBytes(length - Integer.BYTES);
        if (rest.length < length - Integer.BYTES) {
            throw new EOFException("the server ended the connection inside a frame of " + length + " bytes");
        }
        return view(join(lengthField, rest));
    }

    static byte[] payload(FrameFlyweight frame) {
        byte[] payload = new byte[frame.payloadLength()];
        frame.buffer().getBytes(frame.payloadOffset(), payload);
        return payload;
    }

    /** The text of an ERROR. */
    static String text(FrameFlyweight error) {
        assertEquals(FrameKind.ERROR, error.kind(), error::toString);
        return ErrorPayload.text(error);
    }

    /** Adds and returns the sum. */
    long sum(long key, long delta) throws IOException {
        send(add(key, key, delta));
        FrameFlyweight answer = readFrame();
        assertEquals(FrameKind.RESPONSE, answer.kind(), answer::toString);
        assertEquals(key, answer.correlationId());
        return answer.buffer().getLong(answer.payloadOffset(), FrameLayout.ORDER);
    }

    /** Whether the server has said all and ended the connection in order; a reset is an exception. */
    boolean isAtEnd() throws IOException {
        return in.read() < 0;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
