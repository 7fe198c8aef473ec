package io.reprise.perf.load.wire;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/** A socket and what is spoken on it. One write per batch of requests, one big read per wake-up. Client thread only. */
final class Connection implements AutoCloseable {
    private static final int BUFFER_MIN = 1 << 14;
    private static final int BUFFER_MAX = 1 << 18; // to start with: what one system call moves at best
    private static final int TYPICAL_LENGTH = 256;

    private final RunContext run;
    private final SocketChannel channel;
    private final SelectionKey key;
    private final Outbound outbound;
    private final Inbound inbound;
    private final Exchange exchange;
    private String loss = "";
    private boolean touched;

    private Connection(RunContext run, SocketChannel channel, Selector selector) throws IOException {
        int capacity = Math.min(Math.max(run.pipeline() * TYPICAL_LENGTH, BUFFER_MIN), BUFFER_MAX);
        this.run = run;
        this.channel = channel;
        outbound = new Outbound(capacity);
        inbound = new Inbound(capacity);
        exchange = run.target().protocol() == Target.Protocol.BINARY
                ? new BinaryExchange(run, outbound)
                : new HttpExchange(run, outbound);
        key = channel.configureBlocking(false).register(selector, SelectionKey.OP_READ, this);
    }

    /** Connects and says hello; answers come with {@link #onSelected}. */
    static Connection open(RunContext run, Selector selector, int timeoutMs) throws IOException {
        InetSocketAddress address =
                new InetSocketAddress(run.target().host(), run.target().port());
        if (address.isUnresolved()) {
            throw new IOException("no address is known for host " + run.target().host());
        }
        SocketChannel channel = SocketChannel.open();
        try {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.socket().connect(address, timeoutMs);
            Connection connection = new Connection(run, channel, selector);
            connection.write();
            return connection;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    Exchange exchange() {
        return exchange;
    }

    boolean isLost() {
        return !loss.isEmpty();
    }

    /** Why the connection was lost; empty while it is not. */
    String loss() {
        return loss;
    }

    /** Whether something was sent since the last flush. */
    boolean isTouched() {
        return touched;
    }

    void touched(boolean newTouched) {
        touched = newTouched;
    }

    boolean canSend(long index) {
        return !isLost()
                && exchange.outstanding() < exchange.window()
                && outbound.hasRoom(exchange.requestLength(index));
    }

    void send(long index, long intendedNs, long nowNs) {
        exchange.send(index, intendedNs, nowNs);
        run.recording().sent();
    }

    /** Writes what is ready, and asks to be told when there is room for what was left. */
    void write() {
        if (isLost()) {
            return;
        }
        try {
            outbound.write(channel);
            int wanted = outbound.isEmpty() ? SelectionKey.OP_READ : SelectionKey.OP_READ | SelectionKey.OP_WRITE;
            if (key.interestOps() != wanted) {
                key.interestOps(wanted);
            }
        } catch (IOException e) {
            // the reader may still hold answers that came before the end, so it decides
            key.interestOps(SelectionKey.OP_READ);
        }
    }

    /** The socket has bytes to read, or room to write. */
    void onSelected() {
        read();
        if (!outbound.isEmpty()) {
            write();
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private void read() {
        try {
            int count = inbound.read(channel);
            if (count > 0) {
                receive();
            } else if (count < 0) {
                lose("the server closed the connection");
            }
        } catch (IOException | ProtocolFaultException e) {
            lose(e.getMessage());
        }
    }

    private void receive() {
        try {
            inbound.consumed(exchange.receive(
                    inbound.buffer(), inbound.limit(), run.clock().nanoTime()));
        } finally {
            run.tap().flush();
            run.recording().commit();
        }
    }

    private void lose(String reason) {
        loss = reason;
        run.recording().lost(exchange.outstanding());
        key.cancel();
    }
}
