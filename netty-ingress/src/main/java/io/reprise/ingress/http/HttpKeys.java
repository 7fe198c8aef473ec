package io.reprise.ingress.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.reprise.ingress.codec.ServiceCodec;
import io.reprise.ingress.security.Access;
import io.reprise.ingress.security.KeyRing;
import io.reprise.kernel.state.Xxh64;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The key that one HTTP connection's requests show. It is hashed when it is shown first, and only compared when the next
 * request shows it again. Event loop only.
 */
final class HttpKeys {
    private static final String BEARER = "Bearer ";
    private static final byte[] NONE = {};

    private final KeyRing keys;
    private byte[] lastKey = NONE;
    private final UnsafeBuffer shown = new UnsafeBuffer(NONE);
    private Access lastAccess;

    HttpKeys(KeyRing keys) {
        this.keys = keys;
        this.lastAccess = keys.withoutKey();
    }

    /**
     * @param uri with its query
     * @param codec that answers the request, or null
     */
    Access access(HttpHeaders headers, String uri, ServiceCodec codec) {
        String key = keys.isOpen() ? "" : key(headers, uri, codec);
        if (key.isEmpty()) {
            return keys.withoutKey();
        }
        byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
        if (!MessageDigest.isEqual(bytes, lastKey)) {
            Access access = keys.access(key, System.currentTimeMillis());
            if (access.refusal() != null) {
                return access;
            }
            lastKey = bytes;
            lastAccess = access;
        }
        return lastAccess;
    }

    /**
     * Hash of the key that a request shows, where any key will do: so that simulated limits can be one key's; 0 when it shows none.
     */
    long hash(HttpHeaders headers, String uri, ServiceCodec codec) {
        if (!keys.isOpen()) {
            return lastAccess.ownerId();
        }
        byte[] key = key(headers, uri, codec).getBytes(StandardCharsets.UTF_8);
        if (key.length == 0) {
            return 0;
        }
        shown.wrap(key);
        return Math.max(1, Xxh64.hash(shown, 0, key.length, 0) >>> 1);
    }

    private static String key(HttpHeaders headers, String uri, ServiceCodec codec) {
        if (codec != null) {
            for (String name : codec.keyHeaders()) {
                if (headers.contains(name)) {
                    return String.join(",", headers.getAll(name)); // two are none
                }
            }
        }
        String value = String.join(",", headers.getAll(HttpHeaderNames.AUTHORIZATION));
        if (value.isEmpty() && codec != null && !codec.keyParameter().isEmpty()) {
            return parameter(uri, codec.keyParameter());
        }
        boolean bearer = value.regionMatches(true, 0, BEARER, 0, BEARER.length());
        return bearer ? value.substring(BEARER.length()).strip() : value;
    }

    /** Of a query; empty when it is not there. Two are none. */
    private static String parameter(String uri, String name) {
        if (uri.indexOf('?') < 0) {
            return "";
        }
        return String.join(",", new QueryStringDecoder(uri).parameters().getOrDefault(name, List.of()));
    }
}
