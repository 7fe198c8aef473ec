package io.reprise.llm.openai;

import java.util.List;

/** How long models think before they answer. Pure. */
final class Reasoning {
    static final List<String> EFFORTS = List.of("none", "minimal", "low", "medium", "high", "xhigh", "max");

    /** At most so many tokens; made up, each four times the one before it. */
    private static final List<Integer> TOKENS = List.of(0, 16, 64, 256, 1_024, 4_096, 4_096);

    private Reasoning() {}

    /** Limit of tokens; negative for what is no effort. */
    static int tokens(String effort) {
        int index = EFFORTS.indexOf(effort);
        return index < 0 ? -1 : TOKENS.get(index);
    }

    /** The effort of a model that is not told. */
    static String usual(String model) {
        return Models.reasons(model) && !model.startsWith("gpt-5.") ? "medium" : "none";
    }
}
