package io.reprise.llm.anthropic;

import io.reprise.ingress.codec.Reply;
import io.reprise.llm.api.CallFacts;
import io.reprise.llm.api.Teller;
import io.reprise.llm.frame.Outcome;

/** What there is to know about one model. */
final class ModelCall extends AnthropicCall {
    private final String model;

    ModelCall(CallFacts facts, Teller teller, String model) {
        super(facts, teller);
        this.model = model;
    }

    @Override
    protected void onAccount(Outcome outcome, Reply reply) {
        Models.write(model, out.clear());
        whole(outcome, reply);
    }
}
