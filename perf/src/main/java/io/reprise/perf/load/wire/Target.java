package io.reprise.perf.load.wire;

import java.util.List;

/**
 * Where a run's requests go.
 *
 * @param port 1 to 65535
 * @param apiKey sent in HELLO, or as a bearer token; may be empty
 * @param path of HTTP requests; unused by the binary protocol
 * @param headers further ones of HTTP requests, such as {@code x-sim-priority: 255}
 */
public record Target(Protocol protocol, String host, int port, String apiKey, String path, List<String> headers) {
    public static final String CHAT_PATH = "/v1/chat/completions";

    private static final int API_KEY_MAX = 4096;

    /** What is spoken on a connection. */
    public enum Protocol {
        BINARY,
        HTTP
    }

    public Target {
        if (host.isEmpty()) {
            throw new IllegalArgumentException("host is missing");
        }
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("port is between 1 and 65535; got " + port);
        }
        if (protocol == Protocol.HTTP && !path.startsWith("/")) {
            throw new IllegalArgumentException("path starts with /; got \"" + path + "\"");
        }
        if (apiKey.length() > API_KEY_MAX) {
            throw new IllegalArgumentException(
                    "an API key has up to " + API_KEY_MAX + " characters; got " + apiKey.length());
        }
        headers = List.copyOf(headers);
        for (String header : headers) {
            if (!header.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+: ?.*")) { // RFC 9110, 5.1
                throw new IllegalArgumentException("a header is NAME: VALUE; got \"" + header + "\"");
            }
        }
        if ((host + apiKey + path + headers).chars().anyMatch(c -> c < ' ')) {
            throw new IllegalArgumentException("host, API key, path and headers hold no control characters");
        }
    }

    public static Target binary(String host, int port) {
        return new Target(Protocol.BINARY, host, port, "", "", List.of());
    }

    public static Target http(String host, int port) {
        return new Target(Protocol.HTTP, host, port, "", CHAT_PATH, List.of());
    }

    public Target apiKey(String newApiKey) {
        return new Target(protocol, host, port, newApiKey, path, headers);
    }

    public Target path(String newPath) {
        return new Target(protocol, host, port, apiKey, newPath, headers);
    }

    public Target headers(List<String> newHeaders) {
        return new Target(protocol, host, port, apiKey, path, newHeaders);
    }

    /** Host and port as a client writes them; an IPv6 address in brackets. */
    public String authority() {
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }

    /** Without the API key. */
    @Override
    public String toString() {
        return protocol == Protocol.BINARY ? "binary " + authority() : "http://" + authority() + path;
    }
}
