package io.reprise.llm.openai;

import io.reprise.ingress.codec.Reply;
import io.reprise.llm.api.CallFacts;
import io.reprise.llm.api.Teller;
import io.reprise.llm.frame.Outcome;

/** The list of models, or one of them. */
final class ModelsCall extends OpenAiCall {
    ModelsCall(CallFacts facts, Teller teller) {
        super(facts, teller);
    }

    @Override
    protected void onAccount(Outcome outcome, Reply reply) {
        if (facts.model().isEmpty()) {
            Models.write(out.clear());
        } else {
            Models.write(facts.model(), out.clear());
        }
        whole(outcome, reply);
    }
}
