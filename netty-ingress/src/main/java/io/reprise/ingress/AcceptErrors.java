package io.reprise.ingress;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.reprise.ingress.connection.RequestWriter;

/**
 * Counts connections that could not be accepted, for want of file descriptors say. Netty pauses the listener for a second
 * after each, so the loop does not spin; the last handler in a pipeline, so that Netty does not log each.
 */
final class AcceptErrors extends ChannelInboundHandlerAdapter {
    private final RequestWriter writer;

    AcceptErrors(RequestWriter writer) {
        this.writer = writer;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        writer.counters().acceptErrors++;
        writer.onError(cause);
    }
}
