package io.reprise.perf.load.wire;

/**
 * Where a run's requests go.
 *
 * @param port 1 to 65535
 * @param apiKey sent in HELLO, or as a bearer token; may be empty
 * @param path of HTTP requests; unused by the binary protocol
 */
public record Target(Protocol protocol, String host, int port, String apiKey, String path) {
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
        if ((host + apiKey + path).chars().anyMatch(c -> c < ' ')) {
            throw new IllegalArgumentException("host, API key and path hold no control characters");
        }
    }

    public static Target binary(String host, int port) {
        return new Target(Protocol.BINARY, host, port, "", "");
    }

    public static Target http(String host, int port) {
        return new Target(Protocol.HTTP, host, port, "", CHAT_PATH);
    }

    public Target apiKey(String newApiKey) {
        return new Target(protocol, host, port, newApiKey, path);
    }

    public Target path(String newPath) {
        return new Target(protocol, host, port, apiKey, newPath);
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
