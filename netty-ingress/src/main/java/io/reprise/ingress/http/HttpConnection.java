package io.reprise.ingress.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.reprise.ingress.codec.Call;
import io.reprise.ingress.codec.HttpError;
import io.reprise.ingress.codec.ServiceCodec;
import io.reprise.ingress.connection.Connection;
import io.reprise.ingress.connection.IngressConfig;
import io.reprise.ingress.connection.Pace;
import io.reprise.ingress.connection.Refusal;
import io.reprise.ingress.connection.RequestWriter;
import io.reprise.ingress.security.Access;
import io.reprise.ingress.security.IngressSecurity;
import io.reprise.ingress.security.OriginCheck;
import io.reprise.kernel.frame.ExpiredRequest;
import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.frame.FrameKind;
import io.reprise.kernel.frame.FrameLayout;
import io.reprise.kernel.frame.Status;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * One HTTP client. Requests may be pipelined; answers leave in the order of requests. A request is executed only when
 * its last byte has arrived and was right. Event loop only.
 */
public final class HttpConnection extends Connection {
    /** Of the buffer for a body: what a client announces is not believed until it comes. */
    private static final int MAX_FIRST_CAPACITY = 16 * 1024;

    private final HttpRoutes routes;
    private final Map<String, HttpPage.Source> pages;
    private final StrictRequestDecoder decoder;
    private final HttpAnswers answers;
    private final HttpKeys keys;
    private final OriginCheck origins;
    private final Pace pace = new Pace();
    private RequestHead head;
    private HttpHeaders headers;
    private String uri;
    private HttpRoutes.Target target;
    private Access access;
    private HttpPage complaint;
    private ByteBuf body;
    private long bodyBytes;
    private boolean parked;
    private long arrivedNs;
    private long waitedNs;
    private long idleSinceMs = nowMs();
    private long requests;

    public HttpConnection(
            RequestWriter writer,
            IngressConfig config,
            IngressSecurity security,
            HttpRoutes routes,
            Map<String, HttpPage.Source> pages) {
        super(writer, config);
        this.keys = new HttpKeys(security.keys());
        this.origins = security.origins();
        this.routes = routes;
        this.pages = pages;
        this.answers = new HttpAnswers(writer, this::sessionId, this::out, this::end);
        this.decoder = new StrictRequestDecoder(limits, this::mayTakeRequest, this::isDiscarding);
    }

