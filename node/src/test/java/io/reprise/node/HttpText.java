package io.reprise.node;

/** HTTP requests as text. */
final class HttpText {
    /** Takes one token to answer. */
    static final String CHAT =
            "{\"model\":\"gpt-4o\",\"max_tokens\":1,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";

    static final String JSON = "Content-Type: application/json";

    private HttpText() {}

    static String get(String path, String... headers) {
        return head("GET", path, headers) + "\r\n";
    }

    static String post(String path, String body, String... headers) {
        return head("POST", path, headers) + JSON + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }

    static String chat(String... headers) {
        return post("/v1/chat/completions", CHAT, headers);
    }

    /** Without the empty line at its end. */
    static String head(String method, String path, String... headers) {
        StringBuilder head =
                new StringBuilder(method).append(' ').append(path).append(" HTTP/1.1\r\nHost: localhost\r\n");
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        return head.toString();
    }
}
