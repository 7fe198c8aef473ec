package io.reprise.llm.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import io.reprise.ingress.codec.CallRequest;
import io.reprise.ingress.codec.HttpError;
import io.reprise.kernel.frame.Status;
import io.reprise.llm.api.CallFacts;
import io.reprise.llm.api.LlmCall;
import io.reprise.llm.api.Operation;
import io.reprise.llm.api.Provider;
import io.reprise.llm.api.Reading;
import io.reprise.llm.api.Teller;
import io.reprise.llm.content.TokenText;
import io.reprise.llm.frame.Action;
import io.reprise.llm.json.JsonWriter;
import io.reprise.llm.token.TokenCounter;
import java.util.List;
import java.util.stream.Stream;

/** Google's Gemini API. */
public final class Gemini implements Provider {
    static final Operation GENERATE = Operation.post(
            41,
            "gemini.generate",
            "/v1/models/{model}:generateContent",
            "/v1beta/models/{model}:generateContent",
            "/v1/tunedModels/{model}:generateContent",
            "/v1beta/tunedModels/{model}:generateContent");
    static final Operation STREAM = Operation.post(
            42,
            "gemini.stream",
            "/v1/models/{model}:streamGenerateContent",
            "/v1beta/models/{model}:streamGenerateContent",
            "/v1/tunedModels/{model}:streamGenerateContent",
            "/v1beta/tunedModels/{model}:streamGenerateContent");
    static final Operation COUNT =
            Operation.post(43, "gemini.count", "/v1/models/{model}:countTokens", "/v1beta/models/{model}:countTokens");
    static final Operation EMBED = Operation.post(
            44, "gemini.embed", "/v1/models/{model}:embedContent", "/v1beta/models/{model}:embedContent");
    static final Operation EMBED_BATCH = Operation.post(
            45,
            "gemini.embed-batch",
            "/v1/models/{model}:batchEmbedContents",
            "/v1beta/models/{model}:batchEmbedContents");
    static final Operation MODELS = Operation.get(46, "gemini.models", "/v1/models", "/v1beta/models");
    static final Operation MODEL = Operation.get(47, "gemini.model", "/v1/models/{model}", "/v1beta/models/{model}");

    private static final String KEY_HEADER = "x-goog-api-key";
    private static final String KEY_PARAMETER = "key";
    private static final List<Operation> OPERATIONS =
            List.of(GENERATE, STREAM, COUNT, EMBED, EMBED_BATCH, MODELS, MODEL);

    /** What a path of this API's may end with behind a colon. */
    private static final List<String> METHODS = Stream.of(GENERATE, STREAM, COUNT, EMBED, EMBED_BATCH)
            .map(Gemini::method)
            .toList();

    private final Teller teller;
    private final TokenText tokenText;
    private final PromptTokens promptTokens;
    private final RequestReader requests;

    public Gemini(Teller teller) {
        this.teller = teller;
        TokenCounter counter = new TokenCounter();
        tokenText = new TokenText(counter);
        promptTokens = new PromptTokens(counter);
        requests = new RequestReader(promptTokens);
    }

    @Override
    public String name() {
        return "gemini";
    }

    @Override
    public List<Operation> operations() {
        return OPERATIONS;
    }

    @Override
    public List<String> keyHeaders() {
        return List.of(KEY_HEADER);
    }

    /** The list of models has the path that OpenAI's has; the others are only looked at for the shape of errors. */
    @Override
    public boolean isMeant(CallRequest request) {
        String path = request.path();
        return hasOwnKey(request)
                || path.startsWith("/v1beta/")
                || path.indexOf(':') > 0 && METHODS.contains(path.substring(path.lastIndexOf(':') + 1));
    }

    /** As its paths and its errors call an operation on a model, such as {@code generateContent}. */
    static String method(Operation operation) {
        String path = operation.paths().get(0);
        return path.substring(path.indexOf(':') + 1);
    }

    private static boolean hasOwnKey(CallRequest request) {
        return request.header(KEY_HEADER) != null || request.query(KEY_PARAMETER) != null;
    }

    @Override
    public void read(Operation operation, CallRequest request, JsonNode body, Reading into) {
        if (operation.equals(MODELS)) {
            into.action = Action.ACCOUNT;
            ModelPage.check(request, into);
        } else {
            requests.read(operation, request, body, into);
        }
    }

    @Override
    public LlmCall call(Operation operation, CallRequest request, JsonNode body, Reading reading, CallFacts facts) {
        Delivery delivery = delivery(operation, request);
        if (reading.problem != null) {
            return new GeminiCall(facts, teller, delivery);
        }
        if (operation.equals(COUNT)) {
            return new CountCall(facts, teller, promptTokens.details());
        }
        if (operation.equals(EMBED) || operation.equals(EMBED_BATCH)) {
            return new EmbedCall(facts, teller, requests.embeddings(), operation.equals(EMBED_BATCH));
        }
        if (operation.equals(MODELS) || operation.equals(MODEL)) {
            return new ModelsCall(facts, teller, operation.equals(MODELS) ? ModelPage.of(request) : null);
        }
        return new GenerateCall(facts, teller, delivery, writer(facts, body));
    }

    private AnswerWriter writer(CallFacts facts, JsonNode body) {
        return new AnswerWriter(facts, teller.out, body, new Usage(promptTokens.details()), tokenText);
    }

    /** Binary clients, who have no query, get events. */
    private static Delivery delivery(Operation operation, CallRequest request) {
        if (!operation.equals(STREAM)) {
            return Delivery.WHOLE;
        }
        return !request.isHttp() || "sse".equals(request.query("alt")) ? Delivery.EVENTS : Delivery.ARRAY;
    }

    @Override
    public byte[] errorBody(HttpError error) {
        return errorBody(error, null);
    }

    @Override
    public byte[] errorBody(HttpError error, CallRequest request) {
        JsonWriter out = new JsonWriter();
        GeminiErrors.write(out, error, request != null && isWithoutKey(request));
        return out.toBytes();
    }

    /** A wrong key is a wrong argument here, and who shows none may not ask. */
    @Override
    public int errorStatus(int httpStatus, HttpError error, CallRequest request) {
        return error.status() == Status.UNAUTHORIZED
                ? GeminiErrors.httpStatus(error, isWithoutKey(request))
                : httpStatus;
    }

    private static boolean isWithoutKey(CallRequest request) {
        return !hasOwnKey(request) && request.header("authorization") == null;
    }
}
