package io.reprise.llm.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.reprise.kernel.random.XorShift64Star;
import io.reprise.llm.text.Words;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Makes objects of flat schemas: required members, most optional ones, and others where the schema asks for them. */
final class ObjectMaker {
    private static final int OPTIONAL_OF_FOUR = 3;
    private static final int MAX_OTHERS = 3;
    private static final int ATTEMPTS = 50; // at a name for another member

    private final ValueMaker values;
    private final SchemaDocument document;
    private final XorShift64Star random;

    ObjectMaker(ValueMaker values, SchemaDocument document, XorShift64Star random) {
        this.values = values;
        this.document = document;
        this.random = random;
    }

    /** An object, or null when a member cannot be made. */
    JsonNode make(JsonNode schema, int depth) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        Set<String> required = new TreeSet<>();
        schema.path("required").forEach(name -> required.add(name.textValue()));
        int least = SchemaDocument.count(schema, "minProperties", 0);
        int most = SchemaDocument.count(schema, "maxProperties", SchemaDocument.NO_LIMIT);
        int optional = most - required.size();
        for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
            String name = property.getKey();
            if (required.contains(name)) {
                if (!add(object, schema, name, depth)) {
                    return null;
                }
            } else if (optional > 0 && isWanted(depth)) {
                optional -= add(object, schema, name, depth) ? 1 : 0;
            }
        }
        for (String name : required) {
            if (!object.has(name) && !add(object, schema, name, depth)) {
                return null;
            }
        }
        addOthers(object, schema, least, most, depth);
        return object;
    }

    private boolean isWanted(int depth) {
        return !values.isSparse(depth) && random.nextInt(4) < OPTIONAL_OF_FOUR;
    }

    private boolean add(ObjectNode object, JsonNode schema, String name, int depth) {
        JsonNode value = values.make(member(schema, name), name, depth + 1);
        if (value != null) {
            object.set(name, value);
        }
        return value != null;
    }

    /** Members that the schema does not name: as many as it asks for, some if it says what they are. */
    private void addOthers(ObjectNode object, JsonNode schema, int least, int most, int depth) {
        for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
            if (object.size() < least && !object.has(property.getKey())) {
                add(object, schema, property.getKey(), depth);
            }
        }
        boolean described = schema.path("additionalProperties").isObject() || schema.has("patternProperties");
        int wanted = described && !values.isSparse(depth) ? object.size() + 1 + random.nextInt(MAX_OTHERS) : 0;
        wanted = Math.min(most, Math.max(least, wanted));
        for (int attempt = 0; object.size() < wanted && attempt < ATTEMPTS + least; attempt++) {
            String name = otherName(schema);
            if (name != null && !object.has(name)) {
                add(object, schema, name, depth);
            }
        }
    }

    private String otherName(JsonNode schema) {
        JsonNode patterns = schema.path("patternProperties");
        boolean byPattern = !patterns.isEmpty()
                && (SchemaDocument.isFalse(schema, "additionalProperties") || random.nextInt(2) == 0);
        if (!byPattern) {
            return Words.noun(random);
        }
        int skip = random.nextInt(patterns.size());
        String pattern = patterns.properties().stream()
                .skip(skip)
                .findFirst()
                .orElseThrow()
                .getKey();
        return StringMaker.fitting(document.regex(pattern), 0, SchemaDocument.NO_LIMIT, random);
    }

    /** Everything the schema says about a member. */
    private JsonNode member(JsonNode schema, String name) {
        JsonNode member = schema.path("properties").get(name);
        for (Map.Entry<String, JsonNode> pattern :
                schema.path("patternProperties").properties()) {
            if (document.regex(pattern.getKey()).isIn(name)) {
                member = SchemaMerge.both(member, pattern.getValue());
            }
        }
        if (member == null) {
            member = schema.get("additionalProperties");
        }
        return member == null ? BooleanNode.TRUE : member;
    }
}
