package io.reprise.ingress.http;

import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;

/** What becomes of a connection after an answer. */
enum Persistence {
    /** It stays, as HTTP/1.1 expects. */
    KEEP,
    /** It stays, and an HTTP/1.0 client wants to hear so. */
    KEEP_AND_SAY,
    CLOSE;

    static Persistence of(HttpMessage request) {
        if (!HttpUtil.isKeepAlive(request)) {
            return CLOSE;
        }
        return request.protocolVersion().equals(HttpVersion.HTTP_1_0) ? KEEP_AND_SAY : KEEP;
    }
}
