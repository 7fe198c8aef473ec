package io.reprise.ingress.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.reprise.ingress.connection.IngressLimits;
import java.util.Locale;

/**
 * What matters of a request's head, checked.
 *
 * @param refusal why the request is refused and its connection closed, or null; the body is the reason
 * @param path without the query
 * @param contentLength in bytes; 0 when the length is not known beforehand
 * @param seed of header X-Sim-Seed, or 0
 * @param priority of header X-Sim-Priority, or the default
 */
record RequestHead(
        HttpPage refusal,
        String method,
        String path,
        boolean keepAlive,
        boolean json,
        int contentLength,
        long seed,
        int priority) {

    static final String JSON_WANTED = "content-type must be application/json, in UTF-8, without content-encoding";

    private static final int DEFAULT_PRIORITY = 128;

    static RequestHead of(HttpRequest request, IngressLimits limits) {
        HttpPage refusal = check(request, limits);
        if (refusal != null) {
            return new RequestHead(refusal, "", "", false, false, 0, 0, 0);
        }
        HttpHeaders headers = request.headers();
        Long seed = number(headers.get("x-sim-seed"), Long.MIN_VALUE, Long.MAX_VALUE, 0);
        Long priority = number(headers.get("x-sim-priority"), 0, 255, DEFAULT_PRIORITY);
        if (seed == null || priority == null) {
            String text = seed == null
                    ? "header x-sim-seed must be a 64-bit integer"
                    : "header x-sim-priority must be an integer from 0 to 255";
            return new RequestHead(HttpPage.text(400, text), "", "", false, false, 0, 0, 0);
        }
        return new RequestHead(
                null,
                request.method().name(),
                withoutQuery(request.uri()),
                HttpUtil.isKeepAlive(request),
                isJson(headers),
                (int) HttpUtil.getContentLength(request, 0L),
                seed,
                priority.intValue());
    }

    static String bodyTooLong(IngressLimits limits) {
        return "the body may have " + limits.maxBodyLength() + " bytes at most";
    }

    /** Whether a route that takes JSON cannot take this request. */
    boolean isMissingJson() {
        return !method.equals("GET") && !json;
    }

    private static HttpPage check(HttpRequest request, IngressLimits limits) {
        HttpHeaders headers = request.headers();
        if (request.decoderResult().isFailure()) {
            return undecodable(request.decoderResult().cause(), limits);
        }
        if (!request.protocolVersion().equals(HttpVersion.HTTP_1_1)
                && !request.protocolVersion().equals(HttpVersion.HTTP_1_0)) {
            return HttpPage.text(505, request.protocolVersion() + " is not spoken here; use HTTP/1.1");
        }
        int hosts = headers.getAll(HttpHeaderNames.HOST).size();
        if (hosts > 1 || hosts == 0 && request.protocolVersion().equals(HttpVersion.HTTP_1_1)) {
            return HttpPage.text(400, "a request must have one Host header, not " + hosts);
        }
        if (headers.size() > limits.maxHeaders()) {
            return HttpPage.text(431, "a request may have " + limits.maxHeaders() + " header fields at most");
        }
        if (HttpUtil.getContentLength(request, 0L) > limits.maxBodyLength()) {
            return HttpPage.text(413, bodyTooLong(limits));
        }
        return null;
    }

    private static HttpPage undecodable(Throwable cause, IngressLimits limits) {
        if (cause instanceof TooLongHttpLineException) {
            return HttpPage.text(414, "the request line may have " + limits.maxRequestLine() + " bytes at most");
        }
        if (cause instanceof TooLongHttpHeaderException) {
            return HttpPage.text(431, "the header may have " + limits.maxHeaderBytes() + " bytes at most");
        }
        return HttpPage.text(400, "not a well-formed HTTP request: " + cause.getMessage());
    }

    private static boolean isJson(HttpHeaders headers) {
        String type = headers.get(HttpHeaderNames.CONTENT_TYPE, "")
                .toLowerCase(Locale.ROOT)
                .replace(" ", "");
        boolean json = type.equals("application/json") || type.equals("application/json;charset=utf-8");
        return json && !headers.contains(HttpHeaderNames.CONTENT_ENCODING);
    }

    private static Long number(String text, long min, long max, long absent) {
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

    private static String withoutQuery(String uri) {
        int query = uri.indexOf('?');
        return query < 0 ? uri : uri.substring(0, query);
    }
}
