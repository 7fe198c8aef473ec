package io.reprise.llm.api;

import io.reprise.ingress.codec.Call;
import io.reprise.ingress.codec.Reply;
import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.llm.content.ContentFlyweight;
import io.reprise.llm.frame.AnswerEvent;
import io.reprise.llm.frame.Delta;
import io.reprise.llm.frame.Outcome;

/**
 * One call of one provider's API, and how its answer is told: hands each frame of the answer to the method for it. Event loop
 * only.
 */
public abstract class LlmCall extends Call {
    /** Number of the service. */
    public static final int SERVICE = 2;

    /** Method of the notification that a client has gone. */
    public static final int CANCEL = 99;

    protected final CallFacts facts;
    private final Teller teller;

    /** @param teller shared by all calls of the event loop */
    protected LlmCall(CallFacts facts, Teller teller) {
        super(SERVICE, facts.priority(), facts.seed(), facts.commandLength());
        this.facts = facts;
        this.teller = teller;
    }

    @Override
    public final void onAdmitted() {
        teller.onAdmitted();
    }

    @Override
    public final void onClosed() {
        teller.onClosed();
    }

    @Override
    public final int abandonMethod() {
        return CANCEL;
    }

    @Override
    public final void onAnswer(FrameFlyweight answer, Reply reply) {
        int offset = answer.payloadOffset();
        AnswerEvent event = AnswerEvent.of(answer.buffer().getByte(offset));
        if (event == AnswerEvent.DELTA) {
            Delta delta = teller.delta.wrap(answer.buffer(), offset, answer.payloadLength());
            teller.onDelta(delta);
            onDelta(delta, reply);
            return;
        }
        Outcome outcome = teller.outcome.wrap(answer.buffer(), offset, answer.payloadLength());
        teller.onOutcome(outcome);
        switch (event) {
            case START -> onStart(outcome, reply);
            case END -> onEnd(outcome, reply);
            case WHOLE, KEPT -> onWhole(outcome, content(outcome), reply);
            case FAILURE -> onFailure(outcome, reply);
            case ACCOUNT -> {
                if (facts.problem() == null) {
                    onAccount(outcome, reply);
                } else {
                    onProblem(facts.problem(), outcome, reply);
                }
            }
            case NOT_FOUND -> onNotFound(outcome, reply);
            case SESSIONS -> onSessions(outcome, reply);
            case CUT -> reply.cut();
            case RESET -> reply.reset();
            case DELTA -> throw new IllegalStateException("handled above");
        }
    }

    private ContentFlyweight content(Outcome outcome) {
        return teller.content.wrap(outcome.buffer(), outcome.contentOffset(), outcome.contentLength());
    }

    /** A streamed answer begins: its head may be told. */
    protected void onStart(Outcome outcome, Reply reply) {
        throw unexpected();
    }

    protected void onDelta(Delta delta, Reply reply) {
        throw unexpected();
    }

    /** A streamed answer is whole. */
    protected void onEnd(Outcome outcome, Reply reply) {
        throw unexpected();
    }

    /** An answer that is not streamed, or a kept one. */
    protected void onWhole(Outcome outcome, ContentFlyweight content, Reply reply) {
        throw unexpected();
    }

    /** Tells what the edge knew. */
    protected void onAccount(Outcome outcome, Reply reply) {
        throw unexpected();
    }

    /** What was to be fetched, or gone on from, is not there. */
    protected void onNotFound(Outcome outcome, Reply reply) {
        throw unexpected();
    }

    protected void onSessions(Outcome outcome, Reply reply) {
        throw unexpected();
    }

    /** The request was refused by {@link Provider#read}. */
    protected abstract void onProblem(Problem problem, Outcome outcome, Reply reply);

    /** The provider fails, before or in the middle of an answer. */
    protected abstract void onFailure(Outcome outcome, Reply reply);

    private IllegalStateException unexpected() {
        return new IllegalStateException(getClass().getSimpleName() + " was answered with what it cannot tell");
    }
}
