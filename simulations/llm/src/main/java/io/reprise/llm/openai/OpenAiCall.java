package io.reprise.llm.openai;

import io.reprise.ingress.codec.HttpError;
import io.reprise.ingress.codec.Reply;
import io.reprise.llm.api.CallFacts;
import io.reprise.llm.api.LlmCall;
import io.reprise.llm.api.Problem;
import io.reprise.llm.api.Teller;
import io.reprise.llm.frame.Outcome;
import io.reprise.llm.json.JsonWriter;
import java.math.BigDecimal;

/** What all calls of this API have in common: heads and errors. */
abstract class OpenAiCall extends LlmCall {
    static final String JSON = "application/json";
    static final String SSE = "text/event-stream; charset=utf-8";

    protected final JsonWriter out;
    private final Teller teller;

    OpenAiCall(CallFacts facts, Teller teller) {
        super(facts, teller);
        this.teller = teller;
        this.out = teller.out;
    }

    /** Begins an answer with the headers this API gives every one. */
    protected final Reply head(int httpStatus, String contentType, Outcome outcome, Reply reply) {
        reply.start(httpStatus, contentType);
        reply.header("openai-version", "2020-10-01").header("openai-organization", "reprise");
        reply.header("openai-processing-ms", outcome.processingNs() / 1_000_000);
        limit(Outcome.Limit.REQUESTS, "requests", outcome, reply);
        limit(Outcome.Limit.PROMPT_TOKENS, "tokens", outcome, reply);
        teller.simHeaders(facts, outcome, reply);
        return reply;
    }

    /** What was written to {@link #out} is all of the answer. */
    protected final void whole(Outcome outcome, Reply reply) {
        head(200, JSON, outcome, reply).whole(out.bytes(), out.length());
    }

    @Override
    protected void onProblem(Problem problem, Outcome outcome, Reply reply) {
        OpenAiErrors.write(out.clear(), problem);
        head(problem.httpStatus(), JSON, outcome, reply).whole(out.bytes(), out.length());
    }

    @Override
    protected void onFailure(Outcome outcome, Reply reply) {
        if (reply.isStarted()) {
            tellFailure(outcome, reply);
            return;
        }
        head(OpenAiErrors.httpStatus(outcome), JSON, outcome, reply);
        if (outcome.retryAfterMs() != Outcome.NOT_SAID) {
            reply.header("retry-after", (outcome.retryAfterMs() + 999) / 1000);
            reply.header("retry-after-ms", outcome.retryAfterMs());
        }
        OpenAiErrors.write(outcome, out.clear());
        reply.whole(out.bytes(), out.length());
    }

    /** The provider fails in the middle of a stream, which ends with that. */
    protected void tellFailure(Outcome outcome, Reply reply) {
        out.clear().raw("data: ");
        OpenAiErrors.write(outcome, out);
        out.raw("\n\n");
        reply.part(out.bytes(), out.length());
        reply.end();
    }

    @Override
    public void onError(HttpError error, Reply reply) {
        if (reply.isStarted()) {
            reply.cut();
            return;
        }
        byte[] body = OpenAiErrors.body(error);
        reply.start(error.status().httpStatus(), JSON).whole(body, body.length);
    }

    private static void limit(Outcome.Limit limit, String name, Outcome outcome, Reply reply) {
        if (outcome.perMinute(limit) > 0) {
            reply.header("x-ratelimit-limit-" + name, outcome.perMinute(limit));
            reply.header("x-ratelimit-remaining-" + name, outcome.left(limit));
            reply.header("x-ratelimit-reset-" + name, duration(outcome.resetMs(limit)));
        }
    }

    /** As Go writes it: {@code 12ms}, {@code 1.5s}, {@code 6m0s}. */
    static String duration(int ms) {
        if (ms < 1000) {
            return ms + "ms";
        }
        String seconds = BigDecimal.valueOf(ms % 60_000, 3).stripTrailingZeros().toPlainString() + "s";
        return ms < 60_000 ? seconds : ms / 60_000 + "m" + seconds;
    }
}
