package io.reprise.llm.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The promise that {@link AnswerText} counts by: every piece is one token. */
class GrammarTest {
    private static final Encoding TRUTH = Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.O200K_BASE);

    private final Grammar grammar = Grammar.english();

    @Test
    void shouldHoldOnlyWordsOfOneToken() {
        Set<String> words = new TreeSet<>();
        for (int group = 0; group < grammar.groups(); group++) {
            for (byte[] bytes : grammar.words(group)) {
                String word = new String(bytes, StandardCharsets.US_ASCII);
                words.add(word);
                assertTrue(word.matches(" [a-z]+"), word);
                assertOneToken(word);
            }
        }

        assertTrue(words.size() >= 1_500, "words: " + words.size());
    }

    @Test
    void shouldOpenSentencesOnlyWithWordsThatAreOneTokenInCapitals() {
        Set<String> openers = new TreeSet<>();
        for (int pattern = 0; pattern < grammar.patterns(); pattern++) {
            int first = grammar.pattern(pattern)[0];
            assertTrue(first >= 0 && first < Grammar.OPTIONAL, "pattern " + pattern + " must open with a whole group");
            for (byte[] bytes : grammar.words(first)) {
                String word = new String(bytes, StandardCharsets.US_ASCII);
                openers.add((char) (word.charAt(1) - 32) + word.substring(2));
            }
        }

        for (String opener : openers) {
            assertOneToken(opener);
            assertOneToken(" " + opener);
        }
    }

    @Test
    void shouldPunctuateWithOneTokenEach() {
        for (String mark : new String[] {",", ".", ".\n\n"}) {
            assertOneToken(mark);
        }
    }

    @Test
    void shouldHaveNoWordTwiceInAGroup() {
        for (int group = 0; group < grammar.groups(); group++) {
            Set<String> words = new TreeSet<>();
            for (byte[] bytes : grammar.words(group)) {
                String word = new String(bytes, StandardCharsets.US_ASCII);
                assertTrue(words.add(word), "twice:" + word);
            }
        }
    }

    private static void assertOneToken(String text) {
        assertEquals(1, TRUTH.countTokensOrdinary(text), () -> "tokens of \"" + text + "\"");
    }
}
