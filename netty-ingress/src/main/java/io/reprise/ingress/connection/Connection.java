package io.reprise.ingress.connection;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.reprise.kernel.frame.FrameFlyweight;
import java.util.concurrent.TimeUnit;

/**
 * What both protocols share: a session on the writer, one outgoing buffer per turn of the event loop, and back-pressure.
 * Event loop only.
 *
 * <p>A connection is read while its client takes its answers and does not have too many requests waiting; otherwise its
 * bytes stay in the socket. A client that reads nothing for too long is closed.
 */
public abstract class Connection extends ChannelInboundHandlerAdapter {
    private static final int OUT_CAPACITY = 16 * 1024;
    private static final long LINGER_MS = 1_000;

    /** How far this connection is on its way out. */
    private enum State {
        OPEN,
        /** Takes no more requests; answers are still to come. */
        CLOSING,
        /** All is written; what the client still sends is read and thrown away, so that no reset eats the answers. */
        LINGERING
    }

    protected final RequestWriter writer;
    protected final IngressLimits limits;
    protected final IngressTimeouts timeouts;
    protected ChannelHandlerContext ctx;
    private long sessionId;
    private ByteBuf out;
    private boolean dirty;
    private State state = State.OPEN;

    protected Connection(RequestWriter writer, IngressConfig config) {
        this.writer = writer;
        this.limits = config.limits();
        this.timeouts = config.timeouts();
    }

    /** An answer of the kernel to a request of this connection. */
    protected abstract void onAnswer(FrameFlyweight answer);

    /** Reading may go on: takes up what was left when it stopped. */
    protected abstract void resume();

    /** Whether requests wait for answers. */
    protected abstract boolean isBusy();

    /** Every {@link IngressTimeouts#sweepMs}: what has taken too long is closed. */
    public void onSweep(long nowMs) {}

    /** Of this connection; unique in the run. */
    protected final long sessionId() {
        return sessionId;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        ctx = context;
        sessionId = writer.register(this);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        writer.unregister(this);
        if (out != null) {
            out.release();
            out = null;
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (context.channel().isWritable()) {
            resumeLater();
        } else {
            context.channel().config().setAutoRead(false);
            context.executor().schedule(this::closeIfStuck, timeouts.slowReaderMs(), TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        writer.counters().connectionErrors++;
        context.close();
    }

    /** Whether a further request may be taken from this connection now. */
    protected boolean mayTakeRequest() {
        return state == State.OPEN && ctx.channel().isWritable();
    }

    /** Reads from the socket, or leaves bytes there, as {@link #mayTakeRequest()} says. */
    protected final void readWhileReady() {
        boolean ready = mayTakeRequest();
        if (ctx.channel().config().isAutoRead() != ready) {
            ctx.channel().config().setAutoRead(ready);
        }
    }

    /** Goes on with what was left, after this turn's answers. */
    protected final void resumeLater() {
        writer.resumeLater(this);
    }

    final void goOn() {
        if (state == State.OPEN && ctx.channel().isActive()) {
            resume();
            readWhileReady();
        }
    }

    /** Room for so many bytes; written at the end of this turn of the event loop. */
    protected final ByteBuf out(int length) {
        if (out == null) {
            out = ctx.alloc().directBuffer(Math.max(OUT_CAPACITY, length));
        }
        if (!dirty) {
            dirty = true;
            writer.markDirty(this);
        }
        return out.ensureWritable(length);
    }

    /** Takes no further request and closes when every waiting one is answered. */
    public final void closeWhenAnswered() {
        if (state != State.OPEN) {
            return;
        }
        state = State.CLOSING;
        readWhileReady();
        if (!dirty) {
            dirty = true;
            writer.markDirty(this);
        }
    }

    /** Whether what the client sends is no longer looked at. */
    protected final boolean isClosing() {
        return state != State.OPEN;
    }

    final void flush() {
        dirty = false;
        if (!ctx.channel().isActive()) {
            return;
        }
        ByteBuf batch = out == null ? Unpooled.EMPTY_BUFFER : out;
        out = null;
        if (state == State.CLOSING && !isBusy()) {
            state = State.LINGERING;
            ctx.writeAndFlush(batch).addListener(written -> linger());
        } else if (batch.isReadable()) {
            ctx.writeAndFlush(batch, ctx.voidPromise());
        }
    }

    private void linger() {
        if (ctx.channel() instanceof DuplexChannel duplex && duplex.isActive()) {
            duplex.shutdownOutput();
            duplex.config().setAutoRead(true);
            ctx.executor().schedule(this::closeNow, LINGER_MS, TimeUnit.MILLISECONDS);
        }
    }

    final void closeNow() {
        ctx.close();
    }

    private void closeIfStuck() {
        if (ctx.channel().isActive() && !ctx.channel().isWritable()) {
            writer.counters().slowReadersClosed++;
            ctx.close();
        }
    }
}
