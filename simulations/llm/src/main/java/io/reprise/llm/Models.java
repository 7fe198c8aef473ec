package io.reprise.llm;

import io.reprise.llm.json.JsonWriter;
import java.util.List;

/** The models that {@code GET /v1/models} lists. Any other name is answered too: this is a simulator. */
final class Models {
    /** When these models and all answers were created: 2026-01-01 00:00 UTC, in s. No clock reaches an answer. */
    static final long CREATED_S = 1_767_225_600;

    /** The one to name in examples. */
    static final String DEFAULT = "gpt-4o-mini";

    /** All of them count in o200k_base. */
    static final List<String> NAMES =
            List.of("gpt-4.1", "gpt-4.1-mini", "gpt-4.1-nano", "gpt-4o", DEFAULT, "gpt-5", "gpt-5-mini", "reprise-1");

    private Models() {}

    /** The answer, in OpenAI's shape. */
    static byte[] list() {
        JsonWriter out = new JsonWriter();
        out.raw("{\"object\":\"list\",\"data\":[");
        for (int i = 0; i < NAMES.size(); i++) {
            out.raw(i == 0 ? "" : ",").raw("{\"id\":").string(NAMES.get(i));
            out.raw(",\"object\":\"model\",\"created\":").number(CREATED_S).raw(",\"owned_by\":\"reprise\"}");
        }
        return out.raw("]}").toBytes();
    }
}
