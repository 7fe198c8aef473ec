package io.reprise.ingress.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.reprise.ingress.connection.Connection;
import io.reprise.ingress.connection.IngressConfig;
import io.reprise.ingress.connection.RequestWriter;
import io.reprise.kernel.frame.ErrorPayload;
import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.frame.FrameKind;
import io.reprise.kernel.frame.FrameLayout;
import io.reprise.kernel.frame.Status;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Map;

/**
 * One HTTP client. Requests may be pipelined; answers leave in the order of requests. A request is executed only when
 * its last byte has arrived and was right. Event loop only.
 */
public final class HttpConnection extends Connection {
    private static final byte[] CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final long BODY_GRACE_MS = 1_000;

    private final HttpRoutes routes;
    private final Map<String, HttpPage.Source> pages;
    private final StrictRequestDecoder decoder;
    private final HttpResponses responses = new HttpResponses();
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private RequestHead head;
    private HttpRoutes.Target target;
    private ByteBuf body;
    private long bodyBytes;
    private long bodyStartedMs;
    private long lastRequestMs = nowMs();
    private long requests;

    /**
     * A request that has no answer yet, in the order of requests.
     *
     * @param page the edge's own answer, or null while the kernel's is to come
     */
    private record Waiting(HttpRoutes.Target target, HttpPage page, String extraHeader, boolean close) {}

    public HttpConnection(
            RequestWriter writer, IngressConfig config, HttpRoutes routes, Map<String, HttpPage.Source> pages) {
        super(writer, config);
        this.routes = routes;
        this.pages = pages;
        this.decoder = new StrictRequestDecoder(config.limits());
    }

    /** To be put into the pipeline before this handler. */
    public io.netty.channel.ChannelHandler decoder() {
        return decoder;
    }

