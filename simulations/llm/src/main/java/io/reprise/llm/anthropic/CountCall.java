package io.reprise.llm.anthropic;

import io.reprise.ingress.codec.Reply;
import io.reprise.llm.api.CallFacts;
import io.reprise.llm.api.Teller;
import io.reprise.llm.frame.Outcome;

/** How many tokens a prompt has. */
final class CountCall extends AnthropicCall {
    private final int promptTokens;

    CountCall(CallFacts facts, Teller teller, int promptTokens) {
        super(facts, teller);
        this.promptTokens = promptTokens;
    }

    @Override
    protected void onAccount(Outcome outcome, Reply reply) {
        out.clear().raw("{\"input_tokens\":").number(promptTokens).raw('}');
        whole(outcome, reply);
    }
}
