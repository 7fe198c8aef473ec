package io.reprise.llm.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Locale;

/** Types of JSON as bits. Those of a schema also come in Gemini's dialect: in capitals, and {@code nullable}. */
final class Types {
    static final int NULL = 1;
    static final int BOOLEAN = 1 << 1;
    static final int INTEGER = 1 << 2;

    /** A number with a fraction. */
    static final int FRACTION = 1 << 3;

    static final int STRING = 1 << 4;
    static final int ARRAY = 1 << 5;
    static final int OBJECT = 1 << 6;
    static final int NUMBER = INTEGER | FRACTION;
    static final int SCALAR = NULL | BOOLEAN | NUMBER | STRING;
    static final int ANY = SCALAR | ARRAY | OBJECT;

    private static final String[] NAMES = {"null", "boolean", "integer", "number", "string", "array", "object"};

    private Types() {}

    /** What the schema's own {@code type} allows; 0 when it names a type that is none. */
    static int allowed(JsonNode schema) {
        JsonNode type = schema.get("type");
        if (type == null) {
            return ANY;
        }
        int types = 0;
        if (type.isTextual()) {
            types |= of(type.textValue());
        }
        for (JsonNode element : type) {
            int one = of(element.asText());
            if (one == 0) {
                return 0;
            }
            types |= one;
        }
        return types != 0 && schema.path("nullable").asBoolean() ? types | NULL : types;
    }

    static int of(JsonNode value) {
        if (value.isNumber()) {
            return value.isIntegralNumber() || isWhole(value) ? INTEGER : FRACTION;
        }
        if (value.isTextual()) {
            return STRING;
        }
        if (value.isObject()) {
            return OBJECT;
        }
        if (value.isArray()) {
            return ARRAY;
        }
        return value.isBoolean() ? BOOLEAN : NULL;
    }

    /** As a schema's {@code type} names them. */
    static ArrayNode names(int types) {
        ArrayNode names = JsonNodeFactory.instance.arrayNode();
        for (String name : NAMES) {
            int type = of(name);
            boolean asNumber = type == INTEGER && (types & NUMBER) == NUMBER; // the name of both is number
            if ((types & type) == type && !asNumber) {
                names.add(name);
            }
        }
        return names;
    }

    private static boolean isWhole(JsonNode number) {
        return number.decimalValue().stripTrailingZeros().scale() <= 0;
    }

    private static int of(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "null" -> NULL;
            case "boolean" -> BOOLEAN;
            case "integer" -> INTEGER;
            case "number" -> NUMBER;
            case "string" -> STRING;
            case "array" -> ARRAY;
            case "object" -> OBJECT;
            default -> 0;
        };
    }
}
