package io.reprise.llm.anthropic;

import io.reprise.ingress.codec.HttpError;
import io.reprise.kernel.frame.Status;
import io.reprise.llm.api.Problem;
import io.reprise.llm.frame.Outcome;
import io.reprise.llm.json.JsonWriter;

/** Errors in the shape Anthropic's clients read. Any thread. */
final class AnthropicErrors {
    private static final int OVERLOADED = 529;

    private AnthropicErrors() {}

    /** As header {@code request-id} and the bodies of errors say it. */
    static String requestId(String edgeId) {
        return edgeId.startsWith("req_") ? edgeId : "req_" + edgeId;
    }

    /** Of the edge or the kernel. */
    static byte[] body(HttpError error) {
        JsonWriter out = new JsonWriter();
        write(out, typeOf(httpStatus(error.status())), error.text(), requestId(error.requestId()));
        return out.toBytes();
    }

    /** Of a request that can never be right. */
    static void write(JsonWriter out, Problem problem, String requestId) {
        String type = problem.type().isEmpty() ? typeOf(problem.httpStatus()) : problem.type();
        write(out, type, problem.message(), requestId);
    }

    /** Of the simulated provider. */
    static void write(JsonWriter out, Outcome outcome, String model, String requestId) {
        write(out, typeOf(httpStatus(outcome)), message(outcome, model), requestId);
    }

    private static String message(Outcome outcome, String model) {
        return switch (outcome.failure()) {
            case RATE_REQUESTS -> limited(outcome, Outcome.Limit.REQUESTS, "requests");
            case RATE_TOKENS -> limited(outcome, Outcome.Limit.PROMPT_TOKENS, "input tokens");
            case QUOTA -> "Your credit balance is too low to access the API; add credits";
            case CONTEXT_LENGTH ->
                "messages must be shorter: prompt is too long: " + outcome.promptTokens()
                        + " tokens > the maximum of model " + model;
            case CONTENT_POLICY -> "messages must be changed: Output blocked by content filtering policy";
            case NO_PREFILL -> "messages must end with a user message: " + MessageOrder.NO_PREFILL;
            case PREVIOUS_NOT_FOUND -> "the answer to go on from is not kept; send the whole conversation";
            case EXHAUSTED -> "A table of the simulator is full; see llm.max-sessions";
            case OVERLOADED, UNAVAILABLE -> "Overloaded";
            case SERVER_ERROR, STATUS -> "The provider failed with status " + httpStatus(outcome);
        };
    }

    private static String limited(Outcome outcome, Outcome.Limit limit, String what) {
        int perMinute = outcome.perMinute(limit);
        return "This request would exceed the rate limit of " + (perMinute > 0 ? perMinute + " " : "") + what
                + " per minute; try again later, or send fewer";
    }

    static int httpStatus(Outcome outcome) {
        return switch (outcome.failure()) {
            case RATE_REQUESTS, RATE_TOKENS -> 429;
            case QUOTA -> 402;
            case CONTEXT_LENGTH, CONTENT_POLICY, NO_PREFILL, PREVIOUS_NOT_FOUND -> 400;
            case SERVER_ERROR -> 500;
            case OVERLOADED, UNAVAILABLE -> OVERLOADED;
            case EXHAUSTED -> 503;
            case STATUS -> outcome.failureStatus();
        };
    }

    /** Where other APIs have 503 for too much load, this one has 529. */
    static int httpStatus(Status status) {
        return status == Status.OVERLOADED ? OVERLOADED : status.httpStatus();
    }

    static boolean isRetryable(int httpStatus) {
        return httpStatus == 408 || httpStatus == 409 || httpStatus == 429 || httpStatus >= 500;
    }

    private static String typeOf(int httpStatus) {
        return switch (httpStatus) {
            case 401 -> "authentication_error";
            case 402 -> "billing_error";
            case 403 -> "permission_error";
            case 404 -> "not_found_error";
            case 409 -> "conflict_error";
            case 413 -> "request_too_large";
            case 429 -> "rate_limit_error";
            case 504 -> "timeout_error";
            case OVERLOADED -> "overloaded_error";
            default -> httpStatus < 500 ? "invalid_request_error" : "api_error";
        };
    }

    private static void write(JsonWriter out, String type, String message, String requestId) {
        out.raw("{\"type\":\"error\",\"error\":{\"type\":")
                .string(type)
                .raw(",\"message\":")
                .string(message);
        out.raw("},\"request_id\":").string(requestId).raw('}');
    }
}
