package io.reprise.ingress.connection;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.socket.SocketChannelConfig;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.reprise.kernel.frame.FrameFlyweight;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/**
 * What both protocols share: a session on the writer, one outgoing buffer per turn of the event loop, back-pressure, and
 * an end that loses no answer. Event loop only.
 *
 * <p>A connection is read while its client takes its answers and does not have too many requests waiting; otherwise its
 * bytes stay in the socket. A client that reads nothing for too long is closed.
 */
public abstract class Connection extends ChannelInboundHandlerAdapter {
    /** With so many bytes to send a connection takes no further request. */
    public static final int OUT_FULL = 64 * 1024;

    private static final int OUT_CAPACITY = 16 * 1024;
    private static final long LINGER_MS = 1_000;
    private static final long MAX_LINGER_MS = 10_000;

    /** How far this connection is on its way out. */
    private enum State {
        OPEN,
        /** Takes no more requests; answers are still to come. */
        CLOSING,
        /**
         * All answers are handed over. What the client still sends is read and thrown away: bytes that nobody has read
         * when a socket closes make it send a reset, and a reset may overtake the answers.
         */
        LINGERING
    }

    protected final RequestWriter writer;
    protected final IngressLimits limits;
    protected final IngressTimeouts timeouts;
    protected final Admission admission;
    protected ChannelHandlerContext ctx;
    private SslHandler tls;
    private final WriteProgress progress = new WriteProgress();
    private final long requestTimeoutMs;
    private long sessionId;
    private int inFlight;
    private boolean waitsForRoom;
    private ByteBuf out;
    private boolean dirty;
    private int held;
    private boolean inputEnded;
    private boolean discarded;
    private long lingerEndMs;
    private State state = State.OPEN;

    protected Connection(RequestWriter writer, IngressConfig config) {
        this.writer = writer;
        this.limits = config.limits();
        this.timeouts = config.timeouts();
        this.admission = writer.admission();
        this.requestTimeoutMs = config.overload().requestTimeoutMs();
    }

    /** An answer of the kernel to a request of this connection. */
    protected abstract void onAnswer(FrameFlyweight answer);

    /** Reading may go on: takes up what was left when it stopped. */
    protected abstract void resume();

    /** The client will send no more. Called again after every {@link #resume()} while this connection is open. */
    protected abstract void onInputEnd();

    /** All is answered and the connection is about to end: what is sent now is the last thing. */
    protected void onLastWord() {}

    /** Another connection has this one's session now: no answer is to come any more. */
    protected void onDisplaced() {}

    /** How many requests wait for their answers. */
    protected abstract int unanswered();

    /** Every {@link IngressTimeouts#sweepMs} while this connection is open: what has taken too long is closed. */
    protected abstract void onSweep(long nowMs);

    /** Of this connection; unique in the run. */
    protected final long sessionId() {
        return sessionId;
    }

    /** A moment in ms, for measuring how long something takes. */
    public static long nowMs() {
        return System.nanoTime() / 1_000_000;
    }

