package io.reprise.llm.sim;

import io.reprise.ingress.codec.HttpError;
import io.reprise.ingress.codec.Reply;
import io.reprise.kernel.frame.Status;
import io.reprise.llm.api.CallFacts;
import io.reprise.llm.api.LlmCall;
import io.reprise.llm.api.Problem;
import io.reprise.llm.api.Teller;
import io.reprise.llm.frame.Outcome;
import io.reprise.llm.frame.SessionRecord;
import io.reprise.llm.json.JsonWriter;

/** A list of sessions, or that something was done. */
final class SimCall extends LlmCall {
    private static final String JSON = "application/json";

    private final JsonWriter out;
    private final boolean one;

    /** @param one whether a single session is asked for */
    SimCall(CallFacts facts, Teller teller, boolean one) {
        super(facts, teller);
        this.out = teller.out;
        this.one = one;
    }

    @Override
    protected void onSessions(Outcome outcome, Reply reply) {
        SessionRecord record = new SessionRecord();
        int count = outcome.contentLength() / SessionRecord.LENGTH;
        if (one && count == 0) {
            onNotFound(outcome, reply);
            return;
        }
        out.clear().raw(one ? "" : "{\"sessions\":[");
        for (int i = 0; i < count; i++) {
            record.wrap(outcome.buffer(), outcome.contentOffset() + i * SessionRecord.LENGTH);
            out.raw(i == 0 ? "{\"session\":" : ",{\"session\":").string(record.name());
            out.raw(",\"turns\":").number(record.turns()).raw(",\"requests\":").number(record.requests());
            out.raw(",\"messages\":").number(record.messages());
            out.raw(",\"prompt_tokens\":").number(record.promptTokens());
            out.raw(",\"completion_tokens\":").number(record.completionTokens());
            out.raw(",\"first_seen_ns\":").number(record.firstSeenNs());
            out.raw(",\"last_seen_ns\":").number(record.lastSeenNs()).raw('}');
        }
        out.raw(one ? "" : "]}");
        reply.start(200, JSON).whole(out.bytes(), out.length());
    }

    @Override
    protected void onAccount(Outcome outcome, Reply reply) {
        out.clear().raw("{\"ok\":true}");
        reply.start(200, JSON).whole(out.bytes(), out.length());
    }

    @Override
    protected void onNotFound(Outcome outcome, Reply reply) {
        error(404, Status.SESSION_NOT_FOUND, "there is no such session, or it was not used for too long", reply);
    }

    @Override
    protected void onProblem(Problem problem, Outcome outcome, Reply reply) {
        error(problem.httpStatus(), Status.INVALID_REQUEST, problem.message(), reply);
    }

    @Override
    protected void onFailure(Outcome outcome, Reply reply) {
        error(503, Status.RESOURCE_EXHAUSTED, "the simulator has no room for this", reply);
    }

    @Override
    public void onError(HttpError error, Reply reply) {
        byte[] body = error.json();
        reply.start(error.status().httpStatus(), JSON).whole(body, body.length);
    }

    private static void error(int httpStatus, Status status, String text, Reply reply) {
        byte[] body = new HttpError(status, text, reply.requestId(), 0).json();
        reply.start(httpStatus, JSON).whole(body, body.length);
    }
}
