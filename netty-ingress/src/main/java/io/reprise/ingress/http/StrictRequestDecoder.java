package io.reprise.ingress.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.reprise.ingress.connection.Connection;
import io.reprise.ingress.connection.IngressLimits;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Netty's decoder behind checks of its own, which decide what is an HTTP request here whatever Netty's version lets
 * through; and which begins a request only when its connection may take one. Event loop only.
 */
final class StrictRequestDecoder extends HttpRequestDecoder {
    /** {@link #headStartedMs()} while no head is being read. */
    static final long NOT_STARTED = -1;

    private enum Phase {
        BETWEEN_REQUESTS,
        HEAD,
        BODY,
        CHUNKS,
        TRAILER,
        REFUSED
    }

    private final LineCheck lines = new LineCheck();
    private final ChunkCheck chunks = new ChunkCheck();
    private final BooleanSupplier mayTakeRequest;
    private final BooleanSupplier isDiscarding;
    private ChannelHandlerContext ctx;
    private Phase phase = Phase.BETWEEN_REQUESTS;
    private boolean inputEnded;
    private long headStartedMs = NOT_STARTED;

    /**
     * @param mayTakeRequest whether the connection can take a further request now
     * @param isDiscarding whether the connection looks at nothing more
     */
    StrictRequestDecoder(IngressLimits limits, BooleanSupplier mayTakeRequest, BooleanSupplier isDiscarding) {
        super(new HttpDecoderConfig()
                .setMaxInitialLineLength(limits.maxRequestLine())
                .setMaxHeaderSize(limits.maxHeaderBytes())
                .setMaxChunkSize(limits.maxFrameLength())
                .setChunkedSupported(true)
                .setValidateHeaders(true)
                .setAllowDuplicateContentLengths(false)
                .setAllowPartialChunks(true));
        this.mayTakeRequest = mayTakeRequest;
        this.isDiscarding = isDiscarding;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        ctx = context;
    }

    /** Goes on with bytes that came when the connection could take no request. */
    void resume() {
        if (heldBytes() > 0) {
            ctx.pipeline().fireChannelRead(Unpooled.EMPTY_BUFFER);
        }
    }

    /** Bytes that came and are not decoded yet. */
    int heldBytes() {
        return actualReadableBytes();
    }

    /** When the first byte of an unfinished head came, or {@link #NOT_STARTED}. */
    long headStartedMs() {
        return headStartedMs;
    }

    /** Time in which the connection was not read does not count. */
    void restartHead(long nowMs) {
        if (headStartedMs != NOT_STARTED) {
            headStartedMs = nowMs;
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
        if (event == ChannelInputShutdownEvent.INSTANCE) {
            inputEnded = true; // Netty drops what is not decoded now
        }
        super.userEventTriggered(context, event);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) throws Exception {
        if (context.channel().config().isAutoRead()) {
            super.channelReadComplete(context);
        } else {
            context.fireChannelReadComplete(); // Netty would read on, though reading was stopped
        }
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf bytes, List<Object> messages) throws Exception {
        if (isDiscarding.getAsBoolean() || phase == Phase.REFUSED) {
            bytes.skipBytes(bytes.readableBytes());
            return;
        }
        if (phase == Phase.BETWEEN_REQUESTS && !startHead(bytes)) {
            return;
        }
        String fault = fault(bytes);
        if (fault != null) {
            messages.add(refusal(fault));
            phase = Phase.REFUSED;
            bytes.skipBytes(bytes.readableBytes());
            return;
        }
        int before = messages.size();
        int readable = bytes.readableBytes();
        super.decode(context, bytes, messages);
        boolean inChunks = phase == Phase.CHUNKS;
        for (int i = before; i < messages.size(); i++) {
            onMessage((HttpObject) messages.get(i));
        }
        if (inChunks && phase == Phase.CHUNKS) {
            onChunkBytes(readable - bytes.readableBytes());
        }
    }

    /** Steps over empty lines between requests. True when a request starts here and may be taken. */
    private boolean startHead(ByteBuf bytes) {
        while (bytes.isReadable() && bytes.getByte(bytes.readerIndex()) == '\r') {
            if (bytes.readableBytes() == 1) {
                return false;
            }
            if (bytes.getByte(bytes.readerIndex() + 1) != '\n') {
                break;
            }
            bytes.skipBytes(2);
        }
        if (!bytes.isReadable() || !inputEnded && !mayTakeRequest.getAsBoolean()) {
            return false;
        }
        phase = Phase.HEAD;
        headStartedMs = Connection.nowMs();
        lines.startHead();
        return true;
    }

    private String fault(ByteBuf bytes) {
        return switch (phase) {
            case HEAD, TRAILER -> lines.fault(bytes);
            case CHUNKS -> chunks.fault(bytes);
            case BETWEEN_REQUESTS, BODY, REFUSED -> null;
        };
    }

    private void onChunkBytes(int taken) {
        chunks.onTaken(taken);
        if (chunks.isAfterLast()) {
            phase = Phase.TRAILER;
            lines.startTrailer();
        }
    }

    private void onMessage(HttpObject message) {
        if (message.decoderResult().isFailure()) {
            phase = Phase.REFUSED;
        } else if (message instanceof LastHttpContent) {
            phase = Phase.BETWEEN_REQUESTS;
        } else if (message instanceof HttpRequest request) {
            phase = HttpUtil.isTransferEncodingChunked(request) ? Phase.CHUNKS : Phase.BODY;
            chunks.start();
        }
        if (phase != Phase.HEAD) {
            headStartedMs = NOT_STARTED;
        }
    }

    /** As Netty reports what it does not understand itself. */
    private HttpObject refusal(String fault) {
        HttpObject refusal = phase == Phase.HEAD
                ? new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/bad-request")
                : new DefaultLastHttpContent(Unpooled.EMPTY_BUFFER);
        refusal.setDecoderResult(DecoderResult.failure(new IllegalArgumentException(fault)));
        return refusal;
    }
}
