package io.reprise.llm.openai;

import io.reprise.ingress.codec.HttpError;
import io.reprise.kernel.frame.Status;
import io.reprise.llm.api.Problem;
import io.reprise.llm.frame.Outcome;
import io.reprise.llm.json.JsonWriter;

/** Errors in the shape OpenAI's clients read. Any thread. */
final class OpenAiErrors {
    private static final String INVALID = "invalid_request_error";

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

    /** Of the simulated provider. */
    static void write(Outcome outcome, JsonWriter out) {
        String message = message(outcome);
        switch (outcome.failure()) {
            case RATE_REQUESTS -> write(out, message, "requests", "", "rate_limit_exceeded");
            case RATE_TOKENS -> write(out, message, "tokens", "", "rate_limit_exceeded");
            case QUOTA -> write(out, message, "insufficient_quota", "", "insufficient_quota");
            case CONTEXT_LENGTH -> write(out, message, INVALID, "messages", "context_length_exceeded");
            case CONTENT_POLICY -> write(out, message, INVALID, "", "content_policy_violation");
            case NO_PREFILL -> write(out, message, INVALID, "messages", "");
            case PREVIOUS_NOT_FOUND ->
                write(out, message, INVALID, "previous_response_id", "previous_response_not_found");
            case EXHAUSTED, OVERLOADED, UNAVAILABLE, SERVER_ERROR, STATUS ->
                write(out, message, typeOf(httpStatus(outcome)), "", "");
        }
    }

    static String message(Outcome outcome) {
        return switch (outcome.failure()) {
            case RATE_REQUESTS -> "Rate limit reached for requests; wait as long as retry-after says";
            case RATE_TOKENS -> "Rate limit reached for tokens; wait as long as retry-after says";
            case QUOTA -> "You exceeded your current quota, please check your plan and billing details";
            case CONTEXT_LENGTH -> "This model's maximum context length is exceeded; reduce the length of the messages";
            case CONTENT_POLICY -> "Your request was rejected as a result of our safety system";
            case NO_PREFILL ->
                "This model does not support a prefilled assistant message; the last message must be a user's";
            case PREVIOUS_NOT_FOUND ->
                "Previous response not found: it was not stored, was deleted, or made room for newer ones";
            case EXHAUSTED -> "A table of the simulator is full; see llm.max-sessions";
            case OVERLOADED, UNAVAILABLE -> "The server is overloaded or not ready yet";
            case SERVER_ERROR, STATUS -> "The server had an error while processing your request";
        };
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
        return httpStatus >= 500 ? "server_error" : INVALID;
    }

    private static String code(Problem problem) {
        if (!problem.code().isEmpty() || problem.param().isEmpty()) {
            return problem.code();
        }
        String verdict = problem.message().substring(problem.param().length());
        if (verdict.startsWith(" is required")) {
            return "missing_required_parameter";
        }
        if (verdict.startsWith(" is not supported")) {
            return "unsupported_parameter";
        }
        return verdict.startsWith(" may not be") ? "unsupported_value" : "invalid_value";
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
