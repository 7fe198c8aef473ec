package io.reprise.llm.openai;

import com.fasterxml.jackson.databind.JsonNode;
import io.reprise.ingress.codec.CallRequest;
import io.reprise.ingress.codec.HttpError;
import io.reprise.llm.api.CallFacts;
import io.reprise.llm.api.Ids;
import io.reprise.llm.api.LlmCall;
import io.reprise.llm.api.Operation;
import io.reprise.llm.api.Provider;
import io.reprise.llm.api.Reading;
import io.reprise.llm.api.Teller;
import io.reprise.llm.content.TokenText;
import io.reprise.llm.frame.Action;
import io.reprise.llm.token.TokenCounter;
import java.util.List;

/**
 * OpenAI: chat completions, responses, the old completions, embeddings and models. Behind {@code /openai/deployments/{name}} the
 * same as Azure has it, where the name of the deployment is the model.
 */
public final class OpenAi implements Provider {
    private static final int CHAT = 1;
    private static final int MODELS = 2;
    private static final int MODEL = 3;
    private static final int RESPONSES = 4;
    private static final int GET_RESPONSE = 5;
    private static final int DELETE_RESPONSE = 6;
    private static final int COMPLETIONS = 7;
    private static final int EMBEDDINGS = 8;

    private static final List<Operation> OPERATIONS = List.of(
            Operation.post(CHAT, "chat", "/v1/chat/completions", "/deployments/{deployment}/chat/completions"),
            Operation.get(MODELS, "models", "/v1/models"),
            Operation.get(MODEL, "model", "/v1/models/{model}"),
            Operation.post(RESPONSES, "responses", "/v1/responses"),
            Operation.get(GET_RESPONSE, "responses.get", "/v1/responses/{id}"),
            Operation.delete(DELETE_RESPONSE, "responses.delete", "/v1/responses/{id}"),
            Operation.post(COMPLETIONS, "completions", "/v1/completions", "/deployments/{deployment}/completions"),
            Operation.post(EMBEDDINGS, "embeddings", "/v1/embeddings", "/deployments/{deployment}/embeddings"));

    private final Teller teller;
    private final TokenCounter counter = new TokenCounter();
    private final TokenText tokenText = new TokenText(counter);
    private final ChatReader chatReader = new ChatReader(counter);
    private final ResponsesReader responsesReader = new ResponsesReader(counter);
    private final CompletionsReader completionsReader = new CompletionsReader(counter);
    private final EmbeddingsReader embeddingsReader = new EmbeddingsReader(counter);

    public OpenAi(Teller teller) {
        this.teller = teller;
    }

    @Override
    public String name() {
        return "openai";
    }

    @Override
    public List<Operation> operations() {
        return OPERATIONS;
    }

    /** Azure's. */
    @Override
    public List<String> keyHeaders() {
        return List.of("api-key");
    }

    @Override
    public void read(Operation operation, CallRequest request, JsonNode body, Reading into) {
        switch (operation.id()) {
            case CHAT -> chatReader.read(body, request.variable(), into);
            case MODEL -> readModel(request.variable(), into);
            case RESPONSES -> responsesReader.read(body, into);
            case GET_RESPONSE -> readStored(request.variable(), Action.FETCH, into);
            case DELETE_RESPONSE -> readStored(request.variable(), Action.DROP, into);
            case COMPLETIONS -> completionsReader.read(body, request.variable(), into);
            case EMBEDDINGS -> embeddingsReader.read(body, request.variable(), into);
            default -> into.action = Action.ACCOUNT;
        }
    }

    private static void readModel(String name, Reading into) {
        into.action = Action.ACCOUNT;
        into.model = name;
        SettingsReader.checkKnown(name, into);
    }

    private static void readStored(String id, Action action, Reading into) {
        into.action = action;
        into.kept = Ids.seedOf(id, ResponsesReader.PREFIX);
        if (into.kept == 0) {
            into.refuse(StoredResponseCall.notFound(id));
        }
    }

    @Override
    public LlmCall call(Operation operation, CallRequest request, JsonNode body, Reading reading, CallFacts facts) {
        if (reading.problem != null) {
            return new RefusedCall(facts, teller);
        }
        return switch (operation.id()) {
            case CHAT -> new ChatCall(facts, teller, tokenText, body, reading);
            case RESPONSES -> new ResponsesCall(facts, teller, body, reading.echo);
            case GET_RESPONSE, DELETE_RESPONSE -> new StoredResponseCall(facts, teller, request.variable());
            case COMPLETIONS ->
                new TextCompletionCall(
                        facts, teller, tokenText, body, completionsReader.texts(body), reading.ask.choices);
            case EMBEDDINGS -> new EmbeddingsCall(facts, teller, body, embeddingsReader.texts());
            default -> new ModelsCall(facts, teller);
        };
    }

    @Override
    public byte[] errorBody(HttpError error) {
        return OpenAiErrors.body(error);
    }
}
