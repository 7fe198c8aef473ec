package io.reprise.llm.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.TreeMap;

/**
 * How deep the flattest value of a schema is: 0 for a scalar, 1 for an object of scalars. A schema whose every value holds
 * another value of the same schema has none: it is {@link #ENDLESS}.
 *
 * <p>The depths of what references point to are the least fixed point: all endless at first, and then lowered until nothing
 * changes. One thread.
 */
final class SchemaDepths {
    static final int ENDLESS = 1_000_000;

    private final SchemaDocument document;
    private final Map<String, Integer> references = new TreeMap<>();

    SchemaDepths(SchemaDocument document) {
        this.document = document;
        collect(document.root());
        boolean lowered = true;
        while (lowered) {
            lowered = false;
            for (Map.Entry<String, Integer> reference : references.entrySet()) {
                int depth = of(document.target(reference.getKey()));
                lowered |= depth < reference.getValue();
                reference.setValue(depth);
            }
        }
    }

    int of(JsonNode schema) {
        if (schema.isBoolean()) {
            return schema.booleanValue() ? 0 : ENDLESS;
        }
        int depth = own(schema);
        JsonNode reference = schema.get("$ref");
        if (reference != null) {
            depth = Math.max(depth, references.getOrDefault(reference.asText(), ENDLESS));
        }
        for (JsonNode all : schema.path("allOf")) {
            depth = Math.max(depth, of(all));
        }
        return Math.max(depth, Math.max(flattest(schema.path("anyOf")), flattest(schema.path("oneOf"))));
    }

    /** Without the schemas that judge the same value. */
    private int own(JsonNode schema) {
        if (schema.has("enum") || schema.has("const") || (ValueMaker.likely(schema) & Types.SCALAR) != 0) {
            return 0;
        }
        int types = ValueMaker.likely(schema);
        int object = (types & Types.OBJECT) == 0 ? ENDLESS : 1 + deepestMember(schema);
        int array = (types & Types.ARRAY) == 0 ? ENDLESS : 1 + deepestItem(schema);
        return Math.min(ENDLESS, Math.min(object, array));
    }

    private int deepestMember(JsonNode schema) {
        int depth = 0;
        for (JsonNode name : schema.path("required")) {
            JsonNode member = schema.path("properties").get(name.asText());
            depth = Math.max(depth, member == null ? 0 : of(member));
        }
        return depth;
    }

    private int deepestItem(JsonNode schema) {
        int depth = 0;
        int count = Math.min(
                SchemaDocument.count(schema, "minItems", 0),
                schema.path("prefixItems").size() + 1);
        for (int i = 0; i < count; i++) {
            JsonNode item = InstanceCheck.item(schema, i);
            depth = Math.max(depth, item == null ? 0 : of(item));
        }
        return depth;
    }

    private int flattest(JsonNode schemas) {
        int depth = schemas.isEmpty() ? 0 : ENDLESS;
        for (JsonNode schema : schemas) {
            depth = Math.min(depth, of(schema));
        }
        return depth;
    }

    private void collect(JsonNode node) {
        JsonNode reference = node.get("$ref");
        if (reference != null && reference.isTextual() && document.target(reference.textValue()) != null) {
            references.put(reference.textValue(), ENDLESS);
        }
        node.forEach(this::collect);
    }
}
