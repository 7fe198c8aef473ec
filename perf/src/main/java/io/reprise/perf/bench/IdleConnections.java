package io.reprise.perf.bench;

import io.reprise.ingress.binary.HelloPayload;
import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.frame.FrameKind;
import io.reprise.kernel.frame.FrameLayout;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/** Binary clients that have said HELLO, were welcomed, and say nothing more. */
final class IdleConnections implements AutoCloseable {
    private static final int WELCOME_LENGTH = FrameLayout.HEADER_LENGTH + HelloPayload.WELCOME_LENGTH;

    private final List<Socket> sockets = new ArrayList<>();

    IdleConnections(InetSocketAddress server, int count) throws IOException {
        byte[] hello = hello();
        try {
            for (int i = 0; i < count; i++) {
                Socket socket = new Socket(server.getAddress(), server.getPort());
                sockets.add(socket);
                socket.getOutputStream().write(hello);
                requireWelcome(socket.getInputStream().readNBytes(WELCOME_LENGTH), i);
            }
        } catch (IOException e) {
            close();
            throw new IOException(
                    "connection " + sockets.size() + " of " + count + " failed; `ulimit -n` of client and "
                            + "server must allow them all",
                    e);
        }
    }

    int count() {
        return sockets.size();
    }

    private static byte[] hello() {
        byte[] bytes = new byte[FrameLayout.HEADER_LENGTH + HelloPayload.HELLO_LENGTH];
        UnsafeBuffer buffer = new UnsafeBuffer(bytes);
        FrameFlyweight hello = new FrameFlyweight().wrap(buffer, 0).init(FrameKind.HELLO, HelloPayload.HELLO_LENGTH);
        HelloPayload.putHello(buffer, hello.payloadOffset(), 0, 0);
        return bytes;
    }

    private static void requireWelcome(byte[] answer, int connection) throws IOException {
        boolean welcome = answer.length == WELCOME_LENGTH
                && new FrameFlyweight().wrap(new UnsafeBuffer(answer), 0).kind() == FrameKind.WELCOME;
        if (!welcome) {
            throw new IOException("connection " + connection + " was not welcomed");
        }
    }

    @Override
    public void close() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
