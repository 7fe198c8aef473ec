package io.reprise.llm.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import io.reprise.llm.json.Json;
import io.reprise.llm.json.Refusal;
import java.util.List;
import java.util.Map;

/** What must be true of members of JSON objects, where null counts as missing. One thread. */
final class Demands {
    private final Refusal refusal;

    /** @param refusal takes the reason when a check fails */
    Demands(Refusal refusal) {
        this.refusal = refusal;
    }

    boolean object(JsonNode value, String path) {
        return value.isObject() || refusal.because(path + " must be an object; got " + Json.shown(value));
    }

    /** That a member is there, and an object. */
    boolean object(JsonNode object, String path, String field) {
        JsonNode value = object.get(field);
        return Json.isGiven(value)
                ? object(value, path + '.' + field)
                : refusal.because(path + '.' + field + " is required: an object");
    }

    /** That a member is there, and a string. */
    boolean string(JsonNode object, String path, String field) {
        JsonNode value = object.get(field);
        if (!Json.isGiven(value)) {
            return refusal.because(path + '.' + field + " is required: a string");
        }
        return value.isTextual() || refusal.because(path + '.' + field + " must be a string; got " + Json.shown(value));
    }

    /** That a member is there, and one of some texts. */
    boolean oneOf(JsonNode object, String path, String field, List<String> texts) {
        JsonNode value = object.get(field);
        return Json.isGiven(value)
                ? isOneOf(value, path + '.' + field, texts)
                : refusal.because(path + '.' + field + " is required: " + choice(texts));
    }

    /** That a member is not there, or one of some texts. */
    boolean oneOfIfGiven(JsonNode object, String path, String field, List<String> texts) {
        JsonNode value = object.get(field);
        String at = path.isEmpty() ? field : path + '.' + field;
        return !Json.isGiven(value) || isOneOf(value, at, texts);
    }

    private boolean isOneOf(JsonNode value, String path, List<String> texts) {
        return value.isTextual() && texts.contains(value.textValue())
                || refusal.because(path + " must be " + choice(texts) + "; got " + Json.shown(value));
    }

    /** That an object has no members but some; this API takes no others. */
    boolean nothingBut(JsonNode object, String path, List<String> fields) {
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            if (!fields.contains(member.getKey())) {
                String at = path.isEmpty() ? "" : path + '.';
                return refusal.because(at + Json.shortened(member.getKey(), 64)
                        + " is not known: Extra inputs are not permitted; leave it out");
            }
        }
        return true;
    }

    private static String choice(List<String> texts) {
        return (texts.size() == 1 ? "" : "one of ") + String.join(", ", texts);
    }
}
