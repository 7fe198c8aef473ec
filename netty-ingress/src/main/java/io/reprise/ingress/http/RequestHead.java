package io.reprise.ingress.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.reprise.ingress.connection.IngressLimits;
import java.util.List;
import java.util.Locale;

/**
 * What matters of a request's head, checked.
 *
 * @param refusal why the request is refused and its connection closed, or null
 * @param complaint what is wrong with a header that does not concern the connection, or empty
 * @param method of HTTP; empty when the head could not be read
 * @param path without scheme, host and query; empty when the head could not be read
 * @param json whether the body is JSON as routes take it
 * @param expectsContinue whether the client waits for 100 Continue before it sends the body
 * @param seed of header X-Sim-Seed, or 0
 * @param priority of header X-Sim-Priority, or the default
 * @param timeoutMs of header X-Sim-Timeout-Ms, or 0
 */
record RequestHead(
        Refusal refusal,
        String complaint,
        String method,
        String path,
        Persistence persistence,
        boolean json,
        boolean expectsContinue,
        long seed,
        int priority,
        long timeoutMs) {

    static final String JSON_WANTED = "content-type must be application/json, in UTF-8, without content-encoding";

    private static final int DEFAULT_PRIORITY = 128;
    private static final String SEED = "x-sim-seed";
    static final String PRIORITY = "x-sim-priority";
    private static final String TIMEOUT = "x-sim-timeout-ms";
    private static final long MAX_TIMEOUT_MS = 0xFFFF_FFFFL;

    /** A request that is not followed further. */
    record Refusal(int httpStatus, String text) {}

    static RequestHead of(HttpRequest request, IngressLimits limits) {
        if (request.decoderResult().isFailure()) {
            Refusal refusal = undecodable(request.decoderResult().cause(), limits);
            return new RequestHead(refusal, "", "", "", Persistence.CLOSE, false, false, 0, 0, 0);
        }
        HttpHeaders headers = request.headers();
        Long seed = number(headers, SEED, Long.MIN_VALUE, Long.MAX_VALUE, 0);
        Long priority = number(headers, PRIORITY, 0, 255, DEFAULT_PRIORITY);
        Long timeoutMs = number(headers, TIMEOUT, 0, MAX_TIMEOUT_MS, 0);
        return new RequestHead(
                check(request, limits),
                complaint(seed, priority, timeoutMs),
                request.method().name(),
                path(request.uri()),
                Persistence.of(request),
                isJson(headers),
                expectsContinue(request),
                seed == null ? 0 : seed,
                priority == null ? DEFAULT_PRIORITY : priority.intValue(),
                timeoutMs == null ? 0 : timeoutMs);
    }

    /** Null stands for a number that is none. */
    private static String complaint(Long seed, Long priority, Long timeoutMs) {
        if (seed == null) {
            return "header x-sim-seed must be a 64-bit integer";
        }
        if (priority == null) {
            return "header x-sim-priority must be an integer from 0 to 255";
        }
        return timeoutMs == null ? "header x-sim-timeout-ms must be an integer from 0 to " + MAX_TIMEOUT_MS : "";
    }

    static String bodyTooLong(IngressLimits limits) {
        return "the body may have " + limits.maxBodyLength() + " bytes at most";
    }

    /** Whether a route that takes JSON cannot take this request. Clients send nothing with these methods, and say no type. */
    boolean isMissingJson() {
        return !json && !method.equals("GET") && !method.equals("HEAD") && !method.equals("DELETE");
    }

    private static Refusal check(HttpRequest request, IngressLimits limits) {
        HttpHeaders headers = request.headers();
        HttpVersion version = request.protocolVersion();
        if (!version.equals(HttpVersion.HTTP_1_1) && !version.equals(HttpVersion.HTTP_1_0)) {
            return new Refusal(505, version + " is not spoken here; use HTTP/1.1");
        }
        Refusal framing = checkFraming(headers, version);
        if (framing != null) {
            return framing;
        }
        int hosts = headers.getAll(HttpHeaderNames.HOST).size();
        if (hosts > 1 || hosts == 0 && version.equals(HttpVersion.HTTP_1_1)) {
            return new Refusal(400, "a request must have one Host header, not " + hosts);
        }
        if (path(request.uri()).isEmpty()) {
            return new Refusal(400, "the target must be a path or an absolute URI");
        }
        if (headers.size() > limits.maxHeaders()) {
            return new Refusal(431, "a request may have " + limits.maxHeaders() + " header fields at most");
        }
        if (HttpUtil.getContentLength(request, 0L) > limits.maxBodyLength()) {
            return new Refusal(413, bodyTooLong(limits));
        }
        String expect = headers.get(HttpHeaderNames.EXPECT);
        if (expect != null && version.equals(HttpVersion.HTTP_1_1) && !expect.equalsIgnoreCase("100-continue")) {
            return new Refusal(417, "expectation " + expect + " cannot be met; only 100-continue is known");
        }
        return null;
    }

    /** Where the body ends must be beyond doubt; another reader of the same bytes might not know Netty's rules. */
    private static Refusal checkFraming(HttpHeaders headers, HttpVersion version) {
        List<String> codings = headers.getAll(HttpHeaderNames.TRANSFER_ENCODING);
        if (!codings.isEmpty() && version.equals(HttpVersion.HTTP_1_0)) {
            return new Refusal(400, "HTTP/1.0 has no Transfer-Encoding");
        }
        if (codings.size() > 1 || codings.size() == 1 && !codings.get(0).equalsIgnoreCase("chunked")) {
            return new Refusal(501, "the one Transfer-Encoding taken here is chunked");
        }
        if (headers.contains("sec-websocket-key1")) {
            return new Refusal(400, "no WebSocket handshake is taken here"); // Netty reads 8 bytes of body after this
        }
        return null;
    }

    private static Refusal undecodable(Throwable cause, IngressLimits limits) {
        if (cause instanceof TooLongHttpLineException) {
            return new Refusal(414, "the request line may have " + limits.maxRequestLine() + " bytes at most");
        }
        if (cause instanceof TooLongHttpHeaderException) {
            return new Refusal(431, "the header may have " + limits.maxHeaderBytes() + " bytes at most");
        }
        return new Refusal(400, "not a well-formed HTTP request: " + cause.getMessage());
    }

    /** The expectation only exists since HTTP/1.1, and without a body there is nothing to wait for. */
    private static boolean expectsContinue(HttpRequest request) {
        boolean body = HttpUtil.getContentLength(request, 0L) > 0 || HttpUtil.isTransferEncodingChunked(request);
        return body && HttpUtil.is100ContinueExpected(request);
    }

    private static boolean isJson(HttpHeaders headers) {
        String type = headers.get(HttpHeaderNames.CONTENT_TYPE, "")
                .toLowerCase(Locale.ROOT)
                .replace(" ", "");
        boolean json = type.equals("application/json") || type.equals("application/json;charset=utf-8");
        return json && !headers.contains(HttpHeaderNames.CONTENT_ENCODING);
    }

    /** Null when the header is there and wrong. */
    private static Long number(HttpHeaders headers, String name, long min, long max, long absent) {
        String text = headers.get(name);
        if (text == null) {
            return absent;
        }
        try {
            long value = Long.parseLong(text.strip());
            return value < min || value > max ? null : Long.valueOf(value);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /** Empty when the target is neither a path, nor an absolute URI, nor {@code *}. */
    private static String path(String target) {
        int scheme = target.regionMatches(true, 0, "http://", 0, 7)
                ? 7
                : target.regionMatches(true, 0, "https://", 0, 8) ? 8 : 0;
        int start = scheme == 0 ? 0 : target.indexOf('/', scheme);
        if (start < 0) {
            return "/";
        }
        if (start == 0 && !target.startsWith("/")) {
            return target.equals("*") ? target : "";
        }
        int query = target.indexOf('?', start);
        return query < 0 ? target.substring(start) : target.substring(start, query);
    }
}
