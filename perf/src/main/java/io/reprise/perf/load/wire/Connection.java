package io.reprise.perf.load.wire;

/** One connection's side of a protocol: writes requests, judges answers. Client thread only. */
interface Connection {
    /**
     * A request of this length takes so long to write that the time of sending is read afterwards; shorter ones share
     * the time of their batch.
     */
    int LARGE_LENGTH = 4096;

    /** Starts to connect. */
    void connect();

    /** Whether requests may be sent. */
    boolean isReady();

    /** The server takes this payload length at most; known when ready. */
    int maxPayloadLength();

    /** Most requests outstanding; known when ready. */
    int window();

    /** Sends request {@code index} with the next {@link #flush}, if there is room for it. */
    boolean send(long index, long intendedNs, long nowNs);

    /** Writes what was sent. */
    void flush();

    /** Why the connection is lost for good; empty while it is not. */
    String loss();

    /** Why the connection is lost for now and will be made again; empty while it is not. */
    default String outage() {
        return "";
    }

    /** How reports call a status. */
    String statusName(int status);

    /** What the connection has been through; added to {@code counts}. */
    default LinkCounts plus(LinkCounts counts) {
        return counts;
    }

    void close();
}
