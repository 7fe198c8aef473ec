package io.reprise.llm.openai;

import com.fasterxml.jackson.databind.JsonNode;
import io.reprise.ingress.codec.CallRequest;
import io.reprise.ingress.codec.HttpError;
import io.reprise.llm.api.CallFacts;
import io.reprise.llm.api.LlmCall;
import io.reprise.llm.api.Operation;
import io.reprise.llm.api.Provider;
import io.reprise.llm.api.Reading;
import io.reprise.llm.api.Teller;
import io.reprise.llm.frame.Action;
import io.reprise.llm.token.TokenCounter;
import java.util.List;

/** OpenAI. */
public final class OpenAi implements Provider {
    static final Operation CHAT = Operation.post(1, "chat", "/v1/chat/completions");
    static final Operation MODELS = Operation.get(2, "models", "/v1/models");

    private final Teller teller;
    private final ChatReader chatReader = new ChatReader(new TokenCounter());

    public OpenAi(Teller teller) {
        this.teller = teller;
    }

    @Override
    public String name() {
        return "openai";
    }

    @Override
    public List<Operation> operations() {
        return List.of(CHAT, MODELS);
    }

    @Override
    public void read(Operation operation, CallRequest request, JsonNode body, Reading into) {
        if (operation.equals(CHAT)) {
            chatReader.read(body, into);
        } else {
            into.action = Action.ACCOUNT;
        }
    }

    @Override
    public LlmCall call(Operation operation, CallRequest request, JsonNode body, Reading reading, CallFacts facts) {
        if (operation.equals(CHAT)) {
            return new ChatCall(facts, teller, body);
        }
        return new ModelsCall(facts, teller);
    }

    @Override
    public byte[] errorBody(HttpError error) {
        return OpenAiErrors.body(error);
    }
}
