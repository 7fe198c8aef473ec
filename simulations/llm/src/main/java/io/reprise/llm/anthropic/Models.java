package io.reprise.llm.anthropic;

import io.reprise.llm.api.Problem;
import io.reprise.llm.json.Json;
import io.reprise.llm.json.JsonWriter;
import java.util.List;

/** Which models there are: whole families by the beginnings of their names, dated and suffixed ones too. Pure. */
final class Models {
    /** The ones that {@code GET /v1/models} lists, the newest first. */
    static final List<String> LISTED = List.of(
            "claude-opus-5-5",
            "claude-sonnet-5-5",
            "claude-haiku-5-5",
            "claude-opus-4-8",
            "claude-opus-4-6",
            "claude-sonnet-4-6",
            "claude-opus-4-5-20251101",
            "claude-haiku-4-5-20251001",
            "claude-sonnet-4-5-20250929",
            "reprise-1");

    /** The one to name in examples. */
    static final String EXAMPLE = "claude-sonnet-4-6";

    private static final List<String> FAMILIES = List.of(
            "claude-opus-",
            "claude-sonnet-",
            "claude-haiku-",
            "claude-fable-",
            "claude-mythos-",
            "claude-3-",
            "claude-2",
            "claude-instant-");

    /** Up to 4.5 a model goes on with what the last message lets the assistant begin with. */
    private static final List<String> TAKE_PREFILL = List.of(
            "claude-2",
            "claude-instant-",
            "claude-3-",
            "claude-opus-4-0",
            "claude-opus-4-1",
            "claude-opus-4-2025",
            "claude-opus-4-5",
            "claude-sonnet-4-0",
            "claude-sonnet-4-2025",
            "claude-sonnet-4-5",
            "claude-haiku-4-5");

    /** Besides those: from opus 4.8 on a model takes system messages in the middle of a conversation. */
    private static final List<String> BEFORE_SYSTEM_MESSAGES =
            List.of("claude-opus-4-6", "claude-opus-4-7", "claude-sonnet-4-6");

    private static final long MAX_INPUT_TOKENS = 1_000_000;
    private static final long MAX_TOKENS = 128_000;

    private Models() {}

    /** @param what names it at the beginning of a sentence; null when the model is known */
    static Problem problem(String model, String what) {
        if (isOurs(model) || beginsWithOne(model, FAMILIES)) {
            return null;
        }
        return Problem.of(
                404,
                what + " must be a known one, such as " + EXAMPLE + " or reprise-1; got \"" + Json.shortened(model, 64)
                        + '"');
    }

    static boolean takesPrefill(String model) {
        return isOurs(model) || beginsWithOne(model, TAKE_PREFILL);
    }

    static boolean takesSystemMessages(String model) {
        return isOurs(model) || !beginsWithOne(model, TAKE_PREFILL) && !beginsWithOne(model, BEFORE_SYSTEM_MESSAGES);
    }

    /** One model, in Anthropic's shape. */
    static void write(String model, JsonWriter out) {
        out.raw("{\"type\":\"model\",\"id\":")
                .string(model)
                .raw(",\"display_name\":")
                .string(displayName(model));
        out.raw(",\"created_at\":\"2026-01-01T00:00:00Z\",\"max_input_tokens\":")
                .number(MAX_INPUT_TOKENS);
        out.raw(",\"max_tokens\":").number(MAX_TOKENS);
        out.raw(",\"capabilities\":null,\"deprecated_at\":null,\"lifecycle\":\"active\",\"line\":null}");
    }

    /** {@code claude-sonnet-4-6} is Claude Sonnet 4.6. */
    private static String displayName(String model) {
        StringBuilder name = new StringBuilder();
        boolean number = false;
        for (String word : model.split("-")) {
            boolean isDate = word.length() == 8 && isNumber(word);
            if (word.isEmpty() || isDate) {
                continue;
            }
            name.append(name.length() == 0 ? "" : number && isNumber(word) ? "." : " ");
            name.append(Character.toUpperCase(word.charAt(0))).append(word, 1, word.length());
            number = isNumber(word);
        }
        return name.toString();
    }

    private static boolean isNumber(String word) {
        return word.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /** The simulator's own, and those that name a fault. */
    private static boolean isOurs(String model) {
        return model.startsWith("reprise-") || model.startsWith("fb-", model.lastIndexOf('/') + 1);
    }

    private static boolean beginsWithOne(String model, List<String> beginnings) {
        return beginnings.stream().anyMatch(model::startsWith);
    }
}
