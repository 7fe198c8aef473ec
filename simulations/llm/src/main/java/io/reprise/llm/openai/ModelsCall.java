package io.reprise.llm.openai;

import io.reprise.ingress.codec.Reply;
import io.reprise.llm.api.CallFacts;
import io.reprise.llm.api.Teller;
import io.reprise.llm.frame.Outcome;

/** The list of models. */
final class ModelsCall extends OpenAiCall {
    ModelsCall(CallFacts facts, Teller teller) {
        super(facts, teller);
    }

    @Override
    protected void onAccount(Outcome outcome, Reply reply) {
        Models.write(out.clear());
        whole(outcome, reply);
    }
}
