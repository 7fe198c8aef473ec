package io.reprise.llm.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import io.reprise.llm.api.Fields;
import io.reprise.llm.api.Reading;
import io.reprise.llm.json.Json;
import io.reprise.llm.json.Refusal;
import java.util.List;

/**
 * Reads how much a model shall think. Without a {@code thinkingConfig} it does not: what is asked of an answer, such as its
 * number of tokens, is then not shared with thoughts that nobody asked for. One thread.
 */
final class ThinkingReader {
    private static final String PATH = "generationConfig.thinkingConfig";
    private static final List<String> NAMES = List.of("includeThoughts", "thinkingBudget", "thinkingLevel");
    private static final List<String> LEVELS =
            List.of("THINKING_LEVEL_UNSPECIFIED", "MINIMAL", "LOW", "MEDIUM", "HIGH");
    private static final int AS_MUCH_AS_IT_WANTS = -1;
    private static final int MAX_BUDGET = 32_768;
    private static final int DEFAULT_BUDGET = 8192;

    private final Refusal refusal;
    private final Fields fields;

    ThinkingReader(Refusal refusal) {
        this.refusal = refusal;
        this.fields = new Fields(refusal);
    }

    /** @param config null when there is none */
    boolean read(JsonNode config, Reading into) {
        if (!Json.isGiven(config)) {
            return true;
        }
        if (!config.isObject()) {
            return refusal.because(PATH + " must be an object; got " + Json.shown(config));
        }
        fields.of(config, PATH);
        if (!UnknownNames.check(config, NAMES, "generation_config.thinking_config", refusal)
                || !fields.bool("includeThoughts")
                || !fields.integer("thinkingBudget", AS_MUCH_AS_IT_WANTS, MAX_BUDGET)
                || !checkLevel(config.get("thinkingLevel"))) {
            return false;
        }
        int budget = budget(config);
        if (budget > 0 && !Models.thinks(into.model)) {
            return refusal.because(PATH + " may not be given: models/" + into.model + " does not think");
        }
        into.ask.thinkingTokens = budget;
        return true;
    }

    private boolean checkLevel(JsonNode level) {
        if (Json.isGiven(level) && !LEVELS.contains(level.asText())) {
            return refusal.because(
                    PATH + ".thinkingLevel must be one of " + String.join(", ", LEVELS) + "; got " + Json.shown(level));
        }
        return !Json.isGiven(level)
                || !fields.has("thinkingBudget")
                || refusal.because(PATH + ".thinkingLevel may not be given beside thinkingBudget");
    }

    private int budget(JsonNode config) {
        if (fields.has("thinkingBudget")) {
            int budget = fields.integerOr("thinkingBudget", 0);
            return budget == AS_MUCH_AS_IT_WANTS ? DEFAULT_BUDGET : budget;
        }
        if (fields.has("thinkingLevel")) {
            return switch (config.get("thinkingLevel").asText()) {
                case "MINIMAL" -> 128;
                case "LOW" -> 1024;
                case "MEDIUM" -> 4096;
                default -> DEFAULT_BUDGET;
            };
        }
        return fields.isTrue("includeThoughts") ? DEFAULT_BUDGET : 0;
    }
}
