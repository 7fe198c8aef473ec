package io.reprise.llm.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import io.reprise.llm.json.Json;
import io.reprise.llm.json.Refusal;
import java.util.Iterator;
import java.util.List;

/** Refuses names that no field has: this API knows all of its fields, as others do not. */
final class UnknownNames {
    private static final int MAX_SHOWN_CHARS = 40;

    private UnknownNames() {}

    /** @param at the object's own path as the real API writes it, such as {@code generation_config}; empty for the body */
    static boolean check(JsonNode object, List<String> known, String at, Refusal refusal) {
        for (Iterator<String> names = object.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!known.contains(name)) {
                return refusal.because("Invalid JSON payload received. Unknown name \""
                        + Json.shortened(name, MAX_SHOWN_CHARS) + '"' + (at.isEmpty() ? "" : " at '" + at + "'")
                        + ": Cannot find field.");
            }
        }
        return true;
    }
}
