package io.reprise.ingress.http;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.reprise.ingress.codec.CallRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** One HTTP request as codecs see it. Event loop only. */
final class HttpCallRequest implements CallRequest {
    private static final byte[] NOTHING = {};

    private final RequestHead head;
    private final HttpHeaders headers;
    private final String uri;
    private final HttpRoutes.Target target;
    private final long keyHash;
    private Map<String, List<String>> query;
    private byte[] body = NOTHING;
    private int bodyLength;

    /**
     * @param uri with its query
     * @param target null when nothing is there
     */
    HttpCallRequest(RequestHead head, HttpHeaders headers, String uri, HttpRoutes.Target target, long keyHash) {
        this.head = head;
        this.headers = headers;
        this.uri = uri;
        this.target = target;
        this.keyHash = keyHash;
    }

    /** @param room for the bytes, lent until the request was read */
    HttpCallRequest with(ByteBuf whole, byte[] room) {
        bodyLength = whole.readableBytes();
        body = room;
        whole.getBytes(whole.readerIndex(), room, 0, bodyLength);
        return this;
    }

    @Override
    public int method() {
        return target.route().method();
    }

    @Override
    public boolean isHttp() {
        return true;
    }

    @Override
    public String path() {
        return head.path();
    }

    @Override
    public String variable() {
        String variable = target.variable();
        return variable.indexOf('%') < 0
                ? variable
                : QueryStringDecoder.decodeComponent(variable.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    @Override
    public String header(String name) {
        return headers.get(name);
    }

    @Override
    public String query(String name) {
        if (query == null) {
            query = uri.indexOf('?') < 0 ? Map.of() : new QueryStringDecoder(uri).parameters();
        }
        List<String> values = query.get(name);
        return values == null ? null : values.get(0);
    }

    @Override
    public byte[] body() {
        return body;
    }

    @Override
    public int bodyLength() {
        return bodyLength;
    }

    @Override
    public long keyHash() {
        return keyHash;
    }

    @Override
    public int priority() {
        return headers.contains(RequestHead.PRIORITY) ? head.priority() : -1;
    }

    @Override
    public long seed() {
        return head.seed();
    }
}
