package io.reprise.llm.schema;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** Schemas of the test resources, and JSON for tests. */
final class SchemaCorpus {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private SchemaCorpus() {}

    static List<String> lines(String resource) {
        try (InputStream in = SchemaCorpus.class.getResourceAsStream(resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JsonNode json(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(text, e);
        }
    }

    /** A schema of Gemini's dialect as JSON Schema says it. */
    static JsonNode standard(JsonNode schema) {
        JsonNode standard = schema.deepCopy();
        translate(standard);
        return standard;
    }

    private static void translate(JsonNode schema) {
        schema.forEach(SchemaCorpus::translate);
        if (schema instanceof ObjectNode object && object.path("type").isTextual()) {
            String type = object.get("type").textValue().toLowerCase(Locale.ROOT);
            if (object.path("nullable").asBoolean()) {
                object.putArray("type").add(type).add("null");
            } else {
                object.put("type", type);
            }
            if (object.path("minItems").isTextual()) {
                object.put("minItems", object.get("minItems").asInt());
            }
        }
    }
}
