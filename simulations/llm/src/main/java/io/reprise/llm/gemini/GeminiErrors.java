package io.reprise.llm.gemini;

import io.reprise.ingress.codec.HttpError;
import io.reprise.kernel.frame.Status;
import io.reprise.llm.api.Problem;
import io.reprise.llm.frame.Failure;
import io.reprise.llm.frame.Outcome;
import io.reprise.llm.json.JsonWriter;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Errors in the shape of {@code google.rpc.Status}, which Google's clients read. Any thread. */
final class GeminiErrors {
    private static final String TYPE = "type.googleapis.com/google.rpc.";
    private static final String SERVICE = "generativelanguage.googleapis.com";
    private static final String RATE_LIMITS = "https://ai.google.dev/gemini-api/docs/rate-limits";
    private static final int DEFAULT_RETRY_MS = 60_000; // quotas are per minute
    private static final Pattern UNKNOWN_NAME = Pattern.compile("Invalid JSON payload received\\..* at '([^']*)'.*");
    private static final Pattern PATH = Pattern.compile("([A-Za-z]+[.\\[][^ ]*) .*", Pattern.DOTALL);

    private GeminiErrors() {}

    /** Why a request can never be right: HTTP status 400. */
    static Problem invalid(String text) {
        Problem problem = Problem.invalid(text);
        if (!problem.param().isEmpty()) {
            return problem;
        }
        Matcher name = UNKNOWN_NAME.matcher(text);
        Matcher path = PATH.matcher(text);
        String param = name.matches() ? name.group(1) : path.matches() ? path.group(1) : "";
        return new Problem(problem.httpStatus(), "", "", param, text);
    }

    /** Of a request that can never be right. */
    static void write(JsonWriter out, Problem problem) {
        begin(out, problem.httpStatus(), problem.message());
        if (!problem.param().isEmpty()) {
            out.raw(",\"details\":[{\"@type\":\"" + TYPE + "BadRequest\",\"fieldViolations\":[{\"field\":");
            out.string(problem.param()).raw(",\"description\":").string(problem.message());
            out.raw("}]}]");
        }
        end(out);
    }

    /** Of the edge or the kernel. */
    static void write(JsonWriter out, HttpError error, boolean withoutKey) {
        int status = httpStatus(error, withoutKey);
        if (error.status() == Status.UNAUTHORIZED && !withoutKey) {
            String text = "API key not valid. Please pass a valid API key. (" + error.text() + ")";
            begin(out, status, text);
            out.raw(",\"details\":[{\"@type\":\"" + TYPE + "ErrorInfo\",\"reason\":\"API_KEY_INVALID\",");
            out.raw("\"domain\":\"googleapis.com\",\"metadata\":{\"service\":\"" + SERVICE + "\"}},");
            out.raw("{\"@type\":\"" + TYPE + "LocalizedMessage\",\"locale\":\"en-US\",\"message\":");
            out.string(text).raw("}]");
        } else if (error.status() == Status.UNAUTHORIZED) {
            begin(
                    out,
                    status,
                    "Method doesn't allow unregistered callers (callers without established identity). Please use API"
                            + " Key or other form of API consumer identity to call this API: header x-goog-api-key, or"
                            + " ?key= in the query.");
        } else {
            begin(out, status, error.text());
        }
        end(out);
    }

    /** A wrong key is a wrong argument here, and who shows none may not ask. */
    static int httpStatus(HttpError error, boolean withoutKey) {
        if (error.status() == Status.UNAUTHORIZED) {
            return withoutKey ? 403 : 400;
        }
        return error.status().httpStatus();
    }

    /** Of the simulated provider. */
    static void write(JsonWriter out, Outcome outcome, String model) {
        Failure failure = outcome.failure();
        boolean quota = failure == Failure.RATE_REQUESTS || failure == Failure.RATE_TOKENS || failure == Failure.QUOTA;
        String retry = seconds(retryMs(outcome));
        begin(out, httpStatus(outcome), text(outcome) + (quota ? " Please retry in " + retry + "." : ""));
        if (quota) {
            Outcome.Limit limit = limit(failure);
            boolean tokens = limit == Outcome.Limit.PROMPT_TOKENS;
            out.raw(",\"details\":[{\"@type\":\"" + TYPE + "QuotaFailure\",\"violations\":[{\"quotaMetric\":\"");
            out.raw(SERVICE).raw("/generate_content_paid_tier_").raw(tokens ? "input_token_count" : "requests");
            out.raw("\",\"quotaId\":\"GenerateContentPaidTier").raw(tokens ? "InputTokens" : "Requests");
            out.raw(failure == Failure.QUOTA ? "PerModelPerDay" : "PerModelPerMinute");
            out.raw("\",\"quotaDimensions\":{\"location\":\"global\",\"model\":")
                    .string(model);
            out.raw("},\"quotaValue\":\"").number(outcome.perMinute(limit)).raw("\"}]},{\"@type\":\"" + TYPE);
            out.raw("Help\",\"links\":[{\"description\":\"Learn more about Gemini API quotas\",\"url\":\"");
            out.raw(RATE_LIMITS).raw("\"}]},{\"@type\":\"" + TYPE + "RetryInfo\",\"retryDelay\":\"");
            out.raw(retry).raw("\"}]");
        }
        end(out);
    }

