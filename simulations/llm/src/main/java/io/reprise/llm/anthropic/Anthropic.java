package io.reprise.llm.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.reprise.ingress.codec.CallRequest;
import io.reprise.ingress.codec.HttpError;
import io.reprise.llm.api.CallFacts;
import io.reprise.llm.api.LlmCall;
import io.reprise.llm.api.Operation;
import io.reprise.llm.api.Problem;
import io.reprise.llm.api.Provider;
import io.reprise.llm.api.Reading;
import io.reprise.llm.api.Teller;
import io.reprise.llm.frame.Action;
import io.reprise.llm.token.TokenCounter;
import java.util.List;

/** Anthropic. */
public final class Anthropic implements Provider {
    static final Operation MESSAGES = Operation.post(21, "anthropic.messages", "/v1/messages");
    static final Operation COUNT_TOKENS = Operation.post(22, "anthropic.count_tokens", "/v1/messages/count_tokens");
    static final Operation MODELS = Operation.get(23, "anthropic.models", "/v1/models");
    static final Operation MODEL = Operation.get(24, "anthropic.model", "/v1/models/{model}");

    private final Teller teller;
    private final MessagesReader messagesReader = new MessagesReader(new TokenCounter());

    public Anthropic(Teller teller) {
        this.teller = teller;
    }

    @Override
    public String name() {
        return "anthropic";
    }

    @Override
    public List<Operation> operations() {
        return List.of(MESSAGES, COUNT_TOKENS, MODELS, MODEL);
    }

    @Override
    public List<String> keyHeaders() {
        return List.of("x-api-key");
    }

    @Override
    public boolean isMeant(CallRequest request) {
        return request.header(Dialect.HEADER) != null || request.path().startsWith("/v1/messages");
    }

    @Override
    public void read(Operation operation, CallRequest request, JsonNode body, Reading into) {
        Dialect dialect = Dialect.of(request);
        if (dialect == null) {
            into.refuse(Dialect.problem(request));
        } else if (operation.hasBody()) {
            messagesReader.read(body, dialect, operation.equals(COUNT_TOKENS), into);
        } else {
            into.action = Action.ACCOUNT;
            Problem problem = operation.equals(MODELS)
                    ? ModelPage.of(request).problem()
                    : Models.problem(request.variable(), "the model");
            if (problem != null) {
                into.refuse(problem);
            }
        }
    }

    @Override
    public LlmCall call(Operation operation, CallRequest request, JsonNode body, Reading reading, CallFacts facts) {
        return switch (operation.id()) {
            case 21 -> messages(body == null ? MissingNode.getInstance() : body, reading, facts);
            case 22 -> new CountCall(facts, teller, reading.promptTokens);
            case 23 -> new ModelListCall(facts, teller, ModelPage.of(request));
            default -> new ModelCall(facts, teller, request.variable());
        };
    }

    private LlmCall messages(JsonNode body, Reading reading, CallFacts facts) {
        return reading.stream
                ? new StreamedMessageCall(facts, teller, body, reading.ask.stops)
                : new WholeMessageCall(facts, teller, body, reading.ask.stops);
    }

    @Override
    public byte[] errorBody(HttpError error) {
        return AnthropicErrors.body(error);
    }
}
