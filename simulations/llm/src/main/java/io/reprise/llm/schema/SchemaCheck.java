package io.reprise.llm.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Says whether {@link SchemaInstance} can make a value of a schema, and if not, where and why: schemas with keywords that it
 * cannot obey, schemas that are none, and schemas that no value fits. Keywords that demand nothing, and unknown ones, are
 * ignored. For one schema; one thread.
 */
public final class SchemaCheck {
    private static final int MAX_NODES = 20_000;
    private static final int MAX_DIGITS = 400;

    /** What may be the reason that no value was found, the likeliest first. */
    private static final List<String> SUSPECTS = List.of(
            "allOf",
            "oneOf",
            "anyOf",
            "$ref",
            "pattern",
            "format",
            "enum",
            "const",
            "multipleOf",
            "uniqueItems",
            "required",
            "minProperties",
            "minItems",
            "minLength",
            "minimum",
            "type");

    private final SchemaDocument document;
    private final KeywordCheck keywords;
    private final Set<String> references = new TreeSet<>();
    private int nodes;

    private SchemaCheck(JsonNode schema) {
        document = new SchemaDocument(schema);
        keywords = new KeywordCheck(document);
    }

    /** The first fault of a schema, or null when values of it can be made. */
    public static SchemaFault check(JsonNode schema) {
        return new SchemaCheck(schema).check();
    }

    private SchemaFault check() {
        JsonNode root = document.root();
        if (!isModest(root)) {
            return new SchemaFault(
                    "",
                    "",
                    "must have less than " + MAX_NODES + " parts and no number of more than " + MAX_DIGITS + " digits");
        }
        SchemaFault fault = check(root, "");
        if (fault != null) {
            return fault;
        }
        SchemaDepths depths = new SchemaDepths(document);
        if (SchemaInstance.witness(root, document, depths, SchemaInstance.WITNESSES) == null) {
            return innermost(root, "", depths);
        }
        return null;
    }

    private boolean isModest(JsonNode node) {
        boolean modest = ++nodes < MAX_NODES;
        if (node.isNumber()) {
            BigDecimal number = node.decimalValue();
            modest &= number.precision() <= MAX_DIGITS && Math.abs((long) number.scale()) <= MAX_DIGITS;
        }
        for (JsonNode child : node) {
            modest = modest && isModest(child);
        }
        return modest;
    }

    private SchemaFault check(JsonNode schema, String path) {
        SchemaFault fault = keywords.check(schema, path);
        for (SchemaParts.Part part : SchemaParts.of(schema)) {
            fault = fault == null ? check(part.schema(), SchemaFault.join(path, part.step())) : fault;
        }
        String reference = schema.path("$ref").asText();
        if (fault == null && !reference.isEmpty() && references.add(reference)) { // it may point anywhere
            fault = check(
                    document.target(reference),
                    reference.substring(1).replaceFirst("^/", "").replace('/', '.'));
        }
        return fault;
    }

    /** The fault of the innermost schema that no value was found for. */
    private SchemaFault innermost(JsonNode schema, String path, SchemaDepths depths) {
        for (SchemaParts.Part part : SchemaParts.of(schema)) {
            if (!part.schema().isBoolean() && SchemaInstance.witness(part.schema(), document, depths, 1) == null) {
                return innermost(part.schema(), SchemaFault.join(path, part.step()), depths);
            }
        }
        String suspect = SUSPECTS.stream().filter(schema::has).findFirst().orElse("");
        return new SchemaFault(path, suspect, "must leave a value that fits; none was found");
    }
}