    static long nowMs() {
        return System.nanoTime() / 1_000_000;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        try {
            if (isClosing()) {
                return;
            }
            if (message instanceof HttpRequest request) {
                onHead(request);
            }
            if (message instanceof HttpContent content && head != null) {
                onContent(content);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
        readWhileReady();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        super.channelInactive(context);
        waiting.clear();
        forgetBody();
    }

    @Override
    protected void resume() {
        // nothing is kept here: the decoder holds at most part of one request
    }

    @Override
    protected boolean isBusy() {
        return !waiting.isEmpty();
    }

    @Override
    protected boolean mayTakeRequest() {
        return waiting.size() < limits.maxPipelined() && super.mayTakeRequest();
    }

    @Override
    public void onSweep(long nowMs) {
        if (isClosing()) {
            return;
        }
        long headerStarted = decoder.headerStartedMs();
        if (headerStarted != StrictRequestDecoder.NOT_STARTED && nowMs - headerStarted > timeouts.headerMs()) {
            tooSlow("the header took longer than " + timeouts.headerMs() + " ms");
        } else if (head != null && bodyTooSlow(nowMs)) {
            tooSlow("the body came slower than " + timeouts.minBodyRate() + " bytes/s");
        } else if (head == null && waiting.isEmpty() && nowMs - lastRequestMs > timeouts.idleMs()) {
            closeWhenAnswered();
        }
    }

    private boolean bodyTooSlow(long nowMs) {
        long elapsedMs = nowMs - bodyStartedMs;
        return elapsedMs > BODY_GRACE_MS && bodyBytes * 1000 < timeouts.minBodyRate() * (elapsedMs - BODY_GRACE_MS);
    }

    private void tooSlow(String why) {
        writer.counters().slowRequestsClosed++;
        refuse(408, why);
    }

    private void onHead(HttpRequest request) {
        lastRequestMs = nowMs();
        requests++;
        RequestHead newHead = RequestHead.of(request, limits);
        if (newHead.refusal() != null) {
            refuse(newHead.refusal().status(), newHead.refusal().body());
            return;
        }
        head = newHead;
        bodyStartedMs = lastRequestMs;
        bodyBytes = 0;
        target = routes.find(head.method(), head.path());
        String expect = request.headers().get(HttpHeaderNames.EXPECT);
        if (expect != null && !HttpUtil.is100ContinueExpected(request)) {
            refuse(417, "expectation " + expect + " cannot be met; only 100-continue is known");
        } else if (expect != null) {
            out(CONTINUE.length).writeBytes(CONTINUE);
        }
    }

    private void onContent(HttpContent content) {
        boolean last = content instanceof LastHttpContent;
        if (content.decoderResult().isFailure()) {
            refuse(
                    400,
                    "the body is not well formed: "
                            + content.decoderResult().cause().getMessage());
            return;
        }
        bodyBytes += content.content().readableBytes();
        if (bodyBytes > limits.maxBodyLength()) {
            refuse(413, RequestHead.bodyTooLong(limits));
            return;
        }
        if (target != null && !last) {
            keepBody(content.content());
        }
        if (last) {
            onRequest(content.content());
            forgetBody();
            head = null;
            target = null;
        }
    }

    private void onRequest(ByteBuf lastPart) {
        boolean close = !head.keepAlive() || requests >= limits.maxRequestsPerConnection();
        HttpPage.Source page = pages.get(head.path());
        if (target != null && head.isMissingJson()) {
            answer(new Waiting(target, errorPage(415, RequestHead.JSON_WANTED), "", close));
        } else if (target != null) {
            submit(body == null ? lastPart : body.writeBytes(lastPart), close);
        } else if (page != null && head.method().equals("GET")) {
            answer(new Waiting(null, page.get(), "", close));
        } else {
            answerUnrouted(page, close);
        }
        if (close) {
            closeWhenAnswered();
        }
    }

    private void answerUnrouted(HttpPage.Source page, boolean close) {
        String allowed = page != null ? "GET" : routes.allowed(head.path());
        if (allowed.isEmpty()) {
            answer(new Waiting(null, errorPage(404, "there is nothing at " + head.path()), "", close));
        } else {
            String text = head.path() + " takes " + allowed + ", not " + head.method();
            answer(new Waiting(null, errorPage(405, text), "allow: " + allowed, close));
        }
    }

    private void submit(ByteBuf whole, boolean close) {
        int length = whole.readableBytes();
        FrameFlyweight request = writer.claim(FrameLayout.HEADER_LENGTH + length);
        request.init(FrameKind.REQUEST, length)
                .service(target.codec().service())
                .method(target.route().method())
                .priority(head.priority())
                .correlationId(requests)
                .sessionId(sessionId())
                .seed(head.seed());
        writer.copyIn(request.payloadOffset(), whole, whole.readerIndex(), length);
        writer.commit();
        writer.counters().requestsHttp++;
        waiting.add(new Waiting(target, null, "", close));
    }

    /** The kernel answers a connection's requests in their order, so this is the answer to the oldest one. */
    @Override
    protected void onAnswer(FrameFlyweight answer) {
        boolean wasFull = waiting.size() >= limits.maxPipelined();
        Waiting request = waiting.poll();
        if (answer.kind() == FrameKind.ERROR) {
            Status status = Status.of(answer.status());
            byte[] error = request.target().codec().errorBody(status, ErrorPayload.text(answer));
            ByteBuf out = out(HttpResponses.MAX_HEAD_LENGTH + error.length);
            responses.writeJsonHead(out, status.httpStatus(), answer.sequence(), error.length, request.close());
            out.writeBytes(error);
        } else {
            int length = answer.payloadLength();
            ByteBuf out = out(HttpResponses.MAX_HEAD_LENGTH + length);
            responses.writeJsonHead(out, 200, answer.sequence(), length, request.close());
            writer.copyOut(out, answer, answer.payloadOffset(), length);
        }
        writeReady();
        if (wasFull) {
            resumeLater();
        }
    }

    /** Answers that need no kernel wait for those before them. */
    private void answer(Waiting request) {
        waiting.add(request);
        writeReady();
    }

    private void writeReady() {
        while (!waiting.isEmpty() && waiting.peek().page() != null) {
            Waiting request = waiting.poll();
            responses.write(out(0), request.page(), request.extraHeader(), request.close());
        }
    }

    /** The stream cannot be followed further: says why, answers what waits, closes. */
    private void refuse(int status, String text) {
        writer.counters().refusedHttp++;
        head = null;
        forgetBody();
        answer(new Waiting(null, errorPage(status, text), "", true));
        closeWhenAnswered();
    }

    private static HttpPage errorPage(int status, String text) {
        String escaped = text.replace("\\", "\\\\").replace("\"", "\\\"");
        StringBuilder json = new StringBuilder("{\"error\":{\"message\":\"");
        escaped.chars().filter(c -> c >= ' ').forEach(c -> json.append((char) c));
        return new HttpPage(status, "application/json", json.append("\"}}\n").toString());
    }

    private void keepBody(ByteBuf part) {
        if (body == null) {
            body = ctx.alloc().directBuffer(Math.max(head.contentLength(), 2 * part.readableBytes()));
        }
        body.writeBytes(part);
    }

    private void forgetBody() {
        if (body != null) {
            body.release();
            body = null;
        }
    }
}
