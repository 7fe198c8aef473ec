package io.reprise.llm;

import io.reprise.ingress.codec.CallRequest;
import io.reprise.ingress.codec.ServiceCodec.Route;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** A request as a client would send it. */
record TestRequest(
        int method,
        boolean isHttp,
        String path,
        String variable,
        Map<String, String> query,
        Map<String, String> headers,
        byte[] body,
        long seed)
        implements CallRequest {

    static TestRequest binary(int method, byte[] body, long seed) {
        return new TestRequest(method, false, "", "", Map.of(), Map.of(), body, seed);
    }

    /** @param target a path, and perhaps a query without escapes; the headers' names in lower case */
    static TestRequest http(String httpMethod, String target, Map<String, String> headers, String body) {
        String path = target.replaceFirst("\\?.*", "");
        Map<String, String> query = parameters(target.substring(path.length()));
        for (Route route : new LlmCodec().routes()) {
            int open = route.path().indexOf('{');
            String prefix = open < 0 ? route.path() : route.path().substring(0, open);
            String suffix = open < 0 ? "" : route.path().substring(route.path().indexOf('}') + 1);
            boolean here = open < 0
                    ? path.equals(prefix)
                    : path.startsWith(prefix)
                            && path.endsWith(suffix)
                            && path.length() > prefix.length() + suffix.length();
            if (here && route.httpMethod().equals(httpMethod)) {
                String variable = open < 0 ? "" : path.substring(prefix.length(), path.length() - suffix.length());
                byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
                return new TestRequest(route.method(), true, path, variable, query, headers, bytes, 0);
            }
        }
        throw new IllegalArgumentException("no route " + httpMethod + " " + path);
    }

    @Override
    public String header(String name) {
        return headers.get(name);
    }

    @Override
    public String query(String name) {
        return query.get(name);
    }

    private static Map<String, String> parameters(String text) {
        Map<String, String> query = new TreeMap<>();
        for (String pair : text.isEmpty() ? new String[0] : text.substring(1).split("&")) {
            query.put(pair.replaceFirst("=.*", ""), pair.replaceFirst("[^=]*=", ""));
        }
        return query;
    }

    @Override
    public int bodyLength() {
        return body.length;
    }

    @Override
    public long keyHash() {
        return 0;
    }

    @Override
    public int priority() {
        return Integer.parseInt(headers.getOrDefault("x-sim-priority", "-1"));
    }
}
