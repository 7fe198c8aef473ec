package io.reprise.llm.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import io.reprise.kernel.random.XorShift64Star;
import io.reprise.llm.token.TokenCounter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class AnswerTextTest {
    private static final int UNLIMITED = Integer.MAX_VALUE;
    private static final Encoding TRUTH = Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.O200K_BASE);

    private final AnswerText text = new AnswerText(new TokenCounter());

    @Test
    void shouldEndWithTheSentenceThatReachesTheWantedLength() {
        for (int seed = 0; seed < 200; seed++) {
            String whole = write(seed, 60, UNLIMITED);

            String unfinished = whole.substring(0, whole.lastIndexOf('.', whole.length() - 2) + 1);
            assertTrue(whole.endsWith("."), whole);
            assertTrue(text.tokens() >= 60, whole);
            assertTrue(TRUTH.countTokensOrdinary(unfinished) < 60, whole);
            assertFalse(text.cutOff());
        }
    }

    @Test
    void shouldWriteSentencesInParagraphs() {
        for (int seed = 0; seed < 200; seed++) {
            String whole = write(seed, 100, UNLIMITED);

            assertTrue(whole.matches("([A-Z][a-z]*(,? [a-z]+)+\\.( |\n\n)?)+"), whole);
        }
    }

    @Test
    void shouldCutAfterExactlyTheLimit() {
        for (int limit = 1; limit <= 80; limit++) {
            String whole = write(5, 80, UNLIMITED);
            int tokens = text.tokens();

            String cut = write(5, 80, limit);

            assertEquals(limit, text.tokens());
            assertEquals(limit, TRUTH.countTokensOrdinary(cut));
            assertTrue(whole.startsWith(cut), cut);
            assertEquals(limit < tokens, text.cutOff());
        }
    }

    @Test
    void shouldNotCallItCutWhenTheTextEndsRightAtTheLimit() {
        String whole = write(5, 80, UNLIMITED);
        int tokens = text.tokens();

        assertEquals(whole, write(5, 80, tokens));
        assertFalse(text.cutOff());
    }

    @Test
    void shouldEndBeforeTheFirstStopSequenceOfAny() {
        String whole = write(3, 200, UNLIMITED);
        String middle = whole.substring(300, 309);
        String earlier = whole.substring(120, 127);

        text.stopBefore(new String[] {"no such text", middle, earlier, "\u4F60"});

        int end = Math.min(whole.indexOf(middle), whole.indexOf(earlier));
        assertEquals(whole.substring(0, end), string());
        assertEquals(TRUTH.countTokensOrdinary(string()), text.tokens());
    }

    @Test
    void shouldLeaveTheTextWhenNoStopSequenceOccurs() {
        String whole = write(3, 50, 20);

        text.stopBefore(new String[] {"no such text", whole + "x"});

        assertEquals(whole, string());
        assertTrue(text.cutOff());
    }

    @Test
    void shouldBeEmptyWhenTheTextStartsWithTheStopSequence() {
        String whole = write(3, 50, 20);

        text.stopBefore(new String[] {whole.substring(0, 1)});

        assertEquals(0, text.length());
        assertEquals(0, text.tokens());
        assertFalse(text.cutOff());
    }

    /** A word cut in its middle may be two tokens, which is one too many when the word was the last allowed. */
    @Test
    void shouldNeverHaveMoreTokensThanAllowedWhenAStopSequenceCutsAWord() {
        int shortened = 0;
        for (int seed = 0; seed < 2_000; seed++) {
            String whole = write(seed, 50, 9);
            String end = whole.substring(whole.length() - 2);
            int stop = whole.indexOf(end);

            text.stopBefore(new String[] {end});

            assertTrue(text.tokens() <= 9, whole);
            assertEquals(TRUTH.countTokensOrdinary(string()), text.tokens());
            assertTrue(whole.startsWith(string()) && text.length() <= stop, whole);
            shortened += text.length() < stop ? 1 : 0;
        }
        assertTrue(shortened > 0, "the case did not occur");
    }

    @Test
    void shouldBeLogNormalInLength() {
        int[] lengths = draws(new XorShift64Star(11), 10_000);
        Arrays.sort(lengths);

        assertEquals(115, lengths[5_000], 5);
        assertEquals(115 * StrictMath.exp(0.7 * 1.2816), lengths[9_000], 15);
        assertEquals(115 * StrictMath.exp(-0.7 * 1.2816), lengths[1_000], 3);
    }

    private static int[] draws(XorShift64Star random, int count) {
        int[] draws = new int[count];
        for (int i = 0; i < count; i++) {
            draws[i] = AnswerLength.draw(random);
        }
        return draws;
    }

    private String write(long seed, int wantedTokens, int maxTokens) {
        text.write(new XorShift64Star(seed), wantedTokens, maxTokens);
        return string();
    }

    private String string() {
        return new String(text.bytes(), 0, text.length(), StandardCharsets.US_ASCII);
    }
}
