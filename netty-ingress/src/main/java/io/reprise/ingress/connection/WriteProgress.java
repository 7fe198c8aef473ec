package io.reprise.ingress.connection;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;

/**
 * Tells a client that reads slowly from one that does not read at all. First in its pipeline, so that it counts what the
 * channel gets, in the clear or encrypted. Event loop only.
 */
final class WriteProgress extends ChannelOutboundHandlerAdapter {
    private static final long NOTHING_WAITS = -1;

    private long buffers;
    private long buffersTaken = NOTHING_WAITS;
    private long bytesTaken;
    private long sinceMs;

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        buffers++;
        context.write(message, promise);
    }

    /**
     * Whether bytes wait and the client has not taken one for too long. To be asked regularly: what was taken between
     * two questions counts as taken when the second is asked.
     *
     * @param waiting of the channel; null when it takes no more writes
     */
    boolean isStuck(ChannelOutboundBuffer waiting, long nowMs, long timeoutMs) {
        if (waiting == null || waiting.isEmpty()) {
            buffersTaken = NOTHING_WAITS;
            return false;
        }
        long taken = buffers - waiting.size();
        long bytes = waiting.currentProgress();
        if (taken != buffersTaken || bytes != bytesTaken) {
            buffersTaken = taken;
            bytesTaken = bytes;
            sinceMs = nowMs;
        }
        return nowMs - sinceMs > timeoutMs;
    }
}
