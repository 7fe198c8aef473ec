package io.reprise.llm.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import io.reprise.ingress.codec.CallRequest;
import io.reprise.llm.api.Operation;
import io.reprise.llm.api.Problem;
import io.reprise.llm.api.Reading;
import io.reprise.llm.frame.Action;
import io.reprise.llm.json.Refusal;
import java.util.List;

/** Reads all requests that name a model, checked the way the real API does. Event loop only. */
final class RequestReader {
    private static final List<String> COUNT_NAMES = List.of("model", "contents", "generateContentRequest");
    private static final String MODELS_PREFIX = "models/";

    private final Refusal refusal = new Refusal();
    private final Contents contents = new Contents(refusal);
    private final PromptTokens tokens;
    private final GenerateReader generate;
    private final EmbedReader embed;

    RequestReader(PromptTokens tokens) {
        this.tokens = tokens;
        this.generate = new GenerateReader(refusal, contents, tokens);
        this.embed = new EmbedReader(refusal, contents, tokens);
    }

    /** Of the request read last. */
    List<EmbedReader.Wanted> embeddings() {
        return embed.wanted();
    }

    /** Says what is asked, or why it is refused. */
    void read(Operation operation, CallRequest request, JsonNode body, Reading into) {
        if (body != null) {
            Normal.normalize(body);
        }
        into.model = model(request, body);
        boolean tuned = request.path().contains("/tunedModels/");
        if (!tuned && !offers(operation, into.model)) {
            into.refuse(notFound(operation, request, into.model));
            return;
        }
        if (!read(operation, body, into)) {
            into.refuse(GeminiErrors.invalid(refusal.text()));
        }
    }

    private boolean read(Operation operation, JsonNode body, Reading into) {
        if (operation.equals(Gemini.MODEL)) {
            return isAccount(into);
        }
        if (operation.equals(Gemini.COUNT)) {
            return readCount(body, into);
        }
        if (operation.equals(Gemini.EMBED) || operation.equals(Gemini.EMBED_BATCH)) {
            return readEmbedding(body, into, operation.equals(Gemini.EMBED_BATCH));
        }
        into.stream = operation.equals(Gemini.STREAM);
        return generate.read(body, into);
    }

    private boolean readCount(JsonNode body, Reading into) {
        JsonNode whole = body.path("generateContentRequest");
        if (!UnknownNames.check(body, COUNT_NAMES, "", refusal)) {
            return false;
        }
        if (whole.isObject() && body.has("contents")) {
            return refusal.because("contents may not be given beside generateContentRequest, which has its own");
        }
        JsonNode counted = whole.isObject() ? whole : body;
        if (whole.isObject() ? !generate.check(whole) : !contents.check(body.get("contents"))) {
            return false;
        }
        into.promptTokens = tokens.count(counted);
        return isAccount(into);
    }

    private boolean readEmbedding(JsonNode body, Reading into, boolean batch) {
        boolean valid = embed.read(body, into.model, batch);
        into.promptTokens = embed.promptTokens();
        return valid && isAccount(into);
    }

    private static boolean isAccount(Reading into) {
        into.action = Action.ACCOUNT;
        return true;
    }

    /** That of the path; over the binary protocol, which has none, that of the body. */
    private static String model(CallRequest request, JsonNode body) {
        String model = request.variable();
        if (model.isEmpty() && body != null) {
            model = body.path("model").asText("");
        }
        return model.startsWith(MODELS_PREFIX) ? model.substring(MODELS_PREFIX.length()) : model;
    }

    private static boolean offers(Operation operation, String model) {
        if (operation.equals(Gemini.EMBED) || operation.equals(Gemini.EMBED_BATCH)) {
            return Models.embeds(model);
        }
        boolean generates = operation.equals(Gemini.GENERATE) || operation.equals(Gemini.STREAM);
        return generates ? Models.generates(model) : Models.isKnown(model);
    }

    private static Problem notFound(Operation operation, CallRequest request, String model) {
        String version = request.path().contains("/v1/") ? "v1" : "v1beta";
        String text = operation.equals(Gemini.MODEL)
                ? "Model is not found: models/" + model + " for api version " + version
                : "models/" + model + " is not found for API version " + version + ", or is not supported for "
                        + Gemini.method(operation)
                        + ". Call ListModels to see the list of available models and their supported methods.";
        return new Problem(404, "", "", "", text);
    }
}