    /** To be put into the pipeline before all others. */
    public final ChannelHandler writeProgress() {
        return progress;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        ctx = context;
        tls = context.pipeline().get(SslHandler.class);
        sessionId = writer.register(this);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        writer.unregister(this);
        forgetRequests();
        hold(0);
        if (out != null) {
            out.release();
            out = null;
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        readWhileReady();
        if (context.channel().isWritable()) {
            resumeLater();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake && !handshake.isSuccess()) {
            writer.counters().handshakesFailed++;
        }
        if (event != ChannelInputShutdownEvent.INSTANCE && event != SslCloseCompletionEvent.SUCCESS) {
            return;
        }
        inputEnded = true;
        readWhileReady();
        if (state == State.OPEN) {
            onInputEnd();
        } else if (lingerEndMs != 0) {
            closeNow();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (!isHandshaking()) { // else it is counted as a handshake that failed
            writer.counters().connectionErrors++;
        }
        if (!(cause instanceof IOException
                || cause instanceof DecoderException)) { // those are the client's, or the network's
            writer.onError(cause);
        }
        context.close();
    }

    /** Closes what has taken too long. */
    public final void sweep(long nowMs) {
        if (progress.isStuck(ctx.channel().unsafe().outboundBuffer(), nowMs, timeouts.slowReaderMs())) {
            writer.counters().slowReadersClosed++;
            closePastTls();
        } else if (state == State.OPEN) {
            try {
                onSweep(nowMs);
            } catch (RuntimeException e) { // one connection's fault must not end the sweeps of all
                exceptionCaught(ctx, e);
            }
        }
    }

    /** Whether a further request may be taken from this connection now. */
    protected boolean mayTakeRequest() {
        return state == State.OPEN && ctx.channel().isWritable() && hasOutRoom() && !admission.mustWait();
    }

    /** Whether more may be sent in this turn. */
    protected final boolean hasOutRoom() {
        return out == null || out.readableBytes() < OUT_FULL;
    }

    /** Requests that were admitted and have no answer yet. */
    protected final int inFlight() {
        return inFlight;
    }

    /** A request of this connection was admitted. */
    protected final void onAdmitted() {
        inFlight++;
        admission.onAdmitted();
    }

    /** An admitted request has its answer. A session may get answers to what was asked on an earlier connection. */
    protected final void onAnswered() {
        if (inFlight > 0) {
            inFlight--;
            admission.onAnswered();
        }
    }

    /** No answer is to come any more. */
    protected final void forgetRequests() {
        admission.onForgotten(inFlight);
        inFlight = 0;
    }

    /**
     * How long a request may wait, in ms.
     *
     * @param wantedMs its own timeout; 0 = the default
     */
    protected final long timeoutMs(long wantedMs) {
        return wantedMs == 0 ? requestTimeoutMs : wantedMs;
    }

    /** Whether a request has waited too long to be executed. */
    protected final boolean isExpired(long waitedNs, long wantedMs) {
        return waitedNs > TimeUnit.MILLISECONDS.toNanos(timeoutMs(wantedMs));
    }

    /** Reads from the socket, or leaves bytes there, as {@link #mayTakeRequest()} says. */
    protected final void readWhileReady() {
        boolean ready = !inputEnded && (lingerEndMs != 0 || mayTakeRequest());
        if (ctx.channel().isActive() && ctx.channel().config().isAutoRead() != ready) {
            ctx.channel().config().setAutoRead(ready);
        }
        if (!waitsForRoom && state == State.OPEN && admission.mustWait()) {
            waitsForRoom = true;
            writer.resumeWhenRoom(this);
        }
    }

    /** Goes on with what was left, after this turn's answers. */
    protected final void resumeLater() {
        writer.resumeLater(this);
    }

    final void goOn() {
        waitsForRoom = false;
        if (state != State.OPEN || !ctx.channel().isActive()) {
            return;
        }
        resume();
        readWhileReady();
        if (state == State.OPEN && inputEnded) {
            onInputEnd();
        }
    }

    /** Room for so many bytes; written at the end of this turn of the event loop. */
    protected final ByteBuf out(int length) {
        if (out == null) {
            out = ctx.alloc().directBuffer(Math.max(OUT_CAPACITY, length));
        }
        markDirty();
        return out.ensureWritable(length);
    }

    /**
     * Notes how many bytes of requests that could not be taken yet this connection keeps.
     *
     * @return false when all connections together keep more than {@link IngressLimits#maxHeldBytes}
     */
    protected final boolean hold(int bytes) {
        boolean more = bytes > held;
        long all = writer.hold(bytes - held);
        held = bytes;
        return !more || all <= limits.maxHeldBytes();
    }

    /** Takes no further request and closes when every waiting one is answered. */
    public final void closeWhenAnswered() {
        if (state == State.OPEN) {
            state = State.CLOSING;
            readWhileReady();
            markDirty();
        }
    }

    /** Whether the client's bytes are no longer looked at; to be asked for each piece that comes. */
    protected final boolean isDiscarding() {
        discarded |= state != State.OPEN;
        return state != State.OPEN;
    }

    /** Whether this connection takes no more requests. */
    protected final boolean isClosing() {
        return state != State.OPEN;
    }

    final void flush() {
        boolean active = ctx.channel().isActive();
        boolean ending = active && state == State.CLOSING && unanswered() == 0;
        if (ending) {
            onLastWord();
        }
        dirty = false;
        if (!active) {
            return;
        }
        if (ending && isHandshaking()) { // nothing can be said yet, and nothing was asked
            closeNow();
            return;
        }
        ByteBuf batch = out == null ? Unpooled.EMPTY_BUFFER : out;
        boolean wasFull = batch.readableBytes() >= OUT_FULL;
        out = null;
        if (ending) {
            state = State.LINGERING;
            ctx.writeAndFlush(batch).addListener(written -> linger());
        } else if (batch.isReadable()) {
            ctx.writeAndFlush(batch, ctx.voidPromise());
        }
        if (wasFull) {
            resumeLater();
        }
    }

    private void markDirty() {
        if (!dirty) {
            dirty = true;
            writer.markDirty(this);
        }
    }

    /** All is written. */
    private void linger() {
        if (!ctx.channel().isActive()) {
            return;
        }
        if (inputEnded) {
            closeNow();
            return;
        }
        lingerEndMs = nowMs() + MAX_LINGER_MS;
        if (tls == null) {
            shutdownOutput();
        } else {
            tls.closeOutbound().addListener(said -> shutdownOutput()); // without that word an end could be anybody's
        }
        readWhileReady();
        lingerOn();
    }

    private void shutdownOutput() {
        if (ctx.channel().isActive() && ctx.channel() instanceof DuplexChannel duplex) {
            duplex.shutdownOutput();
        }
    }

    /** Whether TLS is spoken here and no handshake has succeeded. */
    private boolean isHandshaking() {
        return tls != null && !tls.handshakeFuture().isSuccess();
    }

    private void lingerOn() {
        discarded = false;
        ctx.executor()
                .schedule(
                        () -> {
                            if (discarded && nowMs() < lingerEndMs) {
                                lingerOn();
                            } else {
                                closeNow();
                            }
                        },
                        LINGER_MS,
                        TimeUnit.MILLISECONDS);
    }

    /** This connection goes on as the session its client has come back to; a connection that still had it ends. */
    protected final void become(long clientId) {
        if (clientId != sessionId) {
            writer.rename(this, clientId);
            sessionId = clientId;
        }
    }

    /** The client has come back on another connection, which gets all further answers of the session. */
    final void displace(long newSessionId) {
        sessionId = newSessionId;
        onDisplaced();
        closeWhenAnswered();
    }

    /** An answer ends this connection: no further request is taken, and those that wait get none. */
    protected final void end(Ending ending) {
        ByteBuf batch = out == null ? Unpooled.EMPTY_BUFFER : out;
        out = null;
        state = State.LINGERING;
        if (ending == Ending.CUT) {
            ctx.writeAndFlush(batch).addListener(written -> closePastTls());
            return;
        }
        batch.release();
        if (ctx.channel().config() instanceof SocketChannelConfig socket) {
            socket.setSoLinger(0);
        }
        closePastTls();
    }

    /** TLS would say that this is the end, or wait for the client to take its last word. */
    private void closePastTls() {
        ctx.pipeline().firstContext().close();
    }

    final void closeNow() {
        ctx.close();
    }
}
