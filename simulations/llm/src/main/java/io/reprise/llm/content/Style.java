package io.reprise.llm.content;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What the text of an answer looks like. */
enum Style {
    CODE("code", "function", "script", "program", "python", "java", "javascript", "typescript", "sql", "bash"),
    TABLE("table"),
    STEPS("steps", "step", "numbered", "instructions", "recipe"),
    LIST("list", "lists", "bullet", "bullets", "bulleted"),
    PARAGRAPHS;

    private static final int MAX_HINT_LENGTH = 2_000; // what is wanted is said soon, and a prompt may be a megabyte

    private final List<String> words;

    Style(String... words) {
        this.words = List.of(words);
    }

    /** The style whose words a prompt has; the first one if they are several. */
    static Style of(String hint) {
        List<String> words = words(hint);
        return Arrays.stream(values())
                .filter(style -> style.words.stream().anyMatch(words::contains))
                .findFirst()
                .orElse(PARAGRAPHS);
    }

    /** The words at the beginning of a prompt, in lower case. */
    static List<String> words(String hint) {
        String start = hint.substring(0, Math.min(hint.length(), MAX_HINT_LENGTH));
        return List.of(start.toLowerCase(Locale.ROOT).split("[^a-z]+"));
    }
}
