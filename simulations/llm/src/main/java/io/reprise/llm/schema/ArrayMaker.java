package io.reprise.llm.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.reprise.kernel.random.XorShift64Star;

/** Makes arrays of flat schemas: a few items, more when the schema asks for them. */
final class ArrayMaker {
    private static final int MAX_OPTIONAL = 3;
    private static final int ATTEMPTS = 30; // at an item that is not there yet

    private final ValueMaker values;
    private final XorShift64Star random;

    ArrayMaker(ValueMaker values, XorShift64Star random) {
        this.values = values;
        this.random = random;
    }

    /** An array; it has too few items when they cannot be made. */
    JsonNode make(JsonNode schema, String name, int depth) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        int least = SchemaDocument.count(schema, "minItems", 0);
        int most = SchemaDocument.count(schema, "maxItems", SchemaDocument.NO_LIMIT);
        int usual = Math.max(schema.path("prefixItems").size(), Math.max(1, least) + random.nextInt(MAX_OPTIONAL));
        int wanted = Math.min(most, values.isSparse(depth) ? least : usual);
        boolean unique = schema.path("uniqueItems").asBoolean();
        while (array.size() < wanted) {
            JsonNode item = item(schema, array, name, depth, unique);
            if (item == null) {
                break;
            }
            array.add(item);
        }
        return array;
    }

    private JsonNode item(JsonNode schema, ArrayNode array, String name, int depth, boolean unique) {
        JsonNode given = InstanceCheck.item(schema, array.size());
        JsonNode itemSchema = given == null ? BooleanNode.TRUE : given;
        for (int attempt = 0; attempt < (unique ? ATTEMPTS : 1); attempt++) {
            JsonNode item = values.make(itemSchema, name, depth + 1);
            if (item == null || !unique || !InstanceCheck.contains(array, item, array.size())) {
                return item;
            }
        }
        return null;
    }
}