    static int httpStatus(Outcome outcome) {
        return switch (outcome.failure()) {
            case RATE_REQUESTS, RATE_TOKENS, QUOTA -> 429;
            case CONTEXT_LENGTH, CONTENT_POLICY, NO_PREFILL -> 400;
            case PREVIOUS_NOT_FOUND -> 404;
            case SERVER_ERROR -> 500;
            case OVERLOADED, UNAVAILABLE, EXHAUSTED -> 503;
            case STATUS -> outcome.failureStatus();
        };
    }

    private static String text(Outcome outcome) {
        return switch (outcome.failure()) {
            case RATE_REQUESTS, RATE_TOKENS, QUOTA ->
                "You exceeded your current quota, please check your plan and billing details. For more information on"
                        + " this error, head to: " + RATE_LIMITS + ".";
            case CONTEXT_LENGTH ->
                "The input token count exceeds the maximum number of tokens allowed; send fewer than "
                        + outcome.promptTokens() + ".";
            case CONTENT_POLICY -> "The request was blocked: PROHIBITED_CONTENT";
            case NO_PREFILL ->
                "Please ensure that the conversation ends with a user turn or a function response; this model does not"
                        + " go on with a model's turn.";
            case PREVIOUS_NOT_FOUND -> "What is to be gone on from was not found.";
            case EXHAUSTED -> "A table of the simulator is full; see llm.max-sessions";
            case OVERLOADED, UNAVAILABLE -> "The model is overloaded. Please try again later.";
            case SERVER_ERROR, STATUS ->
                "An internal error has occurred. Please retry or report in"
                        + " https://developers.generativeai.google/guide/troubleshooting";
        };
    }

    private static Outcome.Limit limit(Failure failure) {
        return failure == Failure.RATE_TOKENS ? Outcome.Limit.PROMPT_TOKENS : Outcome.Limit.REQUESTS;
    }

    /** This API always says when to come back, and has no header for it. */
    private static int retryMs(Outcome outcome) {
        if (outcome.retryAfterMs() != Outcome.NOT_SAID) {
            return outcome.retryAfterMs();
        }
        int resetMs = outcome.resetMs(limit(outcome.failure()));
        return resetMs > 0 ? resetMs : DEFAULT_RETRY_MS;
    }

    /** As protobuf writes durations: {@code 46s}, {@code 1.500s}. */
    private static String seconds(int ms) {
        return ms % 1000 == 0
                ? ms / 1000 + "s"
                : ms / 1000 + "." + Integer.toString(1000 + ms % 1000).substring(1) + "s";
    }

    private static void begin(JsonWriter out, int code, String message) {
        out.raw("{\"error\":{\"code\":").number(code).raw(",\"message\":").string(message);
        out.raw(",\"status\":\"").raw(name(code)).raw('"');
    }

    private static void end(JsonWriter out) {
        out.raw("}}");
    }

    /** Of the {@code google.rpc.Code} that has this HTTP status. */
    private static String name(int httpStatus) {
        return switch (httpStatus) {
            case 400, 405, 413, 415 -> "INVALID_ARGUMENT";
            case 401 -> "UNAUTHENTICATED";
            case 403 -> "PERMISSION_DENIED";
            case 404 -> "NOT_FOUND";
            case 409 -> "ABORTED";
            case 429 -> "RESOURCE_EXHAUSTED";
            case 499 -> "CANCELLED";
            case 500 -> "INTERNAL";
            case 501 -> "UNIMPLEMENTED";
            case 503 -> "UNAVAILABLE";
            case 504 -> "DEADLINE_EXCEEDED";
            default -> "UNKNOWN";
        };
    }
}
