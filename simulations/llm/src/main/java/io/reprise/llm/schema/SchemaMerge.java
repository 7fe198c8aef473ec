package io.reprise.llm.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.Map;

/**
 * Takes one schema into another, so that what fits the result fits both in most cases; the rest (two patterns, for
 * example) is left to {@link InstanceCheck}.
 */
final class SchemaMerge {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private SchemaMerge() {}

    /** @param from its references, {@code allOf}, {@code anyOf} and {@code oneOf} are left out */
    static void merge(ObjectNode into, JsonNode from) {
        mergeTypes(into, from);
        mergeProperties(into, from); // before additionalProperties, which say whose properties count
        for (Map.Entry<String, JsonNode> keyword : from.properties()) {
            mergeKeyword(into, keyword.getKey(), keyword.getValue());
        }
    }

    /** What fits both; each may be null for anything. */
    static JsonNode both(JsonNode one, JsonNode other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        ObjectNode both = NODES.objectNode();
        both.putArray("allOf").add(one).add(other);
        return both;
    }

    private static void mergeKeyword(ObjectNode into, String name, JsonNode value) {
        switch (name) {
            case "$ref", "allOf", "anyOf", "oneOf", "type", "nullable", "properties", "$defs", "definitions" -> {}
            case "const" -> mergeEnum(into, NODES.arrayNode().add(value));
            case "enum" -> mergeEnum(into, value);
            case "required" -> value.forEach(into.withArrayProperty("required")::add);
            case "minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties" -> keep(into, name, value, 1);
            case "maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties" -> keep(into, name, value, -1);
            case "additionalProperties" -> into.set(name, both(into.get(name), value));
            case "items" -> into.set(name, value.isArray() ? value : both(into.get(name), value));
            case "patternProperties" -> mergePatterns(into, value);
            case "uniqueItems" -> into.put(name, into.path(name).asBoolean() || value.asBoolean());
            default -> into.putIfAbsent(name, value);
        }
    }

    private static void mergeTypes(ObjectNode into, JsonNode from) {
        if (into.has("type") || from.has("type")) {
            int types = Types.allowed(into) & Types.allowed(from);
            into.set("type", Types.names(types));
        }
    }

    /** A schema that allows no additional properties forbids those that only the other one knows. */
    private static void mergeProperties(ObjectNode into, JsonNode from) {
        JsonNode mine = into.path("properties");
        JsonNode theirs = from.path("properties");
        if (mine.isEmpty() && theirs.isEmpty()) {
            return;
        }
        ObjectNode merged = NODES.objectNode();
        for (Map.Entry<String, JsonNode> property : mine.properties()) {
            String name = property.getKey();
            if (theirs.has(name) || !SchemaDocument.isFalse(from, "additionalProperties")) {
                merged.set(name, both(property.getValue(), theirs.get(name)));
            }
        }
        for (Map.Entry<String, JsonNode> property : theirs.properties()) {
            if (!SchemaDocument.isFalse(into, "additionalProperties")) {
                merged.putIfAbsent(property.getKey(), property.getValue());
            }
        }
        into.set("properties", merged);
    }

    private static void mergePatterns(ObjectNode into, JsonNode patterns) {
        ObjectNode merged = into.withObjectProperty("patternProperties");
        for (Map.Entry<String, JsonNode> pattern : patterns.properties()) {
            merged.set(pattern.getKey(), both(merged.get(pattern.getKey()), pattern.getValue()));
        }
    }

    private static void mergeEnum(ObjectNode into, JsonNode values) {
        JsonNode mine = into.get("enum");
        ArrayNode common = NODES.arrayNode();
        for (JsonNode value : values) {
            if (mine == null || InstanceCheck.contains(mine, value, mine.size())) {
                common.add(value);
            }
        }
        into.set("enum", common);
    }

    /** @param sign 1 to keep the greater number, -1 to keep the smaller one */
    private static void keep(ObjectNode into, String name, JsonNode value, int sign) {
        BigDecimal mine = SchemaDocument.number(into, name);
        if (mine == null || !value.isNumber() || value.decimalValue().compareTo(mine) == sign) {
            into.set(name, value);
        }
    }
}
