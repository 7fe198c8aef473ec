package io.reprise.perf.load.wire;

import io.netty.channel.ManualIoEventLoop;
import io.reprise.ingress.client.ClientTransport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * All connections of a run and the event loop they share, which runs when it is polled. Client thread only; allocates
 * nothing per message.
 */
public final class Fleet implements AutoCloseable {
    /** Connections made at once: more would not fit into the server's backlog. */
    private static final int CONNECTING_MAX = 256;

    private final RunContext run;
    private final ManualIoEventLoop loop = new ManualIoEventLoop(Thread.currentThread(), ClientTransport.newFactory());
    private final List<Connection> connections = new ArrayList<>();
    private int[] dirty = {};
    private boolean[] isDirty = {};
    private int dirtyCount;
    private int cursor;
    private long capacity;

    private Fleet(RunContext run) {
        this.run = run;
    }

    /**
     * Connects, says hello and waits for every welcome.
     *
     * @throws IOException when the server is not there or refuses
     */
    public static Fleet open(RunContext run, int connections, int timeoutMs) throws IOException {
        Fleet fleet = new Fleet(run);
        try {
            for (int i = 0; i < connections; i++) {
                fleet.add(timeoutMs).connect();
                if (i % CONNECTING_MAX == CONNECTING_MAX - 1 || i == connections - 1) {
                    fleet.awaitWelcomes(timeoutMs);
                }
            }
            fleet.start();
            return fleet;
        } catch (IOException | RuntimeException e) {
            fleet.close();
            throw e;
        }
    }

    private Connection add(int timeoutMs) {
        Connection connection = run.target().protocol() == Target.Protocol.BINARY
                ? new BinaryConnection(run, loop, timeoutMs)
                : new HttpConnection(run, loop, timeoutMs);
        connections.add(connection);
        return connection;
    }

    /** Most requests outstanding on one connection: what was asked for, or less when the server allows less. */
    public int window() {
        return connections.stream().mapToInt(Connection::window).min().orElse(0);
    }

    /** Longest payload that every server behind the connections takes. */
    public int maxPayloadLength() {
        return connections.stream().mapToInt(Connection::maxPayloadLength).min().orElse(0);
    }

    /**
     * Sends a request on a connection that has room for it, if there is one.
     *
     * @param filling keep to one connection while it has room, so that requests leave in larger batches; else they go
     *     round
     */
    public boolean send(long index, long intendedNs, long nowNs, boolean filling) {
        if (run.recording().outstanding() >= capacity) {
            return false;
        }
        for (int tried = 0; tried < connections.size(); tried++) {
            Connection connection = connections.get(cursor);
            if (connection.send(index, intendedNs, nowNs)) {
                run.recording().sent();
                touch(cursor);
                if (!filling) {
                    cursor = following(cursor);
                }
                return true;
            }
            cursor = following(cursor);
        }
        return false;
    }

    /** Writes what was sent since the last flush. */
    public void flush() {
        for (int i = 0; i < dirtyCount; i++) {
            connections.get(dirty[i]).flush();
            isDirty[dirty[i]] = false;
        }
        dirtyCount = 0;
    }

    /**
     * Handles what came in, and whatever else is due.
     *
     * @param timeoutMs how long to wait for it; 0 = not at all
     * @return whether there was something
     */
    public boolean poll(long timeoutMs) {
        return (timeoutMs == 0 ? loop.runNow() : loop.run(TimeUnit.MILLISECONDS.toNanos(timeoutMs))) > 0;
    }

    /** Why a connection was lost for good; empty while none is. */
    public String loss() {
        for (int i = 0; i < connections.size(); i++) {
            if (!connections.get(i).loss().isEmpty()) {
                return connections.get(i).loss();
            }
        }
        return "";
    }

    public boolean isAnyLost() {
        return !loss().isEmpty();
    }

    /** Why a connection is not there now; empty when all are. */
    public String outage() {
        return connections.stream()
                .map(Connection::outage)
                .filter(reason -> !reason.isEmpty())
                .findFirst()
                .orElse("");
    }

    /** What the connections have been through so far. */
    public LinkCounts links() {
        LinkCounts counts = LinkCounts.NONE;
        for (Connection connection : connections) {
            counts = connection.plus(counts);
        }
        return counts;
    }

    /** How reports call a status. */
    public String statusName(int status) {
        return connections.get(0).statusName(status);
    }

    @Override
    public void close() {
        connections.forEach(Connection::close);
        loop.shutdownGracefully(0, 0, TimeUnit.SECONDS);
        while (!loop.isTerminated()) {
            loop.runNow();
        }
    }

    private void touch(int position) {
        if (!isDirty[position]) {
            isDirty[position] = true;
            dirty[dirtyCount++] = position;
        }
    }

    private int following(int position) {
        return position + 1 == connections.size() ? 0 : position + 1;
    }

    private void awaitWelcomes(int timeoutMs) throws IOException {
        long deadlineNs = run.clock().nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMs);
        while (!connections.stream().allMatch(Connection::isReady)) {
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
        dirty = new int[connections.size()];
        isDirty = new boolean[connections.size()];
        capacity = connections.stream().mapToLong(Connection::window).sum();
    }
}