    /** To be put into the pipeline before this handler. */
    public ChannelHandler decoder() {
        return decoder;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        try {
            if (isDiscarding()) {
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
    public void channelReadComplete(ChannelHandlerContext context) {
        if (parked || decoder.heldBytes() > 0) {
            arrivedNs = writer.nowNs(); // while whole requests wait here, nothing is read after them
        }
        settle();
        readWhileReady(); // the decoder may have kept all that came
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        answers.clear(this::abandon);
        super.channelInactive(context);
        forgetBody();
    }

    @Override
    protected void resume() {
        waitedNs = writer.nowNs() - arrivedNs;
        if (parked && !admission.mustWait()) {
            parked = false;
            takeRequest(Unpooled.EMPTY_BUFFER);
        }
        decoder.resume();
        waitedNs = 0;
        settle();
    }

    @Override
    protected void onInputEnd() {
        if (parked) {
            return;
        }
        if (head != null || decoder.headStartedMs() != StrictRequestDecoder.NOT_STARTED) {
            refuse(400, "the connection ended inside a request");
        } else {
            closeWhenAnswered();
        }
    }

    @Override
    protected int unanswered() {
        return answers.count();
    }

    @Override
    protected boolean mayTakeRequest() {
        return answers.count() < limits.maxPipelined() && !parked && super.mayTakeRequest();
    }

    @Override
    protected void onSweep(long nowMs) {
        long headStartedMs = decoder.headStartedMs();
        if (!mayTakeRequest()) { // that nothing comes is our doing
            decoder.restartHead(nowMs);
            pace.restart(nowMs, bodyBytes);
            idleSinceMs = nowMs;
        } else if (headStartedMs != StrictRequestDecoder.NOT_STARTED) {
            if (nowMs - headStartedMs > timeouts.headerMs()) {
                tooSlow("the header took longer than " + timeouts.headerMs() + " ms");
            }
        } else if (head != null) {
            if (pace.isTooSlow(nowMs, bodyBytes, timeouts.minBodyRate())) {
                tooSlow("the body came slower than " + timeouts.minBodyRate() + " bytes/s");
            }
        } else if (unanswered() > 0) {
            idleSinceMs = nowMs;
        } else if (nowMs - idleSinceMs > timeouts.idleMs()) {
            closeWhenAnswered();
        }
    }

    @Override
    protected void onAnswer(FrameFlyweight answer) {
        boolean wasFull = answers.count() >= limits.maxPipelined();
        if (answers.onAnswer(answer)) {
            onAnswered();
        }
        if (wasFull) {
            resumeLater();
        }
    }

    private void onHead(HttpRequest request) {
        requests++;
        answers.begin(RequestId.given(request), !request.protocolVersion().equals(HttpVersion.HTTP_1_0));
        head = RequestHead.of(request, limits);
        headers = request.headers();
        uri = request.uri();
        target = routes.find(head.method(), head.path());
        bodyBytes = 0;
        pace.restart(nowMs(), 0);
        if (head.refusal() != null) {
            refuse(head.refusal().httpStatus(), head.refusal().text());
            return;
        }
        access = keys.access(headers, uri, routes.codec(head.path()));
        complaint = complaint();
        if (head.expectsContinue()) {
            if (complaint == null) {
                answers.addContinue();
            } else {
                refuse(complaint); // and not follow: it is open whether the body comes now
            }
        }
    }

    private void onContent(HttpContent content) {
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
        } else if (content instanceof LastHttpContent && target != null && complaint == null && admission.mustWait()) {
            keepBody(content.content()); // room went while it came
            parked = true;
        } else if (content instanceof LastHttpContent) {
            takeRequest(content.content());
        } else if (target != null && complaint == null) {
            keepBody(content.content());
        }
    }

    /** All of the request is here. */
    private void takeRequest(ByteBuf lastPart) {
        onRequest(lastPart);
        forgetBody();
        head = null;
        headers = null;
        target = null;
        idleSinceMs = nowMs();
    }

    private void onRequest(ByteBuf lastPart) {
        boolean last = requests >= limits.maxRequestsPerConnection();
        Persistence persistence = last ? Persistence.CLOSE : head.persistence();
        boolean withBody = !head.method().equals("HEAD");
        if (complaint == null) {
            complaint = denial(); // the key may have ended while the body came
        }
        if (complaint != null) {
            answers.add(complaint, withBody, persistence);
        } else if (target != null) {
            persistence = ask(body == null ? lastPart : body.writeBytes(lastPart), withBody, persistence);
        } else if (head.method().equals("OPTIONS")) {
            answers.add(HttpPage.text(200, "").with("allow: " + String.join(", ", allowed())), true, persistence);
        } else {
            answers.add(pages.get(head.path()).get(), withBody, persistence);
        }
        if (persistence == Persistence.CLOSE) {
            closeWhenAnswered();
        }
    }

    /** Why neither the kernel nor a page of the edge will answer this request, or null. */
    private HttpPage complaint() {
        String foreign = origins.complaint(headers.get(HttpHeaderNames.HOST), headers.get(HttpHeaderNames.ORIGIN));
        if (foreign != null) {
            writer.counters().foreignOrigins++;
            return error(403, foreign);
        }
        HttpPage denial = denial();
        if (denial != null) {
            return denial;
        }
        if (target != null && !head.complaint().isEmpty()) {
            return error(400, head.complaint());
        }
        if (target != null) {
            return head.isMissingJson() ? error(415, RequestHead.JSON_WANTED) : null;
        }
        Set<String> allowed = allowed();
        if (allowed.isEmpty()) {
            return error(404, "there is nothing at " + head.path());
        }
        if (allowed.contains(head.method())) {
            return null;
        }
        String list = String.join(", ", allowed);
        return error(405, head.path() + " takes " + list + ", not " + head.method())
                .with("allow: " + list);
    }

    /** Why the request's key does not do for what it asks, or null. */
    private HttpPage denial() {
        HttpPage.Source page = target == null ? pages.get(head.path()) : null;
        if (target == null && (page == null || !page.isGuarded())) {
            return null;
        }
        if (access.refusal() != null) {
            writer.counters().unauthorized++;
            return error(401, access.refusal()).with("www-authenticate: Bearer");
        }
        if (page == null ? access.allows(target.codec().service()) : access.allowsMetrics()) {
            return null;
        }
        writer.counters().forbidden++;
        return error(403, "key " + access.keyId() + " has not the scope for " + head.path());
    }

    /** What may be asked of this path; empty when there is nothing. */
    private Set<String> allowed() {
        Set<String> allowed = new TreeSet<>(routes.allowed(head.path()));
        if (pages.containsKey(head.path())) {
            allowed.add("GET");
        }
        if (allowed.contains("GET")) {
            allowed.add("HEAD");
        }
        if (!allowed.isEmpty()) {
            allowed.add("OPTIONS");
        }
        return allowed;
    }

    /** Puts the request in order, or says why not; returns what becomes of the connection. */
    private Persistence ask(ByteBuf whole, boolean withBody, Persistence persistence) {
        if (writer.isHopeless()) { // a flood is not even read
            return refuse(refusal(head.priority(), head.seed()), withBody, persistence);
        }
        HttpCallRequest request = callRequest().with(whole, writer.body(whole.readableBytes()));
        Call call = target.codec().open(request, writer.command());
        if (FrameLayout.HEADER_LENGTH + call.commandLength() > limits.maxFrameLength()) {
            answers.add(call, error(Status.FRAME_TOO_LONG, RequestHead.bodyTooLong(limits)), withBody, persistence);
            return persistence;
        }
        Refusal refusal = writer.isFree() ? null : refusal(call.priority(), call.seed());
        if (refusal != null) {
            return refuse(refusal, withBody, persistence);
        }
        submit(call);
        answers.expect(requests, call, withBody, persistence);
        return persistence;
    }

    private HttpCallRequest callRequest() {
        ServiceCodec codec = routes.codec(head.path());
        return new HttpCallRequest(head, headers, uri, target, keys.hash(headers, uri, codec));
    }

    /** Why the request is not taken, or null. */
    private Refusal refusal(int priority, long seed) {
        initRequest(writer.asked(), 0, priority, seed);
        return writer.refusal();
    }

    private Persistence refuse(Refusal refusal, boolean withBody, Persistence persistence) {
        Persistence after = refusal.status() == Status.SHUTTING_DOWN ? Persistence.CLOSE : persistence;
        answers.add(page(refusal), withBody, after);
        return after;
    }

    private void submit(Call call) {
        boolean expired = isExpired(waitedNs, head.timeoutMs());
        int length = expired ? ExpiredRequest.LENGTH : call.commandLength();
        FrameFlyweight request =
                initRequest(writer.claim(FrameLayout.HEADER_LENGTH + length), length, call.priority(), call.seed());
        if (expired) {
            ExpiredRequest.encode(request, waitedNs, timeoutMs(head.timeoutMs()));
            writer.counters().requestsExpired++;
        } else {
            request.buffer().putBytes(request.payloadOffset(), writer.command(), 0, length);
        }
        writer.commit();
        onAdmitted();
        writer.counters().requestsHttp++;
    }

    private FrameFlyweight initRequest(FrameFlyweight request, int payloadLength, int priority, long seed) {
        return request.init(FrameKind.REQUEST, payloadLength)
                .service(target.codec().service())
                .method(target.route().method())
                .priority(priority)
                .correlationId(requests)
                .sessionId(sessionId())
                .seed(seed)
                .timeoutMs(head.timeoutMs());
    }

    /** The client has gone before its whole answer. */
    private void abandon(Exchange exchange) {
        Call call = exchange.call();
        if (call.abandonMethod() != Call.NO_METHOD) {
            writer.notifyAbandoned(call.service(), call.abandonMethod(), sessionId(), exchange.id());
        }
    }

    private void tooSlow(String why) {
        writer.counters().slowRequestsClosed++;
        refuse(408, why);
    }

    private void refuse(int httpStatus, String text) {
        refuse(error(httpStatus, text));
    }

    /** The stream cannot be followed further: says why, answers what waits, closes. */
    private void refuse(HttpPage why) {
        writer.counters().refusedHttp++;
        boolean withBody = head == null || !head.method().equals("HEAD");
        head = null;
        parked = false;
        forgetBody();
        answers.add(why, withBody, Persistence.CLOSE);
        closeWhenAnswered();
    }

    private HttpPage page(Refusal refusal) {
        return error(refusal.status().httpStatus(), refusal.status(), refusal.text())
                .with("retry-after: " + refusal.retryAfterSeconds());
    }

    private HttpPage error(int httpStatus, String text) {
        Status status = switch (httpStatus) {
            case 401 -> Status.UNAUTHORIZED;
            case 403 -> Status.FORBIDDEN;
            case 404, 405 -> Status.UNKNOWN_METHOD;
            case 408 -> Status.TIMEOUT;
            case 413 -> Status.FRAME_TOO_LONG;
            case 503 -> Status.RESOURCE_EXHAUSTED;
            default -> Status.INVALID_REQUEST;
        };
        return error(httpStatus, status, text);
    }

    /** In the shape of the path's codec if it has one. */
    private HttpPage error(int httpStatus, Status status, String text) {
        ServiceCodec codec = head == null ? null : routes.codec(head.path());
        HttpError error = error(status, text);
        if (codec == null) {
            return HttpPage.json(httpStatus, new String(error.json(), StandardCharsets.UTF_8));
        }
        HttpCallRequest request = callRequest();
        return HttpPage.json(
                codec.errorStatus(httpStatus, error, request),
                new String(codec.errorBody(error, request), StandardCharsets.UTF_8));
    }

    private HttpError error(Status status, String text) {
        return new HttpError(status, text, answers.requestId(), 0);
    }

    private void settle() {
        boolean room = hold(decoder.heldBytes() + (body == null ? 0 : body.readableBytes()));
        if (!room && !isClosing()) {
            refuse(
                    503,
                    "all clients together may have " + limits.maxHeldBytes()
                            + " bytes of requests under way; try again");
        }
    }

    private void keepBody(ByteBuf part) {
        if (body == null) {
            body = ctx.alloc().directBuffer(Math.max(part.readableBytes(), MAX_FIRST_CAPACITY));
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
