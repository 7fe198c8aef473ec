package io.reprise.journal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * The JSON files of a run. Reading is strict: a field that is missing, unknown, null or there twice is an error and not
 * a default, since what these files say shapes results.
 */
final class Json {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .build();

    private Json() {}

    /** On one line. */
    static String compact(Object value) throws IOException {
        return MAPPER.writeValueAsString(value);
    }

    /** For people. */
    static byte[] pretty(Object value) throws IOException {
        String text = MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(value) + "\n";
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static <T> T read(byte[] json, Class<T> type) throws IOException {
        T value = MAPPER.readValue(json, type);
        if (value == null) {
            throw new IOException("it says null");
        }
        return value;
    }

    /** The same, where every object in a list of the outermost one has a field: that value where it was missing. */
    static byte[] complete(byte[] json, String list, String field, Object value) throws IOException {
        JsonNode tree = MAPPER.readTree(json);
        boolean complete = true;
        for (JsonNode item : tree.path(list)) {
            if (item instanceof ObjectNode object && !object.has(field)) {
                object.set(field, MAPPER.valueToTree(value));
                complete = false;
            }
        }
        return complete ? json : MAPPER.writeValueAsBytes(tree);
    }

    /** One field of an object, without looking at the others. */
    static int intField(byte[] json, String name) throws IOException {
        JsonNode field = MAPPER.readTree(json).path(name);
        if (!field.isInt()) {
            throw new IOException("it has no number \"" + name + "\"");
        }
        return field.intValue();
    }

    /** What was wrong, in one line. */
    static String reason(IOException failure) {
        if (failure instanceof JsonProcessingException json) {
            String where = json.getLocation() == null
                    ? ""
                    : " (line " + json.getLocation().getLineNr() + " column "
                            + json.getLocation().getColumnNr() + ")";
            return json.getOriginalMessage() + where;
        }
        return failure.getMessage();
    }
}
