package io.reprise.llm.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;

/**
 * The canonical form of JSON, whose hash says which request this is: UTF-8 without whitespace, members sorted by name (by
 * UTF-16 code units, as in RFC 8785), and numbers by value, so {@code 1}, {@code 1.0} and {@code 10e-1} are the same. A
 * whole number of up to 18 digits stands plain, any other as its digits without trailing zeros and, unless it is 0, the
 * exponent behind an {@code e}.
 */
public final class CanonicalJson {
    private static final int PLAIN_DIGITS = 18; // every such number is a long
    private static final int MAX_EXPONENT = 1_000_000_000; // beyond it trailing zeros stay: the exponent has no room

    private CanonicalJson() {}

    /**
     * @param value null is written as JSON's null
     * @param leftOut names of members of the value itself that do not count
     */
    public static void write(JsonNode value, JsonWriter out, List<String> leftOut) {
        if (value == null || value.isNull()) {
            out.raw("null");
        } else if (value.isObject()) {
            writeObject(value, out, leftOut);
        } else if (value.isArray()) {
            writeArray(value, out);
        } else if (value.isTextual()) {
            out.string(value.textValue());
        } else if (value.isNumber()) {
            writeNumber(value, out);
        } else {
            out.raw(value.booleanValue() ? "true" : "false");
        }
    }

    private static void writeObject(JsonNode object, JsonWriter out, List<String> leftOut) {
        String[] names = new String[object.size()];
        int count = 0;
        for (var member : object.properties()) {
            if (!leftOut.contains(member.getKey())) {
                names[count++] = member.getKey();
            }
        }
        Arrays.sort(names, 0, count);
        out.raw('{');
        for (int i = 0; i < count; i++) {
            if (i > 0) {
                out.raw(',');
            }
            out.string(names[i]).raw(':');
            write(object.get(names[i]), out, List.of());
        }
        out.raw('}');
    }

    private static void writeArray(JsonNode array, JsonWriter out) {
        out.raw('[');
        for (int i = 0; i < array.size(); i++) {
            if (i > 0) {
                out.raw(',');
            }
            write(array.get(i), out, List.of());
        }
        out.raw(']');
    }

    private static void writeNumber(JsonNode number, JsonWriter out) {
        if (number.isInt()) {
            out.number(number.intValue());
            return;
        }
        BigDecimal given = number.decimalValue();
        BigDecimal value = Math.abs((long) given.scale()) > MAX_EXPONENT ? given : given.stripTrailingZeros();
        long exponent = -(long) value.scale();
        if (exponent >= 0 && value.precision() + exponent <= PLAIN_DIGITS) {
            out.number(value.longValue());
            return;
        }
        BigInteger digits = value.unscaledValue();
        out.raw(digits.toString());
        if (exponent != 0) {
            out.raw('e').number(exponent);
        }
    }
}
