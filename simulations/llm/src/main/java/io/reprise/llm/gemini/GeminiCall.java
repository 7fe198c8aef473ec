package io.reprise.llm.gemini;

import io.reprise.ingress.codec.HttpError;
import io.reprise.ingress.codec.Reply;
import io.reprise.llm.api.CallFacts;
import io.reprise.llm.api.LlmCall;
import io.reprise.llm.api.Problem;
import io.reprise.llm.api.Teller;
import io.reprise.llm.frame.Outcome;
import io.reprise.llm.json.JsonWriter;

/** What all calls of this API have in common: heads and errors; by itself the call of a refused request. */
class GeminiCall extends LlmCall {
    static final String JSON = "application/json";

    protected final JsonWriter out;
    protected final Delivery delivery;
    private final Teller teller;

    GeminiCall(CallFacts facts, Teller teller, Delivery delivery) {
        super(facts, teller);
        this.teller = teller;
        this.delivery = delivery;
        this.out = teller.out;
    }

    /** Begins an answer with the headers this API gives every one. */
    protected final Reply head(int httpStatus, String contentType, Outcome outcome, Reply reply) {
        reply.start(httpStatus, contentType);
        reply.header("server-timing", "gfet4t7; dur=" + outcome.processingNs() / 1_000_000);
        teller.simHeaders(facts, outcome, reply);
        return reply;
    }

    /** What was written to {@link #out} is all of the answer. */
    protected final void whole(int httpStatus, Outcome outcome, Reply reply) {
        head(httpStatus, JSON, outcome, reply).whole(out.bytes(), out.length());
    }

    @Override
    protected void onProblem(Problem problem, Outcome outcome, Reply reply) {
        GeminiErrors.write(open(), problem);
        close();
        whole(problem.httpStatus(), outcome, reply);
    }

    @Override
    protected void onFailure(Outcome outcome, Reply reply) {
        GeminiErrors.write(open(), outcome, facts.model());
        close();
        whole(GeminiErrors.httpStatus(outcome), outcome, reply);
    }

    @Override
    public void onError(HttpError error, Reply reply) {
        GeminiErrors.write(open(), error, false);
        close();
        reply.start(GeminiErrors.httpStatus(error, false), JSON).whole(out.bytes(), out.length());
    }

    /** An error that comes instead of an array is its only element. */
    private JsonWriter open() {
        return out.clear().raw(delivery == Delivery.ARRAY ? "[" : "");
    }

    private void close() {
        out.raw(delivery == Delivery.ARRAY ? "]" : "");
    }
}
