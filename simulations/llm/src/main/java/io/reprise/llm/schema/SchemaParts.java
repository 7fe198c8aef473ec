package io.reprise.llm.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The schemas that stand right within a schema. */
final class SchemaParts {
    static final List<String> MAPS = List.of("properties", "patternProperties", "$defs", "definitions");
    static final List<String> LISTS = List.of("allOf", "anyOf", "oneOf", "prefixItems");
    private static final List<String> SINGLE = List.of("items", "additionalProperties", "additionalItems");

    private SchemaParts() {}

    /** @param step from the schema to the part, as in {@code properties.size} or {@code anyOf[0]} */
    record Part(String step, JsonNode schema) {}

    static List<Part> of(JsonNode schema) {
        List<Part> parts = new ArrayList<>();
        for (String keyword : MAPS) {
            for (Map.Entry<String, JsonNode> part : schema.path(keyword).properties()) {
                parts.add(new Part(keyword + "." + part.getKey(), part.getValue()));
            }
        }
        for (String keyword : LISTS) {
            addAll(keyword, schema.path(keyword), parts);
        }
        for (String keyword : SINGLE) {
            JsonNode part = schema.get(keyword);
            if (part != null && part.isArray()) { // items of older drafts
                addAll(keyword, part, parts);
            } else if (part != null) {
                parts.add(new Part(keyword, part));
            }
        }
        return parts;
    }

    private static void addAll(String keyword, JsonNode list, List<Part> parts) {
        for (int i = 0; i < list.size(); i++) {
            parts.add(new Part(keyword + "[" + i + "]", list.get(i)));
        }
    }
}
