package io.reprise.ingress.connection;

import io.netty.channel.ChannelOutboundBuffer;

/** Tells a client that reads slowly from one that does not read at all. Event loop only. */
final class WriteProgress {
    private static final long NOTHING_WAITS = -1;

    private long batches;
    private long batchesTaken = NOTHING_WAITS;
    private long bytesTaken;
    private long sinceMs;

    /** A batch was handed to the channel. */
    void onWrite() {
        batches++;
    }

    /**
     * Whether bytes wait and the client has not taken one for too long. To be asked regularly: what was taken between
     * two questions counts as taken when the second is asked.
     *
     * @param waiting of the channel; null when it takes no more writes
     */
    boolean isStuck(ChannelOutboundBuffer waiting, long nowMs, long timeoutMs) {
        if (waiting == null || waiting.isEmpty()) {
            batchesTaken = NOTHING_WAITS;
            return false;
        }
        long taken = batches - waiting.size();
        long bytes = waiting.currentProgress();
        if (taken != batchesTaken || bytes != bytesTaken) {
            batchesTaken = taken;
            bytesTaken = bytes;
            sinceMs = nowMs;
        }
        return nowMs - sinceMs > timeoutMs;
    }
}
