package io.reprise.llm.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.reprise.kernel.random.XorShift64Star;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Makes one value that fits a schema. A schema is first made flat: its references followed, its {@code allOf} merged, one of
 * its {@code anyOf} and {@code oneOf} taken; then the value is made and checked against the whole schema. Deep down, and
 * when a lot was made, only what must be there is made. For one value.
 */
final class ValueMaker {
    private static final int ATTEMPTS = 4;
    private static final int FREE_DEPTH = 4;
    private static final int FREE_VALUES = 60;
    private static final int MAX_DEPTH = 40;

    /** No value has more values in it. */
    static final int MAX_VALUES = 5_000;

    private static final int MAX_MERGES = 200;
    private static final int NULLS = 10; // one of so many

    private static final List<String> OF_OBJECTS = List.of(
            "properties", "required", "additionalProperties", "patternProperties", "minProperties", "maxProperties");
    private static final List<String> OF_ARRAYS =
            List.of("items", "prefixItems", "minItems", "maxItems", "uniqueItems");
    private static final List<String> OF_NUMBERS =
            List.of("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf");

    private final SchemaDepths depths;
    private final XorShift64Star random;
    private final InstanceCheck check;
    private final StringMaker strings;
    private final ObjectMaker objects;
    private final ArrayMaker arrays;
    private final SchemaDocument document;
    private int values;

    ValueMaker(SchemaDocument document, SchemaDepths depths, XorShift64Star random) {
        this.document = document;
        this.depths = depths;
        this.random = random;
        check = new InstanceCheck(document);
        strings = new StringMaker(document);
        objects = new ObjectMaker(this, document, random);
        arrays = new ArrayMaker(this, random);
    }

    /**
     * A value that fits the schema, or null when none was found.
     *
     * @param name of the member that it is for, a hint; may be empty
     * @param depth how many objects and arrays are around it
     */
    JsonNode make(JsonNode schema, String name, int depth) {
        int attempts = depths.of(schema) < SchemaDepths.ENDLESS ? ATTEMPTS : 0;
        for (int attempt = 0; attempt < attempts && depth < MAX_DEPTH && values < MAX_VALUES; attempt++) {
            values++;
            JsonNode value = attempt(schema, name, depth);
            if (value != null && check.accepts(schema, value)) {
                return value;
            }
        }
        return null;
    }

    /** Whether only what must be there is made at that depth. */
    boolean isSparse(int depth) {
        return depth > FREE_DEPTH || values > FREE_VALUES;
    }

    /** The types that a schema means: what it names, or else what its keywords are about. */
    static int likely(JsonNode schema) {
        if (schema.has("type")) {
            return Types.allowed(schema);
        }
        if (OF_OBJECTS.stream().anyMatch(schema::has)) {
            return Types.OBJECT;
        }
        if (OF_ARRAYS.stream().anyMatch(schema::has)) {
            return Types.ARRAY;
        }
        return OF_NUMBERS.stream().anyMatch(schema::has) ? Types.NUMBER : Types.STRING;
    }

    private JsonNode attempt(JsonNode schema, String name, int depth) {
        ObjectNode flat = flatten(schema, isSparse(depth));
        if (flat == null) {
            return null;
        }
        JsonNode listed = flat.get("enum");
        if (listed != null) {
            return listed(flat, listed);
        }
        return switch (type(likely(flat), isSparse(depth))) {
            case Types.NULL -> NullNode.instance;
            case Types.BOOLEAN -> BooleanNode.valueOf(random.nextInt(2) == 0);
            case Types.INTEGER -> NumberMaker.make(flat, true, name, random);
            case Types.FRACTION -> NumberMaker.make(flat, false, name, random);
            case Types.STRING -> strings.make(flat, name, random);
            case Types.ARRAY -> arrays.make(flat, name, depth);
            case Types.OBJECT -> objects.make(flat, depth);
            default -> null;
        };
    }

    private ObjectNode flatten(JsonNode schema, boolean sparse) {
        ObjectNode flat = JsonNodeFactory.instance.objectNode();
        Deque<JsonNode> pending = new ArrayDeque<>();
        pending.add(schema);
        for (int merges = 0; !pending.isEmpty(); merges++) {
            JsonNode next = pending.remove();
            if (SchemaDocument.isNo(next) || merges == MAX_MERGES) {
                return null;
            }
            SchemaMerge.merge(flat, next);
            if (next.has("$ref")) {
                pending.add(document.target(next.get("$ref").textValue()));
            }
            next.path("allOf").forEach(pending::add);
            for (String choice : new String[] {"anyOf", "oneOf"}) {
                if (next.has(choice)) {
                    JsonNode branch = branch(flat, next.get(choice), sparse);
                    if (branch == null) {
                        return null;
                    }
                    pending.add(branch);
                }
            }
        }
        return flat;
    }

    /** One of the branches that may fit what is there; the flattest one when little is to be made. */
    private JsonNode branch(JsonNode flat, JsonNode branches, boolean sparse) {
        List<JsonNode> usable = new ArrayList<>();
        int flattest = SchemaDepths.ENDLESS - 1;
        for (JsonNode branch : branches) {
            int depth = depths.of(branch);
            if (depth < SchemaDepths.ENDLESS && (Types.allowed(flat) & Types.allowed(branch)) != 0) {
                usable.add(branch);
                flattest = Math.min(flattest, depth);
            }
        }
        if (sparse) {
            int most = flattest;
            usable.removeIf(branch -> depths.of(branch) > most);
        }
        if (usable.isEmpty()) {
            return null;
        }
        JsonNode branch = usable.get(random.nextInt(usable.size()));
        boolean again =
                Types.allowed(branch) == Types.NULL && random.nextInt(NULLS) > 0; // what is nullable is seldom null
        return again ? usable.get(random.nextInt(usable.size())) : branch;
    }

    /** The first listed value that fits what else the schema says, from a random one on. */
    private JsonNode listed(ObjectNode flat, JsonNode listed) {
        int start = listed.isEmpty() ? 0 : random.nextInt(listed.size());
        for (int i = 0; i < listed.size(); i++) {
            JsonNode value = listed.get((start + i) % listed.size());
            if (check.accepts(flat, value)) {
                return value;
            }
        }
        return null;
    }

    /** One of the types; 0 when there is none. */
    private int type(int types, boolean sparse) {
        int left = types;
        if ((left & Types.SCALAR) != 0 && sparse) {
            left &= Types.SCALAR;
        }
        if ((left & Types.FRACTION) != 0) {
            left &= ~Types.INTEGER; // every fraction may turn out whole
        }
        if (left != Types.NULL && random.nextInt(NULLS) > 0) {
            left &= ~Types.NULL;
        }
        for (int skip = left == 0 ? 0 : random.nextInt(Integer.bitCount(left)); skip > 0; skip--) {
            left &= left - 1; // without the lowest bit
        }
        return Integer.lowestOneBit(left);
    }
}
