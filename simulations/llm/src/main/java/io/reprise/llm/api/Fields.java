package io.reprise.llm.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.reprise.llm.json.Json;
import io.reprise.llm.json.Refusal;

/** Checks members of a JSON object, where null counts as missing. Valid for the object it was given last. One thread. */
public final class Fields {
    private final Refusal refusal;
    private JsonNode object;
    private String path = "";

    /** @param refusal takes the reason when a check fails */
    public Fields(Refusal refusal) {
        this.refusal = refusal;
    }

    /** Looks at the whole body. */
    public Fields of(JsonNode body) {
        return of(body, "");
    }

    /** @param where the object's own path, such as {@code generationConfig} */
    public Fields of(JsonNode newObject, String where) {
        object = newObject;
        path = where.isEmpty() ? "" : where + ".";
        return this;
    }

    public boolean has(String field) {
        return Json.isGiven(object.get(field));
    }

    public boolean integer(String field, long min, long max) {
        JsonNode value = object.get(field);
        if (!Json.isGiven(value)) {
            return true;
        }
        boolean inRange = value.isIntegralNumber()
                && value.canConvertToLong()
                && value.longValue() >= min
                && value.longValue() <= max;
        return inRange || wrong(field, "an integer from " + min + " to " + max, value);
    }

    public boolean range(String field, int min, int max) {
        JsonNode value = object.get(field);
        if (!Json.isGiven(value)) {
            return true;
        }
        boolean inRange = value.isNumber() && value.doubleValue() >= min && value.doubleValue() <= max;
        return inRange || wrong(field, "a number from " + min + " to " + max, value);
    }

    public boolean bool(String field) {
        JsonNode value = object.get(field);
        return !Json.isGiven(value) || value.isBoolean() || wrong(field, "true or false", value);
    }

    public boolean text(String field) {
        JsonNode value = object.get(field);
        return !Json.isGiven(value) || value.isTextual() || wrong(field, "a string", value);
    }

    /** Of a field that was checked. */
    public int integerOr(String field, int absent) {
        return has(field) ? object.get(field).intValue() : absent;
    }

    /** Of a field that was checked; an empty text counts as missing. */
    public String textOr(String field, String absent) {
        String value = has(field) ? object.get(field).textValue() : "";
        return value.isEmpty() ? absent : value;
    }

    /** Of a field that was checked. */
    public boolean isTrue(String field) {
        return has(field) && object.get(field).booleanValue();
    }

    private boolean wrong(String field, String wanted, JsonNode got) {
        return refusal.because(path + field + " must be " + wanted + "; got " + Json.shown(got));
    }
}
