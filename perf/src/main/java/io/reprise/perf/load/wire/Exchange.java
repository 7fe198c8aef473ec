package io.reprise.perf.load.wire;

import org.agrona.concurrent.UnsafeBuffer;

/**
 * One connection's side of a protocol, apart from the socket: writes requests into an {@link Outbound}, reads answers
 * from bytes cut anywhere. Client thread only.
 */
interface Exchange {
    /**
     * A request of this length takes so long to write that the time of sending is read afterwards; shorter ones share
     * the time of their batch.
     */
    int LARGE_LENGTH = 4096;

    /** Whether the server has said that requests may come. */
    boolean isReady();

    /** The server takes this payload length at most; known when ready. */
    int maxPayloadLength();

    /** Most requests outstanding; known when ready. */
    int window();

    int outstanding();

    /** Bytes of request {@code index} on the wire. */
    int requestLength(long index);

    /** Writes request {@code index}. */
    void send(long index, long intendedNs, long nowNs);

    /**
     * Reads the answers in {@code [0, limit)}.
     *
     * @return how many bytes were understood; the rest is to be given again with what comes after it
     * @throws ProtocolFaultException when they make no sense
     */
    int receive(UnsafeBuffer buffer, int limit, long nowNs);

    /** How reports call a status. */
    String statusName(int status);

    /** All requests of the run have ordinals above this one; called once, when all connections are ready. */
    default void startAfter(long ordinal) {}

    /** The highest ordinal the server remembers from this client. */
    default long lastOrdinal() {
        return 0;
    }
}
