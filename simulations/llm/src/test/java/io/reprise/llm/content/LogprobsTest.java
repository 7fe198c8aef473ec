package io.reprise.llm.content;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reprise.llm.json.JsonWriter;
import io.reprise.llm.token.TokenCounter;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class LogprobsTest {
    private final TokenCounter counter = new TokenCounter();

    @Test
    void shouldSplitTextIntoItsTokens() {
        TokenText tokens = new TokenText(new TokenCounter());
        for (String text : List.of(
                "", "Hello, world.", "{\"userId\":12345678}", "\u6F22\u5B57 na\u00EFve \uD83E\uDD84 aaaaaaaa")) {
            ByteArrayOutputStream joined = new ByteArrayOutputStream();
            List<TokenText.Token> split = tokens.split(text);
            split.forEach(token -> joined.writeBytes(token.bytes()));

            assertEquals(counter.count(text), split.size(), text);
            assertEquals(text, joined.toString(StandardCharsets.UTF_8));
        }
    }

    @Test
    void shouldBeNegativeAndFallWithTheRank() {
        int sure = 0;
        for (int index = 0; index < 1_000; index++) {
            int above = Logprobs.ofToken(7, index);
            assertTrue(above < 0 && above > -9_000_000, "index " + index);
            assertEquals(above, Logprobs.ofToken(7, index));
            sure += above > -700_000 ? 1 : 0;
            for (int rank = 1; rank < 20; rank++) {
                int logprob = Logprobs.ofAlternative(7, index, rank);
                assertTrue(logprob < above, "index " + index + " rank " + rank);
                above = logprob;
                assertTrue(Logprobs.alternative(7, index, rank).matches(" [a-z]+"));
            }
        }
        assertTrue(sure > 600 && sure < 800, "surer than one half: " + sure);
    }

    @Test
    void shouldWriteDecimals() {
        JsonWriter out = new JsonWriter();
        for (int millionths : new int[] {-1, -1_500_000, -12_345_678, 0}) {
            Logprobs.write(millionths, out);
            out.raw(' ');
        }

        assertEquals("-0.000001 -1.500000 -12.345678 0.000000 ", out.toString());
    }
}
