package io.reprise.llm.openai;

import io.reprise.llm.api.CallFacts;
import io.reprise.llm.api.Teller;

/** A request that was refused: the answer says why. */
final class RefusedCall extends OpenAiCall {
    RefusedCall(CallFacts facts, Teller teller) {
        super(facts, teller);
    }
}
