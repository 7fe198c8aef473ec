package io.reprise.llm.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import io.reprise.kernel.random.XorShift64Star;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenCounterTest {
    private static final Encoding TRUTH = Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.O200K_BASE);

    /** Every kind of character the encoding tells apart, and the ones its contractions are touchy about. */
    private static final List<String> ATOMS = atoms(
            "a b s t e l A S LL Re the The token ness ' 's 'S 'll 'VE '\u017F 'm 'd \u017F 1 42 2026 \u00BD \u0663 \u2167",
            ". , / // !? - _ {\" => <|endoftext|> \u00E9 \u00C9 \u01C5 \u02B0 \u4F60 \u597D \u3042 \u0627 \u0301 \u0903 \u20DD",
            "\uD83D\uDE00 \uD835\uDC00 \uD835\uDC1A \uD800 \uDC00 \u200D \uFE0F \u0000 \u001C");

    private static final List<String> SPACES =
            List.of(" ", "  ", "\t", "\n", "\r", "\r\n", "\u000B", "\f", "\u0085", "\u00A0", "\u2028", "\u3000");

    private final TokenCounter counter = new TokenCounter();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 20_261_120})
    void shouldCountAsJtokkitWhenCharactersMeetAtRandom(long seed) {
        XorShift64Star random = new XorShift64Star(seed);
        for (int round = 0; round < 20_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(12); i >= 0; i--) {
                List<String> atoms = random.nextInt(4) == 0 ? SPACES : ATOMS;
                text.append(atoms.get(random.nextInt(atoms.size())));
            }

            assertSame(text.toString(), "seed " + seed + " round " + round);
        }
    }

    @Test
    void shouldCountAsJtokkitWhenTextIsAnyCodePoint() {
        XorShift64Star random = new XorShift64Star(7);
        for (int round = 0; round < 5_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < 8; i++) {
                text.appendCodePoint(random.nextInt(random.nextInt(4) == 0 ? 0x11_0000 : 0x3000));
            }

            assertSame(text.toString(), "round " + round);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "A",
                "\n",
                " ",
                "\t\n",
                "\n ",
                "1",
                ".",
                "/",
                "'s",
                "aA",
                "\u4F60\u597D",
                "\uD83D\uDE00",
                "\u0301",
                "\u4F60A",
                "\uD800",
                "qzx"
            })
    void shouldCountLongRunsAsJtokkit(String unit) {
        for (int length : new int[] {63, 64, 65, 1_000, 20_001}) {
            String run = unit.repeat(length / unit.length());

            assertSame(run, unit + " for " + length);
            assertSame(run + "x", unit + " for " + length + " and x");
        }
    }

    @Test
    void shouldCountNothingInEmptyText() {
        assertEquals(0, counter.count(""));
    }

    /** A quadratic walk would take minutes for this; the real one takes less than a second on a slow machine. */
    @Timeout(60)
    @ParameterizedTest
    @ValueSource(strings = {"a", "\n", "\u0301", "\uD83D\uDE00", "\u4F60A", "n\u0303o pienso"})
    void shouldNotBeQuadraticWhenTextIsHalfAMegabyteOfOneRun(String unit) {
        String text = unit.repeat(500_000 / unit.length());

        int tokens = counter.count(text);

        assertTrue(tokens > 0 && tokens <= 3 * text.length(), "tokens " + tokens);
    }

    private void assertSame(String text, String what) {
        assertEquals(TRUTH.countTokensOrdinary(text), counter.count(text), () -> what + ": " + escaped(text));
    }

    private static List<String> atoms(String... lines) {
        return List.of(String.join(" ", lines).split(" "));
    }

    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        text.chars()
                .forEach(c -> escaped.append(c >= 0x20 && c < 0x7F ? "" + (char) c : "\\u" + Integer.toHexString(c)));
        return escaped.length() > 300 ? escaped.substring(0, 300) + "…" : escaped.toString();
    }
}
