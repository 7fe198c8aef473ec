package io.reprise.ingress;

import io.reprise.ingress.binary.HelloPayload;
import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.frame.FrameKind;
import io.reprise.kernel.frame.FrameLayout;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/** Bytes in, bytes out, over a plain socket. Text is ISO 8859-1. Waits ten seconds at most. */
final class Wire {
    private static final int TIMEOUT_MS = 10_000;

    private Wire() {}

    static Socket connect(InetSocketAddress address) throws IOException {
        Socket socket = new Socket();
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(TIMEOUT_MS);
        socket.connect(address, TIMEOUT_MS);
        return socket;
    }

    /** Sends, says that this was all, and returns everything that comes back. */
    static byte[] talk(InetSocketAddress address, byte[] bytes) throws IOException {
        try (Socket socket = connect(address)) {
            socket.getOutputStream().write(bytes);
            socket.shutdownOutput();
            return socket.getInputStream().readAllBytes();
        }
    }

    static String talk(InetSocketAddress address, String text) throws IOException {
        return text(talk(address, bytes(text)));
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(bytes(text));
    }

    /** Reads until this has come. */
    static String readUntil(Socket socket, String end) throws IOException {
        StringBuilder text = new StringBuilder();
        while (text.indexOf(end) < 0) {
            int next = socket.getInputStream().read();
            if (next < 0) {
                throw new IOException("the connection ended before \"" + end + "\" came: " + text);
            }
            text.append((char) next);
        }
        return text.toString();
    }

    static byte[] hello() {
        return hello(0, 0);
    }

    static byte[] hello(int flags, long clientId) {
        byte[] payload = new byte[HelloPayload.HELLO_LENGTH];
        HelloPayload.putHello(new UnsafeBuffer(payload), 0, flags, clientId);
        return frame(FrameKind.HELLO, 0, 0, 0, payload);
    }

    static byte[] echo(long correlationId, int payloadLength) {
        return frame(FrameKind.REQUEST, 1, 1, correlationId, new byte[payloadLength]);
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

    static FrameFlyweight view(byte[] frame) {
        return new FrameFlyweight().wrap(new UnsafeBuffer(frame), 0);
    }

    static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    static FrameFlyweight readFrame(InputStream in) throws IOException {
        byte[] lengthField = in.readNBytes(Integer.BYTES);
        if (lengthField.length < Integer.BYTES) {
            throw new IOException("the connection ended");
        }
        int length = new UnsafeBuffer(lengthField).getInt(0, FrameLayout.ORDER);
        return view(join(lengthField, in.readNBytes(length - Integer.BYTES)));
    }

    static List<FrameFlyweight> frames(byte[] bytes) {
        List<FrameFlyweight> frames = new ArrayList<>();
        for (int offset = 0;
                offset < bytes.length;
                offset += frames.get(frames.size() - 1).length()) {
            frames.add(new FrameFlyweight().wrap(new UnsafeBuffer(bytes), offset));
        }
        return frames;
    }
}
