package io.reprise.llm.openai;

import io.reprise.ingress.codec.HttpError;
import io.reprise.ingress.codec.Reply;
import io.reprise.kernel.frame.Status;
import io.reprise.llm.api.Problem;
import io.reprise.llm.frame.Failure;
import io.reprise.llm.frame.Outcome;
import io.reprise.llm.json.JsonWriter;

/** Errors in the shape OpenAI's clients read. Any thread. */
final class OpenAiErrors {
    private OpenAiErrors() {}

    /** Of the edge or the kernel. */
    static byte[] body(HttpError error) {
        Status status = error.status();
        JsonWriter out = new JsonWriter();
        write(
                out,
                error.text(),
                typeOf(status.httpStatus()),
                "",
                status == Status.UNAUTHORIZED ? "invalid_api_key" : "");
        return out.toBytes();
    }

    /** Of a request that can never be right. */
    static void write(JsonWriter out, Problem problem) {
        String type = problem.type().isEmpty() ? typeOf(problem.httpStatus()) : problem.type();
        write(out, problem.message(), type, problem.param(), code(problem));
    }

    /** Of the simulated provider; tells the client. */
    static void tell(Outcome outcome, JsonWriter out, Reply reply) {
        Failure failure = outcome.failure();
        out.clear();
        switch (failure) {
            case RATE_REQUESTS -> write(out, "Rate limit reached for requests", "requests", "", "rate_limit_exceeded");
            case RATE_TOKENS -> write(out, "Rate limit reached for tokens", "tokens", "", "rate_limit_exceeded");
            case QUOTA ->
                write(
                        out,
                        "You exceeded your current quota, please check your plan and billing details",
                        "insufficient_quota",
                        "",
                        "insufficient_quota");
            case CONTEXT_LENGTH ->
                write(
                        out,
                        "This model's maximum context length is exceeded; reduce the length of the messages",
                        "invalid_request_error",
                        "messages",
                        "context_length_exceeded");
            case CONTENT_POLICY ->
                write(
                        out,
                        "Your request was rejected as a result of our safety system",
                        "invalid_request_error",
                        "",
                        "content_policy_violation");
            case NO_PREFILL ->
                write(
                        out,
                        "This model does not support a prefilled assistant message; the last message must be a user's",
                        "invalid_request_error",
                        "messages",
                        "");
            case PREVIOUS_NOT_FOUND ->
                write(
                        out,
                        "Previous response not found",
                        "invalid_request_error",
                        "previous_response_id",
                        "previous_response_not_found");
            case EXHAUSTED ->
                write(out, "A table of the simulator is full; see llm.max-sessions", "server_error", "", "");
            case OVERLOADED, UNAVAILABLE ->
                write(out, "The server is overloaded or not ready yet", "server_error", "", "");
            case SERVER_ERROR, STATUS ->
                write(out, "The server had an error while processing your request", "server_error", "", "");
        }
        reply.whole(out.bytes(), out.length());
    }

    static int httpStatus(Outcome outcome) {
        return switch (outcome.failure()) {
            case RATE_REQUESTS, RATE_TOKENS, QUOTA -> 429;
            case CONTEXT_LENGTH, CONTENT_POLICY, NO_PREFILL, PREVIOUS_NOT_FOUND -> 400;
            case SERVER_ERROR -> 500;
            case OVERLOADED, UNAVAILABLE, EXHAUSTED -> 503;
            case STATUS -> outcome.failureStatus();
        };
    }

    private static String typeOf(int httpStatus) {
        return httpStatus >= 500 ? "server_error" : "invalid_request_error";
    }

    private static String code(Problem problem) {
        if (!problem.code().isEmpty() || problem.param().isEmpty()) {
            return problem.code();
        }
        boolean missing =
                problem.message().startsWith(" is required", problem.param().length());
        return missing ? "missing_required_parameter" : "invalid_value";
    }

    private static void write(JsonWriter out, String message, String type, String param, String code) {
        out.raw("{\"error\":{\"message\":").string(message).raw(",\"type\":").string(type);
        orNull(out.raw(",\"param\":"), param);
        orNull(out.raw(",\"code\":"), code);
        out.raw("}}");
    }

    private static void orNull(JsonWriter out, String value) {
        if (value.isEmpty()) {
            out.raw("null");
        } else {
            out.string(value);
        }
    }
}
