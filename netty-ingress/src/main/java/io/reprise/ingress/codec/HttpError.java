package io.reprise.ingress.codec;

import io.reprise.kernel.frame.Status;
import java.nio.charset.StandardCharsets;

/**
 * An error answer over HTTP.
 *
 * @param status the code, one of those binary clients get
 * @param text what was wrong and what would be right
 * @param requestId as the answer's {@code x-request-id} says it
 * @param sequence of the request in the journal; 0 when it never got there
 */
public record HttpError(Status status, String text, String requestId, long sequence) {

    /** In the shape of an API that has none of its own: UTF-8 JSON, as {@code docs/errors.md} says. */
    public byte[] json() {
        StringBuilder json = new StringBuilder("{\"error\":{\"message\":");
        string(json, text);
        json.append(",\"code\":\"").append(status.name()).append("\",\"requestId\":");
        string(json, requestId);
        if (sequence != 0) {
            json.append(",\"sequence\":").append(sequence);
        }
        json.append(",\"retryable\":").append(status.retryable()).append("}}\n");
        return json.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void string(StringBuilder json, String text) {
        json.append('"');
        text.chars().filter(c -> c >= ' ').forEach(c -> {
            if (c == '"' || c == '\\') {
                json.append('\\');
            }
            json.append((char) c);
        });
        json.append('"');
    }
}
