package io.reprise.llm.openai;

import com.fasterxml.jackson.databind.JsonNode;
import io.reprise.llm.api.Fields;
import io.reprise.llm.api.Reading;
import io.reprise.llm.frame.Action;
import io.reprise.llm.json.Json;
import io.reprise.llm.json.Refusal;
import io.reprise.llm.token.TokenCounter;
import java.util.List;

/** Reads a request for embeddings. Event loop only. */
final class EmbeddingsReader {
    private static final int MAX_TOKENS = 8_192;

    private final Refusal refusal = new Refusal();
    private final SettingsReader settings = new SettingsReader(refusal);
    private final Fields fields = new Fields(refusal);
    private final TextInput input;

    EmbeddingsReader(TokenCounter counter) {
        input = new TextInput(refusal, counter);
    }

    /** @param deployment the model's name when the path has it; else empty */
    void read(JsonNode body, String deployment, Reading into) {
        fields.of(body);
        boolean valid = settings.readModel(body, deployment, Models.Kind.EMBEDDING, into)
                && readInput(body)
                && checkFormat(body)
                && checkDimensions(into.model)
                && fields.text("user");
        if (!valid) {
            settings.refuse(into);
            return;
        }
        into.action = Action.ACCOUNT;
        into.session = fields.textOr("user", "");
        into.promptTokens = input.tokens();
    }

    /** The texts of the request that was read last. */
    List<String> texts() {
        return input.texts();
    }

    private boolean readInput(JsonNode body) {
        if (!fields.has("input")) {
            return refusal.because("input is required: a text, an array of tokens, or an array of these");
        }
        if (!input.read(body.get("input"), "input")) {
            return false;
        }
        if (input.texts().contains("")) {
            return refusal.because("input must be texts of at least one character; got \"\"");
        }
        return input.longest() <= MAX_TOKENS
                || refusal.because(
                        "input must be texts of no more than " + MAX_TOKENS + " tokens each; got " + input.longest());
    }

    private boolean checkFormat(JsonNode body) {
        JsonNode format = body.get("encoding_format");
        String name = Json.isGiven(format) ? format.asText("") : "float";
        return name.equals("float")
                || name.equals("base64")
                || refusal.because("encoding_format must be one of float, base64; got " + Json.shown(format));
    }

    private boolean checkDimensions(String model) {
        if (fields.has("dimensions") && model.equals("text-embedding-ada-002")) {
            return refusal.because("dimensions is not supported with " + model + "; leave it out");
        }
        return fields.integer("dimensions", 1, Models.dimensions(model));
    }
}
