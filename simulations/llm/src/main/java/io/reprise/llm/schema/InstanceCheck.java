package io.reprise.llm.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.Map;

/**
 * Says whether a value fits a schema, as far as {@link SchemaCheck} lets keywords through. Formats count. One thread.
 *
 * <p>It judges the values that are made, before they are given away: where ways of making contradict each other, another
 * one is tried. When it has taken too many steps it says no.
 */
final class InstanceCheck {
    private static final int MAX_STEPS = 200_000;
    private static final int MAX_NESTING = 200;

    private final SchemaDocument document;
    private int steps;

    InstanceCheck(SchemaDocument document) {
        this.document = document;
    }

    boolean accepts(JsonNode schema, JsonNode value) {
        steps = 0;
        return fits(schema, value, 0);
    }

    private boolean fits(JsonNode schema, JsonNode value, int nesting) {
        if (schema.isBoolean()) {
            return schema.booleanValue();
        }
        int type = Types.of(value);
        return ++steps < MAX_STEPS
                && nesting < MAX_NESTING
                && (Types.allowed(schema) & type) != 0
                && isListed(schema, value)
                && fitsOthers(schema, value, nesting + 1)
                && switch (type) {
                    case Types.OBJECT -> fitsObject(schema, value, nesting + 1);
                    case Types.ARRAY -> fitsArray(schema, value, nesting + 1);
                    case Types.STRING -> fitsString(schema, value.textValue());
                    case Types.INTEGER, Types.FRACTION -> fitsNumber(schema, value.decimalValue());
                    default -> true;
                };
    }

    private static boolean isListed(JsonNode schema, JsonNode value) {
        JsonNode constant = schema.get("const");
        if (constant != null && !SchemaDocument.areEqual(constant, value)) {
            return false;
        }
        JsonNode listed = schema.get("enum");
        return listed == null
                || value.isNull() && schema.path("nullable").asBoolean()
                || contains(listed, value, listed.size());
    }

    /** Schemas that judge the same value. */
    private boolean fitsOthers(JsonNode schema, JsonNode value, int nesting) {
        JsonNode reference = schema.get("$ref");
        if (reference != null && !fits(document.target(reference.textValue()), value, nesting)) {
            return false;
        }
        JsonNode all = schema.path("allOf");
        JsonNode any = schema.path("anyOf");
        return fitting(all, value, nesting) == all.size()
                && (any.isEmpty() || fitting(any, value, nesting) > 0)
                && (!schema.has("oneOf") || fitting(schema.get("oneOf"), value, nesting) == 1);
    }

    private int fitting(JsonNode schemas, JsonNode value, int nesting) {
        int fitting = 0;
        for (JsonNode schema : schemas) {
            fitting += fits(schema, value, nesting) ? 1 : 0;
        }
        return fitting;
    }

    private boolean fitsObject(JsonNode schema, JsonNode object, int nesting) {
        for (JsonNode name : schema.path("required")) {
            if (!object.has(name.textValue())) {
                return false;
            }
        }
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            if (!fitsMember(schema, member.getKey(), member.getValue(), nesting)) {
                return false;
            }
        }
        return isWithin(schema, "minProperties", "maxProperties", object.size());
    }

    private boolean fitsMember(JsonNode schema, String name, JsonNode value, int nesting) {
        JsonNode property = schema.path("properties").get(name);
        boolean known = property != null;
        boolean fits = !known || fits(property, value, nesting);
        for (Map.Entry<String, JsonNode> pattern :
                schema.path("patternProperties").properties()) {
            if (document.regex(pattern.getKey()).isIn(name)) {
                known = true;
                fits &= fits(pattern.getValue(), value, nesting);
            }
        }
        JsonNode additional = schema.get("additionalProperties");
        return fits && (known || additional == null || fits(additional, value, nesting));
    }

    private boolean fitsArray(JsonNode schema, JsonNode array, int nesting) {
        boolean unique = schema.path("uniqueItems").asBoolean();
        for (int i = 0; i < array.size(); i++) {
            JsonNode item = item(schema, i);
            if (item != null && !fits(item, array.get(i), nesting) || unique && contains(array, array.get(i), i)) {
                return false;
            }
        }
        return isWithin(schema, "minItems", "maxItems", array.size());
    }

    /** The schema of an array's item; null when it may be anything. In older drafts {@code items} may be a list. */
    static JsonNode item(JsonNode schema, int index) {
        JsonNode items = schema.get("items");
        boolean list = items != null && items.isArray();
        JsonNode prefix = list ? items : schema.path("prefixItems");
        return index < prefix.size() ? prefix.get(index) : list ? schema.get("additionalItems") : items;
    }

    /** Whether one of the first {@code count} elements equals the value. */
    static boolean contains(JsonNode array, JsonNode value, int count) {
        for (int i = 0; i < count; i++) {
            if (SchemaDocument.areEqual(array.get(i), value)) {
                return true;
            }
        }
        return false;
    }

    private boolean fitsString(JsonNode schema, String text) {
        JsonNode pattern = schema.get("pattern");
        Regex format = SampleValues.get().format(schema.path("format").asText());
        return isWithin(schema, "minLength", "maxLength", text.codePointCount(0, text.length()))
                && (pattern == null || document.regex(pattern.textValue()).isIn(text))
                && (format == null || schema.has("enum") || schema.has("const") || format.isIn(text));
    }

    private static boolean fitsNumber(JsonNode schema, BigDecimal number) {
        BigDecimal multiple = SchemaDocument.number(schema, "multipleOf");
        return NumberRange.of(schema).contains(number)
                && (multiple == null || number.remainder(multiple).signum() == 0);
    }

    private static boolean isWithin(JsonNode schema, String least, String most, int count) {
        return count >= SchemaDocument.count(schema, least, 0)
                && count <= SchemaDocument.count(schema, most, SchemaDocument.NO_LIMIT);
    }
}
