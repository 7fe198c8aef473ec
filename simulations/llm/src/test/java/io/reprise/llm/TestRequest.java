package io.reprise.llm;

import io.reprise.ingress.codec.CallRequest;
import io.reprise.ingress.codec.ServiceCodec.Route;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** A request as a client would send it. */
record TestRequest(
        int method, boolean isHttp, String path, String variable, Map<String, String> headers, byte[] body, long seed)
        implements CallRequest {

    static TestRequest binary(int method, byte[] body, long seed) {
        return new TestRequest(method, false, "", "", Map.of(), body, seed);
    }

    /** @param target path and query; the headers' names in lower case */
    static TestRequest http(String httpMethod, String target, Map<String, String> headers, String body) {
        String path = target.replaceFirst("\\?.*", "");
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
                return new TestRequest(route.method(), true, target, variable, headers, bytes, 0);
            }
        }
        throw new IllegalArgumentException("no route " + httpMethod + " " + path);
    }

    /** Without the query, which the component {@code path} has. */
    @Override
    public String path() {
        return path.replaceFirst("\\?.*", "");
    }

    @Override
    public String header(String name) {
        return headers.get(name);
    }

    @Override
    public String query(String name) {
        for (String parameter : path.replaceFirst("[^?]*\\??", "").split("&")) {
            if (parameter.startsWith(name + "=")) {
                return parameter.substring(name.length() + 1);
            }
        }
        return null;
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
