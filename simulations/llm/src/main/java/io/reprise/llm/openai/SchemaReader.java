package io.reprise.llm.openai;

import com.fasterxml.jackson.databind.JsonNode;
import io.reprise.llm.api.Problem;
import io.reprise.llm.api.Reading;
import io.reprise.llm.json.Json;
import io.reprise.llm.schema.SchemaCheck;
import io.reprise.llm.schema.SchemaFault;
import java.util.List;
import java.util.Map;

/** Checks the schemas of tools and answers, and what strict mode demands of them beyond that. Pure. */
final class SchemaReader {
    private SchemaReader() {}

    /**
     * Refuses a schema that no value can be made of, or that strict mode does not allow.
     *
     * @param path of the schema within the request
     * @param code of the refusal
     */
    static boolean check(JsonNode schema, boolean strict, String path, String code, Reading into) {
        SchemaFault fault = SchemaCheck.check(schema);
        if (fault == null && strict) {
            fault = strictFault(schema, "", true);
        }
        if (fault == null) {
            return true;
        }
        String param = fault.param(path);
        into.refuse(new Problem(400, "", code, param, param + " " + fault.reason()));
        return false;
    }

    private static SchemaFault strictFault(JsonNode schema, String path, boolean root) {
        boolean object = allowsObject(schema);
        if (root && !object) {
            return new SchemaFault(
                    path, "type", "must be \"object\" in strict mode; got " + Json.shown(schema.get("type")));
        }
        if (root && schema.has("anyOf")) {
            return new SchemaFault(path, "anyOf", "is not allowed at the root in strict mode; put it into a property");
        }
        if (object && !isFalse(schema.get("additionalProperties"))) {
            return new SchemaFault(path, "additionalProperties", "is required in strict mode, and must be false");
        }
        for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
            if (!isRequired(schema, property.getKey())) {
                return new SchemaFault(
                        path,
                        "required",
                        "must have every property in strict mode; \"" + property.getKey() + "\" is missing");
            }
        }
        return strictFaultWithin(schema, path);
    }

    private static SchemaFault strictFaultWithin(JsonNode schema, String path) {
        for (String keyword : List.of("properties", "$defs", "definitions")) {
            for (Map.Entry<String, JsonNode> part : schema.path(keyword).properties()) {
                SchemaFault fault = strictFault(part.getValue(), step(path, keyword + "." + part.getKey()), false);
                if (fault != null) {
                    return fault;
                }
            }
        }
        JsonNode anyOf = schema.path("anyOf");
        for (int i = 0; i < anyOf.size(); i++) {
            SchemaFault fault = strictFault(anyOf.get(i), step(path, "anyOf[" + i + "]"), false);
            if (fault != null) {
                return fault;
            }
        }
        return schema.path("items").isObject() ? strictFault(schema.get("items"), step(path, "items"), false) : null;
    }

    private static boolean allowsObject(JsonNode schema) {
        JsonNode type = schema.path("type");
        for (JsonNode one : type) {
            if (one.asText().equals("object")) {
                return true;
            }
        }
        return type.asText().equals("object") || schema.has("properties");
    }

    private static boolean isFalse(JsonNode value) {
        return value != null && value.isBoolean() && !value.booleanValue();
    }

    private static boolean isRequired(JsonNode schema, String name) {
        for (JsonNode required : schema.path("required")) {
            if (required.asText().equals(name)) {
                return true;
            }
        }
        return false;
    }

    private static String step(String path, String step) {
        return path.isEmpty() ? step : path + "." + step;
    }
}
