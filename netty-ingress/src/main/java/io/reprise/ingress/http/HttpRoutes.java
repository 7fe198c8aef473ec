package io.reprise.ingress.http;

import io.reprise.ingress.codec.HttpCodec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;

/** Which codec answers which path; unchanged after construction. */
public final class HttpRoutes {
    private final Map<String, Map<String, Target>> byPath = new HashMap<>();

    /** A route and the codec it belongs to. */
    record Target(HttpCodec codec, HttpCodec.Route route) {}

    /** @throws IllegalArgumentException when two codecs want the same route */
    public HttpRoutes(List<HttpCodec> codecs) {
        for (HttpCodec codec : codecs) {
            for (HttpCodec.Route route : codec.routes()) {
                Target other = byPath.computeIfAbsent(route.path(), path -> new HashMap<>())
                        .put(route.httpMethod(), new Target(codec, route));
                if (other != null) {
                    throw new IllegalArgumentException("two codecs answer " + route.httpMethod() + " " + route.path());
                }
            }
        }
    }

    /** The codecs on the class path. */
    public static HttpRoutes discover() {
        List<HttpCodec> codecs = new ArrayList<>();
        ServiceLoader.load(HttpCodec.class).forEach(codecs::add);
        return new HttpRoutes(codecs);
    }

    /** Null when nothing answers the method on that path. HEAD is answered where GET is. */
    Target find(String httpMethod, String path) {
        Map<String, Target> methods = byPath.get(path);
        return methods == null ? null : methods.get(httpMethod.equals("HEAD") ? "GET" : httpMethod);
    }

    /** The codec that has this path, whatever the method; or null. */
    HttpCodec codec(String path) {
        Map<String, Target> methods = byPath.get(path);
        return methods == null ? null : methods.values().iterator().next().codec();
    }

    /** The methods that are answered on a path; empty when there is no such path. */
    Set<String> allowed(String path) {
        return byPath.getOrDefault(path, Map.of()).keySet();
    }
}
