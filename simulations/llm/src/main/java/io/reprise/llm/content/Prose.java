package io.reprise.llm.content;

import io.reprise.kernel.random.XorShift64Star;
import io.reprise.llm.text.AnswerLength;
import io.reprise.llm.text.AnswerText;
import io.reprise.llm.text.Words;
import io.reprise.llm.token.TokenCounter;
import java.nio.charset.StandardCharsets;

/** Writes what an answer says when no schema does: paragraphs, or what the prompt asks for. One thread. */
final class Prose {
    private static final int CAPITALIZED = 'A' - 'a';
    private static final int TABLE_ROWS = 3; // at least

    private final TokenCounter counter;
    private final BlockWriter blocks;
    private final AnswerText paragraphs;

    Prose(TokenCounter counter, BlockWriter blocks) {
        this.counter = counter;
        this.blocks = blocks;
        paragraphs = new AnswerText(counter);
    }

    /**
     * A text of a drawn length in the style that the prompt asks for.
     *
     * @param maxTokens what is beyond is cut anyway and need not be written
     */
    String answer(String hint, int maxTokens, XorShift64Star random) {
        int wanted = AnswerLength.draw(random);
        return switch (Style.of(hint)) {
            case PARAGRAPHS -> paragraphs(wanted, maxTokens, random);
            case LIST -> list("Here are the main points:\n", false, Math.min(wanted, maxTokens), random);
            case STEPS -> list("Follow these steps:\n", true, Math.min(wanted, maxTokens), random);
            case TABLE -> table(random) + paragraphs(wanted, maxTokens, random);
            case CODE -> code(hint, random) + paragraphs(wanted, maxTokens, random);
        };
    }

    /** Sentences up to the first one that reaches the wanted length. */
    String paragraphs(int wantedTokens, int maxTokens, XorShift64Star random) {
        paragraphs.write(random, wantedTokens, maxTokens);
        return new String(paragraphs.bytes(), 0, paragraphs.length(), StandardCharsets.US_ASCII);
    }

    /** Sentences of exactly so many tokens; the last one is as short as it must be. */
    String exact(int tokens, XorShift64Star random) {
        String start = blocks.cut(paragraphs(tokens, tokens, random), tokens - 1);
        String words = start.replaceFirst("[.,]\n*$", "");
        return words + (words.length() < start.length() ? " too." : "."); // the mark that was dropped was a token
    }

    private String list(String opening, boolean numbered, int wantedTokens, XorShift64Star random) {
        StringBuilder list = new StringBuilder(opening);
        int tokens = 0;
        for (int number = 1; number == 1 || tokens < wantedTokens; number++) {
            String item = (numbered ? number + ". " : "- ") + Words.sentence(random);
            list.append('\n').append(item);
            tokens += counter.count(item);
        }
        return list.toString();
    }

    private static String table(XorShift64Star random) {
        String second = capitalized(Words.adjective(random));
        StringBuilder table = new StringBuilder("| Name | " + second + " | Share |\n| --- | --- | --- |\n");
        for (int row = TABLE_ROWS + random.nextInt(TABLE_ROWS); row > 0; row--) {
            table.append("| ").append(capitalized(Words.noun(random)));
            table.append(" | ").append(random.nextInt(2) == 0 ? "yes" : "no");
            table.append(" | ").append(1 + random.nextInt(99)).append(" % |\n");
        }
        return table.append('\n').toString();
    }

    private static String code(String hint, XorShift64Star random) {
        String language = CodeText.get().language(Style.words(hint));
        return "Here is one way to do it:\n\n" + CodeText.get().write(language, random) + "\n\n";
    }

    private static String capitalized(String word) {
        return (char) (word.charAt(0) + CAPITALIZED) + word.substring(1);
    }
}
