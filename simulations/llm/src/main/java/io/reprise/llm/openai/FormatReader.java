package io.reprise.llm.openai;

import com.fasterxml.jackson.databind.JsonNode;
import io.reprise.llm.api.Reading;
import io.reprise.llm.ask.Ask;
import io.reprise.llm.json.Json;
import io.reprise.llm.json.Refusal;
import java.util.regex.Pattern;

/** Reads what the text of an answer has to be: chat's {@code response_format}, or {@code text.format} of responses. */
final class FormatReader {
    static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_-]{1,64}");

    private final Refusal refusal;
    private final boolean flat;

    /** @param flat whether name and schema stand in the format itself, as they do in responses */
    FormatReader(Refusal refusal, boolean flat) {
        this.refusal = refusal;
        this.flat = flat;
    }

    /** @param path of the format */
    boolean read(JsonNode format, String path, Reading into) {
        if (!Json.isGiven(format)) {
            return true;
        }
        if (!format.isObject()) {
            return refusal.because(path + " must be an object; got " + Json.shown(format));
        }
        String type = format.path("type").asText("");
        switch (type) {
            case "text" -> {
                return true;
            }
            case "json_object" -> {
                into.ask.form = Ask.Form.JSON_OBJECT;
                return true;
            }
            case "json_schema" -> {
                return flat
                        ? readSchema(format, path, into)
                        : readSchema(format.get("json_schema"), path + ".json_schema", into);
            }
            default -> {
                return refusal.because(path + ".type must be one of text, json_object, json_schema; got "
                        + Json.shown(format.get("type")));
            }
        }
    }

    private boolean readSchema(JsonNode named, String path, Reading into) {
        if (!Json.isGiven(named)) {
            return refusal.because(path + " is required when the type is json_schema: an object with name and schema");
        }
        if (!named.isObject()) {
            return refusal.because(path + " must be an object; got " + Json.shown(named));
        }
        JsonNode name = named.get("name");
        if (!Json.isGiven(name)) {
            return refusal.because(path + ".name is required: up to 64 letters, digits, _ or -");
        }
        if (!name.isTextual() || !NAME.matcher(name.textValue()).matches()) {
            return refusal.because(path + ".name must be 1 to 64 letters, digits, _ or -; got " + Json.shown(name));
        }
        JsonNode schema = named.get("schema");
        if (!Json.isGiven(schema)) {
            return refusal.because(path + ".schema is required: a JSON schema");
        }
        into.ask.form = Ask.Form.JSON_SCHEMA;
        into.ask.schema = schema;
        boolean strict = named.path("strict").asBoolean(false);
        return SchemaReader.check(schema, strict, path + ".schema", "invalid_json_schema", into);
    }
}
