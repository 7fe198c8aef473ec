package io.reprise.llm.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

/** Checks the keywords of one schema, not of the schemas within it. One thread. */
final class KeywordCheck {
    private static final int MAX_STRING_LENGTH = 100_000;

    private static final List<String> NOT_OFFERED = List.of(
            "not",
            "if",
            "dependentSchemas",
            "dependentRequired",
            "dependencies",
            "propertyNames",
            "contains",
            "unevaluatedProperties",
            "unevaluatedItems",
            "$dynamicRef",
            "$recursiveRef");
    private static final List<String> NUMBERS =
            List.of("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf");

    /** Pairs of least and most, with what the least may be at most. */
    private static final List<Count> COUNTS = List.of(
            new Count("minLength", "maxLength", MAX_STRING_LENGTH),
            new Count("minItems", "maxItems", ValueMaker.MAX_VALUES),
            new Count("minProperties", "maxProperties", ValueMaker.MAX_VALUES));

    private final SchemaDocument document;
    private String path;
    private SchemaFault fault;

    private record Count(String least, String most, int limit) {}

    KeywordCheck(SchemaDocument document) {
        this.document = document;
    }

    /** The first fault, or null. */
    SchemaFault check(JsonNode schema, String schemaPath) {
        path = schemaPath;
        fault = null;
        if (!schema.isObject()) {
            demand(schema.isBoolean(), "", "must be an object or a boolean");
            return fault;
        }
        for (String keyword : NOT_OFFERED) {
            demand(!schema.has(keyword), keyword, "is not offered by the simulator");
        }
        demand(Types.allowed(schema) != 0, "type", "must name types of JSON");
        checkContainers(schema);
        checkReference(schema);
        checkNumbers(schema);
        checkCounts(schema);
        checkPatterns(schema);
        return fault;
    }

    private void checkContainers(JsonNode schema) {
        for (String keyword : SchemaParts.MAPS) {
            demand(!schema.has(keyword) || schema.get(keyword).isObject(), keyword, "must be an object");
        }
        for (String keyword : SchemaParts.LISTS) {
            demand(isList(schema, keyword), keyword, "must be an array with at least one schema");
        }
        demand(isList(schema, "enum"), "enum", "must be an array with at least one value");
        JsonNode required = schema.get("required");
        demand(required == null || required.isArray(), "required", "must be an array of names");
        for (JsonNode name : schema.path("required")) {
            demand(name.isTextual(), "required", "must be an array of names");
        }
    }

    private static boolean isList(JsonNode schema, String keyword) {
        JsonNode list = schema.get(keyword);
        return list == null || list.isArray() && !list.isEmpty();
    }

    private void checkReference(JsonNode schema) {
        JsonNode reference = schema.get("$ref");
        demand(
                reference == null || reference.isTextual() && document.target(reference.textValue()) != null,
                "$ref",
                "must point to a schema within the same one, as #/$defs/name does");
    }

    private void checkNumbers(JsonNode schema) {
        for (String keyword : NUMBERS) {
            boolean flag =
                    keyword.startsWith("exclusive") && schema.path(keyword).isBoolean();
            boolean good = !schema.has(keyword) || flag || SchemaDocument.number(schema, keyword) != null;
            demand(good, keyword, "must be a number");
        }
        NumberRange range = NumberRange.of(schema);
        boolean open = range.least() == null || range.greatest() == null;
        demand(open || range.least().compareTo(range.greatest()) <= 0, "minimum", "must not be above the maximum");
        BigDecimal multiple = SchemaDocument.number(schema, "multipleOf");
        demand(multiple == null || multiple.signum() > 0, "multipleOf", "must be above 0");
    }

    private void checkCounts(JsonNode schema) {
        for (Count count : COUNTS) {
            demandCount(schema, count.least);
            demandCount(schema, count.most);
            int least = SchemaDocument.count(schema, count.least, 0);
            int most = SchemaDocument.count(schema, count.most, SchemaDocument.NO_LIMIT);
            demand(least <= most, count.least, "must not be above " + count.most);
            demand(least <= count.limit, count.least, "must be at most " + count.limit);
        }
    }

    private void demandCount(JsonNode schema, String keyword) {
        BigDecimal count = SchemaDocument.number(schema, keyword);
        boolean whole = count != null
                && count.signum() >= 0
                && count.stripTrailingZeros().scale() <= 0;
        demand(!schema.has(keyword) || whole, keyword, "must be a whole number that is not negative");
    }

    private void checkPatterns(JsonNode schema) {
        JsonNode pattern = schema.get("pattern");
        demand(pattern == null || pattern.isTextual(), "pattern", "must be a regular expression");
        if (pattern != null && pattern.isTextual()) {
            checkPattern("pattern", pattern.textValue());
        }
        for (Map.Entry<String, JsonNode> named :
                schema.path("patternProperties").properties()) {
            checkPattern("patternProperties", named.getKey());
        }
    }

    private void checkPattern(String keyword, String pattern) {
        try {
            document.regex(pattern);
        } catch (IllegalArgumentException e) {
            demand(false, keyword, "must be a regular expression that the simulator can obey: " + e.getMessage());
        }
    }

    /** Notes the first fault. */
    private void demand(boolean good, String keyword, String reason) {
        if (!good && fault == null) {
            fault = new SchemaFault(path, keyword, reason);
        }
    }
}
