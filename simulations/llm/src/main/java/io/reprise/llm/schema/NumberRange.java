package io.reprise.llm.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;

/** What {@code minimum}, {@code maximum} and the exclusive ones leave; null for no end. */
record NumberRange(BigDecimal least, boolean withLeast, BigDecimal greatest, boolean withGreatest) {
    static NumberRange of(JsonNode schema) {
        BigDecimal minimum = SchemaDocument.number(schema, "minimum");
        BigDecimal maximum = SchemaDocument.number(schema, "maximum");
        BigDecimal above = SchemaDocument.number(schema, "exclusiveMinimum");
        BigDecimal below = SchemaDocument.number(schema, "exclusiveMaximum");
        boolean useAbove = above != null && (minimum == null || above.compareTo(minimum) >= 0);
        boolean useBelow = below != null && (maximum == null || below.compareTo(maximum) <= 0);
        // in draft 4 and OpenAPI 3.0 the exclusive ones are flags
        boolean flagAbove = schema.path("exclusiveMinimum").isBoolean()
                && schema.path("exclusiveMinimum").booleanValue();
        boolean flagBelow = schema.path("exclusiveMaximum").isBoolean()
                && schema.path("exclusiveMaximum").booleanValue();
        return new NumberRange(
                useAbove ? above : minimum,
                !useAbove && !flagAbove,
                useBelow ? below : maximum,
                !useBelow && !flagBelow);
    }

    boolean contains(BigDecimal number) {
        int low = least == null ? 1 : number.compareTo(least);
        int high = greatest == null ? -1 : number.compareTo(greatest);
        return (low > 0 || low == 0 && withLeast) && (high < 0 || high == 0 && withGreatest);
    }
}
