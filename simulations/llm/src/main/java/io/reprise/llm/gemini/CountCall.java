package io.reprise.llm.gemini;

import io.reprise.ingress.codec.Reply;
import io.reprise.llm.api.CallFacts;
import io.reprise.llm.api.Teller;
import io.reprise.llm.frame.Outcome;

/** How many tokens a prompt has. */
final class CountCall extends GeminiCall {
    private final int[] details;

    /** @param details tokens by modality */
    CountCall(CallFacts facts, Teller teller, int[] details) {
        super(facts, teller, Delivery.WHOLE);
        this.details = details;
    }

    @Override
    protected void onAccount(Outcome outcome, Reply reply) {
        out.clear().raw("{\"totalTokens\":").number(outcome.promptTokens());
        PromptTokens.writeDetails(details, out);
        out.raw('}');
        whole(200, outcome, reply);
    }
}
