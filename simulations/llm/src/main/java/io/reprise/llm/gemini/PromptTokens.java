package io.reprise.llm.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import io.reprise.llm.json.CanonicalJson;
import io.reprise.llm.json.Json;
import io.reprise.llm.json.JsonWriter;
import io.reprise.llm.token.TokenCounter;
import java.util.List;
import java.util.Locale;

/**
 * Tokens of a prompt, by modality: those of all texts, of the system instruction too; of the names, descriptions and JSON of
 * functions, calls and their results; and 258 for each image, file or other medium, which is what an image costs (Gemini's page
 * "Understand and count tokens"). Roles cost nothing. One thread.
 */
final class PromptTokens {
    private static final int PER_MEDIUM = 258;

    /** In the order in which they are told. */
    private enum Modality {
        TEXT,
        IMAGE,
        VIDEO,
        AUDIO,
        DOCUMENT
    }

    private final TokenCounter counter;
    private final JsonWriter json = new JsonWriter();
    private int[] tokens = {};

    PromptTokens(TokenCounter counter) {
        this.counter = counter;
    }

    /** @param request a valid one: contents, and perhaps a system instruction and tools */
    int count(JsonNode request) {
        tokens = new int[Modality.values().length];
        request.path("contents").forEach(this::content);
        content(request.path("systemInstruction"));
        for (JsonNode tool : request.path("tools")) {
            tool.path("functionDeclarations").forEach(this::json);
        }
        return total();
    }

    /** @param content a valid one */
    int countOf(JsonNode content) {
        tokens = new int[Modality.values().length];
        content(content);
        return total();
    }

    /** Of the request counted last, by modality. */
    int[] details() {
        return tokens.clone();
    }

    /** Writes the member that has them. */
    static void writeDetails(int[] details, JsonWriter out) {
        out.raw(",\"promptTokensDetails\":[");
        String comma = "";
        for (Modality modality : Modality.values()) {
            int count = details[modality.ordinal()];
            if (count > 0) {
                out.raw(comma).raw("{\"modality\":\"").raw(modality.name());
                out.raw("\",\"tokenCount\":").number(count).raw('}');
                comma = ",";
            }
        }
        out.raw(']');
    }

    private int total() {
        int total = 0;
        for (int count : tokens) {
            total += count;
        }
        return total;
    }

    private void content(JsonNode content) {
        for (JsonNode part : content.path("parts")) {
            if (Json.isText(part.get("text"))) {
                text(part.get("text").textValue());
            }
            json(part.get("functionCall"));
            json(part.get("functionResponse"));
            medium(part.get("inlineData"));
            medium(part.get("fileData"));
        }
    }

    private void text(String text) {
        tokens[Modality.TEXT.ordinal()] += counter.count(text);
    }

    private void json(JsonNode value) {
        if (Json.isGiven(value)) {
            CanonicalJson.write(value, json.clear(), List.of("id")); // which call it is costs nothing
            text(json.toString());
        }
    }

    private void medium(JsonNode data) {
        if (Json.isGiven(data)) {
            tokens[modality(data.path("mimeType").asText("")).ordinal()] += PER_MEDIUM;
        }
    }

    private static Modality modality(String mimeType) {
        String kind = mimeType.toLowerCase(Locale.ROOT);
        if (kind.startsWith("video/")) {
            return Modality.VIDEO;
        }
        if (kind.startsWith("audio/")) {
            return Modality.AUDIO;
        }
        return kind.startsWith("application/") || kind.startsWith("text/") ? Modality.DOCUMENT : Modality.IMAGE;
    }
}
