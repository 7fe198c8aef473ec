package io.reprise.llm.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import io.reprise.kernel.random.Seeds;
import io.reprise.llm.api.Reading;
import io.reprise.llm.ask.Ask;
import io.reprise.llm.json.Json;
import io.reprise.llm.json.Refusal;
import io.reprise.llm.schema.SchemaCheck;
import io.reprise.llm.schema.SchemaFault;
import java.util.List;

/** Reads what the text of an answer has to be: prose, JSON, or one of some words. One thread. */
final class FormReader {
    private static final String PATH = "generationConfig.";
    private static final String JSON = "application/json";
    private static final String ENUM = "text/x.enum";

    /** The last two are taken, and answered with prose. */
    private static final List<String> TYPES = List.of("text/plain", JSON, ENUM, "application/xml", "application/yaml");

    private final Refusal refusal;

    FormReader(Refusal refusal) {
        this.refusal = refusal;
    }

    boolean read(JsonNode config, Reading into) {
        JsonNode given = config.get("responseMimeType");
        String type = Json.isGiven(given) ? given.asText() : "";
        if (!type.isEmpty() && !TYPES.contains(type)) {
            return refusal.because(PATH + "responseMimeType must be one of " + String.join(", ", TYPES) + "; got "
                    + Json.shown(given));
        }
        String field = field(config);
        JsonNode schema = field.isEmpty() ? null : config.get(field);
        if (!field.isEmpty() && (Json.isGiven(config.get("responseSchema")) && !field.equals("responseSchema"))) {
            return refusal.because(PATH + field + " may not be given beside responseSchema");
        }
        boolean json = type.equals(JSON);
        if (schema != null && !json && !type.equals(ENUM)) {
            return refusal.because(PATH + field + " may not be given unless responseMimeType is " + JSON + " or " + ENUM
                    + "; got " + (type.isEmpty() ? "none" : type));
        }
        if (json && !into.ask.tools.isEmpty() && !Models.mixesJsonAndFunctions(into.model)) {
            return refusal.because(PATH + "responseMimeType must be text/plain when tools declare functions: models/"
                    + into.model + " cannot do both; got " + JSON);
        }
        SchemaFault fault = schema == null ? null : SchemaCheck.check(schema);
        if (fault != null) {
            return refusal.because(fault.param(PATH + field) + " " + fault.reason());
        }
        return type.equals(ENUM) ? readWords(schema, field, into) : readJson(json, schema, into.ask);
    }

    /** The one that has a schema; empty when none has. */
    private static String field(JsonNode config) {
        for (String field : List.of("responseJsonSchema", "_responseJsonSchema", "responseSchema")) {
            if (Json.isGiven(config.get(field))) {
                return field;
            }
        }
        return "";
    }

    private static boolean readJson(boolean json, JsonNode schema, Ask ask) {
        if (json) {
            ask.form = schema == null ? Ask.Form.JSON_OBJECT : Ask.Form.JSON_SCHEMA;
            ask.schema = schema;
        }
        return true;
    }

    /** The word is plain text, not JSON: it is chosen here, by the conversation and the seed. */
    private boolean readWords(JsonNode schema, String field, Reading into) {
        JsonNode words = schema == null ? null : schema.get("enum");
        if (words == null || !words.get(0).isTextual()) {
            return refusal.because(PATH + (schema == null ? "responseSchema" : field)
                    + " must be a STRING with an enum when responseMimeType is " + ENUM);
        }
        long draw = Seeds.combine(into.conversation, Seeds.combine(into.turn, into.seed));
        into.ask.fixedText =
                words.get((int) Long.remainderUnsigned(draw, words.size())).asText();
        return true;
    }
}
