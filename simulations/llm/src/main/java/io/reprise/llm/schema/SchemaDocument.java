package io.reprise.llm.schema;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** A whole schema: what its references and its keywords mean. One thread. */
final class SchemaDocument {
    /** No keyword sets a limit. */
    static final int NO_LIMIT = Integer.MAX_VALUE;

    private static final String DECIMAL = "-?[0-9]{1,18}";

    private final JsonNode root;
    private final Map<String, Regex> regexes = new TreeMap<>();
    private final Map<String, JsonNode> targets = new TreeMap<>();

    SchemaDocument(JsonNode root) {
        this.root = root;
    }

    JsonNode root() {
        return root;
    }

    /** What a {@code $ref} points to, or null when there is nothing, or it points out of the document. */
    JsonNode target(String reference) {
        return targets.computeIfAbsent(reference, this::resolve);
    }

    /** @throws IllegalArgumentException as {@link Regex#parse} */
    Regex regex(String pattern) {
        return regexes.computeIfAbsent(pattern, Regex::parse);
    }

    /** A count such as {@code minItems}; the other value when the schema has none. */
    static int count(JsonNode schema, String keyword, int otherwise) {
        BigDecimal count = number(schema, keyword);
        return count == null
                ? otherwise
                : count.min(BigDecimal.valueOf(NO_LIMIT)).intValue();
    }

    /** A number, which Gemini's dialect may write as a string; null when the schema has none. */
    static BigDecimal number(JsonNode schema, String keyword) {
        JsonNode value = schema.get(keyword);
        if (value != null && value.isTextual() && value.textValue().matches(DECIMAL)) {
            return new BigDecimal(value.textValue());
        }
        return value == null || !value.isNumber() ? null : value.decimalValue();
    }

    /** Whether the schema says {@code false} to a keyword. */
    static boolean isFalse(JsonNode schema, String keyword) {
        JsonNode value = schema.get(keyword);
        return value != null && value.isBoolean() && !value.booleanValue();
    }

    /** Whether the schema allows nothing. */
    static boolean isNo(JsonNode schema) {
        return schema.isBoolean() && !schema.booleanValue();
    }

    /** Whether two values are equal as JSON: numbers by value. */
    static boolean areEqual(JsonNode one, JsonNode other) {
        return one.equals(SchemaDocument::compareLeaves, other);
    }

    private static int compareLeaves(JsonNode one, JsonNode other) {
        if (one.isNumber() && other.isNumber()) {
            return one.decimalValue().compareTo(other.decimalValue());
        }
        return one.equals(other) ? 0 : 1;
    }

    private JsonNode resolve(String reference) {
        if (!reference.equals("#") && !reference.startsWith("#/")) {
            return null;
        }
        try {
            String pointer = URLDecoder.decode(reference.substring(1).replace("+", "%2B"), StandardCharsets.UTF_8);
            JsonNode target = root.at(JsonPointer.compile(pointer));
            return target.isObject() || target.isBoolean() ? target : null;
        } catch (IllegalArgumentException e) {
            return null; // a percent sign that escapes nothing
        }
    }
}
