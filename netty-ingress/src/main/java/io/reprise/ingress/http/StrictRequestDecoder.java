package io.reprise.ingress.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.reprise.ingress.connection.IngressLimits;
import java.util.List;

/**
 * Netty's decoder, and one thing it lets through: a header line that starts with a blank is obsolete line folding
 * (RFC 9112 section 5.2), which two parsers may read in two ways, and refused here.
 */
final class StrictRequestDecoder extends HttpRequestDecoder {
    /** {@link #headerStartedMs()} between requests. */
    static final long NOT_STARTED = -1;

    private boolean inHeader = true;
    private boolean sawLine;
    private boolean refused;
    private long headerStartedMs = NOT_STARTED;

    StrictRequestDecoder(IngressLimits limits) {
        super(new HttpDecoderConfig()
                .setMaxInitialLineLength(limits.maxRequestLine())
                .setMaxHeaderSize(limits.maxHeaderBytes())
                .setMaxChunkSize(limits.maxFrameLength())
                .setChunkedSupported(true)
                .setValidateHeaders(true)
                .setAllowDuplicateContentLengths(false)
                .setAllowPartialChunks(true));
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf bytes, List<Object> messages) throws Exception {
        if (refused || inHeader && startsFoldedLine(bytes)) {
            bytes.skipBytes(bytes.readableBytes());
            refuse(messages);
            return;
        }
        if (inHeader && headerStartedMs == NOT_STARTED) {
            headerStartedMs = HttpConnection.nowMs();
        }
        int before = messages.size();
        super.decode(context, bytes, messages);
        for (int i = before; i < messages.size(); i++) {
            Object message = messages.get(i);
            if (message instanceof HttpRequest) {
                inHeader = false;
                headerStartedMs = NOT_STARTED;
            }
            if (message instanceof LastHttpContent) {
                inHeader = true;
                sawLine = false;
            }
        }
    }

    /** When the first byte of an unfinished header came, or {@link #NOT_STARTED}. */
    long headerStartedMs() {
        return headerStartedMs;
    }

    private void refuse(List<Object> messages) {
        if (!refused) {
            refused = true;
            HttpRequest bad = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/bad-request");
            bad.setDecoderResult(DecoderResult.failure(new IllegalArgumentException("obsolete line folding")));
            messages.add(bad);
        }
    }

    /** The decoder takes whole lines, so the first unread byte is the start of one. */
    private boolean startsFoldedLine(ByteBuf bytes) {
        int line = bytes.readerIndex();
        while (line < bytes.writerIndex()) {
            byte first = bytes.getByte(line);
            if (first == ' ' || first == '\t') {
                return true;
            }
            int end = bytes.indexOf(line, bytes.writerIndex(), (byte) '\n');
            if (end < 0) {
                return false;
            }
            boolean empty = end == line || end == line + 1 && first == '\r';
            if (empty && sawLine) {
                return false;
            }
            sawLine |= !empty;
            line = end + 1;
        }
        return false;
    }
}
