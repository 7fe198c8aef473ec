package io.reprise.llm;

import io.reprise.ingress.codec.HttpCodec;
import io.reprise.ingress.codec.HttpError;
import io.reprise.kernel.frame.Status;
import io.reprise.llm.json.JsonWriter;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** OpenAI's HTTP face: the routes, and errors in the shape its clients read. Any thread. */
public final class OpenAiCodec implements HttpCodec {
    /** A refusal starts with the path of a field; so says {@link Refusal}. */
    private static final Pattern PARAM =
            Pattern.compile("([a-z_]+(?:\\[[0-9]+\\]|\\.[a-z_]+)*) (?:is required|must be|and [a-z_]+ exclude)");

    @Override
    public int service() {
        return LlmProvider.SERVICE;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                new Route("POST", "/v1/chat/completions", LlmProvider.CHAT),
                new Route("GET", "/v1/models", LlmProvider.MODELS));
    }

    @Override
    public byte[] errorBody(HttpError error) {
        Status status = error.status();
        String text = error.text();
        String param = status == Status.INVALID_REQUEST ? param(text) : null;
        JsonWriter out = new JsonWriter();
        out.raw("{\"error\":{\"message\":").string(text);
        out.raw(",\"type\":").string(type(status));
        orNull(out.raw(",\"param\":"), param);
        orNull(out.raw(",\"code\":"), code(status, text, param));
        return out.raw("}}").toBytes();
    }

    private static String type(Status status) {
        return status.httpStatus() >= 500 ? "server_error" : "invalid_request_error";
    }

    private static String param(String text) {
        Matcher matcher = PARAM.matcher(text);
        return matcher.lookingAt() ? matcher.group(1) : null;
    }

    private static String code(Status status, String text, String param) {
        if (status == Status.UNAUTHORIZED) {
            return "invalid_api_key";
        }
        if (param == null) {
            return null;
        }
        if (text.startsWith(" is required", param.length())) {
            return "missing_required_parameter";
        }
        return text.contains(" not offered yet") ? "unsupported_value" : "invalid_value";
    }

    private static void orNull(JsonWriter out, String value) {
        if (value == null) {
            out.raw("null");
        } else {
            out.string(value);
        }
    }
}
