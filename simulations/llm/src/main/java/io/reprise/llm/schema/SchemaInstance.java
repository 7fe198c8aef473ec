package io.reprise.llm.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.reprise.kernel.random.XorShift64Star;
import io.reprise.llm.json.JsonWriter;
import java.util.Map;

/** Writes JSON that fits a schema. Any thread; a function of schema and seed. */
public final class SchemaInstance {
    private static final int ATTEMPTS = 4;

    /**
     * Seeds of last resort: {@link SchemaCheck} passes a schema only if a value comes of one of them, and a seed without luck
     * takes that value.
     */
    static final int WITNESSES = 8;

    private static final JsonNode ANY_OBJECT = anyObject();

    private SchemaInstance() {}

    /**
     * Writes a value that fits.
     *
     * @throws IllegalArgumentException if {@link SchemaCheck} does not pass the schema
     */
    public static void write(JsonNode schema, XorShift64Star random, JsonWriter out) {
        SchemaDocument document = new SchemaDocument(schema);
        SchemaDepths depths = new SchemaDepths(document);
        JsonNode value = null;
        for (int attempt = 0; value == null && attempt < ATTEMPTS; attempt++) {
            value = new ValueMaker(document, depths, random).make(schema, "", 0);
        }
        if (value == null) {
            value = witness(schema, document, depths, WITNESSES);
        }
        if (value == null) {
            throw new IllegalArgumentException("SchemaCheck does not pass this schema");
        }
        write(value, out);
    }

    /** Writes an object of whatever. */
    public static void writeObject(XorShift64Star random, JsonWriter out) {
        write(ANY_OBJECT, random, out);
    }

    /** A value that fits a schema of the document, the same for every seed; null when none is found. */
    static JsonNode witness(JsonNode schema, SchemaDocument document, SchemaDepths depths, int seeds) {
        JsonNode value = null;
        for (int seed = 0; value == null && seed < seeds; seed++) {
            value = new ValueMaker(document, depths, new XorShift64Star(seed)).make(schema, "", 0);
        }
        return value;
    }

    private static void write(JsonNode value, JsonWriter out) {
        if (value.isObject()) {
            char before = '{';
            for (Map.Entry<String, JsonNode> member : value.properties()) {
                out.raw(before).string(member.getKey()).raw(':');
                write(member.getValue(), out);
                before = ',';
            }
            out.raw(value.isEmpty() ? "{}" : "}");
        } else if (value.isArray()) {
            char before = '[';
            for (JsonNode item : value) {
                out.raw(before);
                write(item, out);
                before = ',';
            }
            out.raw(value.isEmpty() ? "[]" : "]");
        } else if (value.isTextual()) {
            out.string(value.textValue());
        } else {
            out.raw(value.isNumber() ? value.decimalValue().toString() : value.asText());
        }
    }

    private static JsonNode anyObject() {
        ObjectNode schema =
                JsonNodeFactory.instance.objectNode().put("type", "object").put("minProperties", 3);
        ObjectNode properties = schema.putObject("properties");
        for (String name : new String[] {"id", "name", "category", "status", "city", "email", "date", "summary"}) {
            properties.putObject(name).put("type", "string");
        }
        properties.putObject("count").put("type", "integer");
        properties.putObject("price").put("type", "number");
        properties.putObject("active").put("type", "boolean");
        properties.putObject("tags").put("type", "array").putObject("items").put("type", "string");
        schema.put("maxProperties", 7);
        return schema;
    }
}
