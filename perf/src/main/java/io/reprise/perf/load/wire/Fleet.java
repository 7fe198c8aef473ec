package io.reprise.perf.load.wire;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** All connections of a run and the selector they share. Client thread only; allocates nothing per message. */
public final class Fleet implements AutoCloseable {
    private final RunContext run;
    private final Selector selector;
    private final List<Connection> connections = new ArrayList<>();
    private final Consumer<SelectionKey> onSelected = key -> ((Connection) key.attachment()).onSelected();
    private Connection[] dirty = {};
    private int dirtyCount;
    private int cursor;
    private long capacity;

    private Fleet(RunContext run, Selector selector) {
        this.run = run;
        this.selector = selector;
    }

    /**
     * Connects, says hello and waits for every welcome.
     *
     * @throws IOException when the server is not there or refuses
     */
    public static Fleet open(RunContext run, int connections, int timeoutMs) throws IOException {
        Fleet fleet = new Fleet(run, Selector.open());
        try {
            for (int i = 0; i < connections; i++) {
                fleet.connections.add(Connection.open(run, fleet.selector, timeoutMs));
            }
            fleet.awaitWelcomes(timeoutMs);
            fleet.start();
            return fleet;
        } catch (IOException | RuntimeException e) {
            fleet.close();
            throw e;
        }
    }

    /** Most requests outstanding on one connection: what was asked for, or less when the server allows less. */
    public int window() {
        return connections.stream()
                .mapToInt(connection -> connection.exchange().window())
                .min()
                .orElse(0);
    }

    /** Longest payload that every server behind the connections takes. */
    public int maxPayloadLength() {
        return connections.stream()
                .mapToInt(connection -> connection.exchange().maxPayloadLength())
                .min()
                .orElse(0);
    }

    /**
     * Sends a request on a connection that has room for it, if there is one.
     *
     * @param filling keep to one connection while it has room, so that requests leave in larger batches; else they go
     *     round
     */
    public boolean send(long index, long intendedNs, long nowNs, boolean filling) {
        if (isFull()) {
            return false;
        }
        for (int tried = 0; tried < connections.size(); tried++) {
            Connection connection = connections.get(cursor);
            if (connection.canSend(index)) {
                connection.send(index, intendedNs, nowNs);
                touch(connection);
                if (!filling) {
                    cursor = following(cursor);
                }
                return true;
            }
            cursor = following(cursor);
        }
        return false;
    }

    /** Whether every connection has as many outstanding as its window allows. */
    public boolean isFull() {
        return run.recording().outstanding() >= capacity;
    }

    /** Writes what was sent since the last flush. */
    public void flush() {
        for (int i = 0; i < dirtyCount; i++) {
            dirty[i].write();
            dirty[i].touched(false);
        }
        dirtyCount = 0;
    }

    /**
     * Handles what came in.
     *
     * @param timeoutMs how long to wait for it; 0 = not at all
     * @return how many connections had something
     */
    public int poll(long timeoutMs) throws IOException {
        return timeoutMs == 0 ? selector.selectNow(onSelected) : selector.select(onSelected, timeoutMs);
    }

    /** Why a connection was lost; empty while none is. */
    public String loss() {
        for (int i = 0; i < connections.size(); i++) {
            if (connections.get(i).isLost()) {
                return connections.get(i).loss();
            }
        }
        return "";
    }

    public boolean isAnyLost() {
        return !loss().isEmpty();
    }

    /** How reports call a status. */
    public String statusName(int status) {
        return connections.get(0).exchange().statusName(status);
    }

    @Override
    public void close() throws IOException {
        for (Connection connection : connections) {
            connection.close();
        }
        selector.close();
    }

    private void touch(Connection connection) {
        if (!connection.isTouched()) {
            connection.touched(true);
            dirty[dirtyCount++] = connection;
        }
    }

    private int following(int position) {
        return position + 1 == connections.size() ? 0 : position + 1;
    }

    private void awaitWelcomes(int timeoutMs) throws IOException {
        long deadlineNs = run.clock().nanoTime() + timeoutMs * 1_000_000L;
        while (!connections.stream()
                .allMatch(connection -> connection.exchange().isReady())) {
            String loss = loss();
            if (!loss.isEmpty()) {
                throw new IOException(loss);
            }
            if (run.clock().nanoTime() - deadlineNs >= 0) {
                throw new IOException("the server did not answer HELLO within " + timeoutMs + " ms");
            }
            poll(1);
        }
    }

    private void start() {
        long lastOrdinal = connections.stream()
                .mapToLong(connection -> connection.exchange().lastOrdinal())
                .max()
                .orElse(0);
        connections.forEach(connection -> connection.exchange().startAfter(lastOrdinal));
        dirty = new Connection[connections.size()];
        capacity = connections.stream()
                .mapToLong(connection -> connection.exchange().window())
                .sum();
    }
}
