package io.reprise.llm.anthropic;

import io.reprise.ingress.codec.HttpError;
import io.reprise.ingress.codec.Reply;
import io.reprise.llm.api.CallFacts;
import io.reprise.llm.api.LlmCall;
import io.reprise.llm.api.Problem;
import io.reprise.llm.api.Teller;
import io.reprise.llm.frame.Outcome;
import io.reprise.llm.json.JsonWriter;
import java.time.Instant;

/** What all calls of this API have in common: heads and errors. */
abstract class AnthropicCall extends LlmCall {
    static final String JSON = "application/json";
    static final String SSE = "text/event-stream; charset=utf-8";

    private static final String RATE_LIMIT = "anthropic-ratelimit-";
    private static final long NS_PER_MS = 1_000_000;
    private static final long NS_PER_S = 1_000_000_000;

    protected final JsonWriter out;
    private final Teller teller;

    AnthropicCall(CallFacts facts, Teller teller) {
        super(facts, teller);
        this.teller = teller;
        this.out = teller.out;
    }

    /** Begins an answer with the headers this API gives every one. */
    protected final Reply head(int httpStatus, String contentType, Outcome outcome, Reply reply) {
        start(httpStatus, contentType, reply);
        limits(outcome, reply);
        teller.simHeaders(facts, outcome, reply);
        return reply;
    }

    /** What was written to {@link #out} is all of the answer. */
    protected final void whole(Outcome outcome, Reply reply) {
        head(200, JSON, outcome, reply).whole(out.bytes(), out.length());
    }

    @Override
    protected void onProblem(Problem problem, Outcome outcome, Reply reply) {
        AnthropicErrors.write(out.clear(), problem, requestId(reply));
        head(problem.httpStatus(), JSON, outcome, reply).whole(out.bytes(), out.length());
    }

    @Override
    protected void onFailure(Outcome outcome, Reply reply) {
        if (reply.isStarted()) {
            AnthropicErrors.write(out.clear().raw("event: error\ndata: "), outcome, facts.model(), requestId(reply));
            out.raw("\n\n");
            reply.part(out.bytes(), out.length());
            reply.end();
            return;
        }
        head(AnthropicErrors.httpStatus(outcome), JSON, outcome, reply);
        if (outcome.retryAfterMs() != Outcome.NOT_SAID) {
            reply.header("retry-after", (outcome.retryAfterMs() + 999) / 1000);
        }
        AnthropicErrors.write(out.clear(), outcome, facts.model(), requestId(reply));
        reply.whole(out.bytes(), out.length());
    }

    @Override
    public void onError(HttpError error, Reply reply) {
        if (reply.isStarted()) {
            reply.cut();
            return;
        }
        byte[] body = AnthropicErrors.body(error);
        start(AnthropicErrors.httpStatus(error.status()), JSON, reply).whole(body, body.length);
    }

    private static Reply start(int httpStatus, String contentType, Reply reply) {
        reply.start(httpStatus, contentType);
        reply.header("request-id", requestId(reply)).header("anthropic-organization-id", "reprise");
        if (httpStatus >= 400) {
            reply.header("x-should-retry", String.valueOf(AnthropicErrors.isRetryable(httpStatus)));
        }
        return reply;
    }

    private static String requestId(Reply reply) {
        return AnthropicErrors.requestId(reply.requestId());
    }

    private static void limits(Outcome outcome, Reply reply) {
        int requests = outcome.perMinute(Outcome.Limit.REQUESTS);
        int input = outcome.perMinute(Outcome.Limit.PROMPT_TOKENS);
        int output = outcome.perMinute(Outcome.Limit.COMPLETION_TOKENS);
        int inputLeft = outcome.left(Outcome.Limit.PROMPT_TOKENS);
        int outputLeft = outcome.left(Outcome.Limit.COMPLETION_TOKENS);
        int inputResetMs = outcome.resetMs(Outcome.Limit.PROMPT_TOKENS);
        int outputResetMs = outcome.resetMs(Outcome.Limit.COMPLETION_TOKENS);
        limit(
                "requests",
                requests,
                outcome.left(Outcome.Limit.REQUESTS),
                outcome.resetMs(Outcome.Limit.REQUESTS),
                outcome,
                reply);
        limit("input-tokens", input, inputLeft, inputResetMs, outcome, reply);
        limit("output-tokens", output, outputLeft, outputResetMs, outcome, reply);
        limit(
                "tokens",
                (long) input + output,
                (long) inputLeft + outputLeft,
                Math.max(inputResetMs, outputResetMs),
                outcome,
                reply);
    }

    private static void limit(String what, long perMinute, long left, int resetMs, Outcome outcome, Reply reply) {
        if (perMinute > 0) {
            reply.header(RATE_LIMIT + what + "-limit", perMinute);
            reply.header(RATE_LIMIT + what + "-remaining", left);
            reply.header(RATE_LIMIT + what + "-reset", time(outcome.createdNs() + resetMs * NS_PER_MS));
        }
    }

    /** RFC 3339, to the next whole second. */
    private static String time(long timeNs) {
        return Instant.ofEpochSecond(-Math.floorDiv(-timeNs, NS_PER_S)).toString();
    }
}
