package io.reprise.llm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reprise.kernel.frame.Status;
import io.reprise.kernel.random.XorShift64Star;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whatever comes is answered or refused; the machine throws at nothing. */
class FuzzTest {
    private static final int SEEDS = 200;
    private static final int BODIES_PER_SEED = 50;

    /** What a hand would not think of putting there. */
    private static final List<String> ODDITIES = List.of(
            "null",
            "true",
            "-0",
            "1e400",
            "-1e-400",
            "1e2147483647",
            "1e99999999999",
            "9223372036854775808",
            "\"\"",
            "[]",
            "{}",
            "[[[[]]]]",
            "\"\\ud800\"",
            "\"\\u0000\"",
            ",",
            ":",
            "\"",
            "\\",
            "}",
            "]",
            "\uFEFF",
            "\u0000",
            "\u00E9");

    private final LlmKernel kernel = new LlmKernel(6);

    @Test
    void shouldAnswerOrRefuseWhateverComes() {
        int answered = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            XorShift64Star random = new XorShift64Star(seed);
            for (String body : Corpus.requests(seed, BODIES_PER_SEED)) {
                byte[] damaged = damaged(body, random);

                LlmKernel.Answer answer = kernel.send(LlmKernel.CHAT, damaged, 0);

                String what = "seed " + seed + ": " + new String(damaged, StandardCharsets.ISO_8859_1);
                assertEquals(Status.OK, answer.status(), what);
                assertTrue(List.of(200, 400, 404).contains(answer.httpStatus()), what);
                assertTrue(answer.body().length() > 10, what);
                answered += answer.httpStatus() == 200 ? 1 : 0;
            }
        }

        assertEquals(0, kernel.faults());
        int all = SEEDS * BODIES_PER_SEED;
        assertTrue(answered > all / 50 && answered < all / 2, "answered " + answered + " of " + all);
    }

    private static byte[] damaged(String body, XorShift64Star random) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        int at = random.nextInt(bytes.length);
        switch (random.nextInt(4)) {
            case 0 -> bytes[at] = (byte) random.nextLong();
            case 1 -> bytes = Arrays.copyOf(bytes, at);
            case 2 -> bytes = replacedValue(body, random).getBytes(StandardCharsets.UTF_8);
            default -> {
                int to = at + random.nextInt(bytes.length - at);
                for (int i = at; i < to; i++) {
                    bytes[i] = bytes[random.nextInt(bytes.length)];
                }
            }
        }
        return bytes;
    }

    /** Puts an oddity in the place of one value, or between two characters. */
    private static String replacedValue(String body, XorShift64Star random) {
        String oddity = ODDITIES.get(random.nextInt(ODDITIES.size()));
        int colon = body.indexOf(':', random.nextInt(body.length()));
        int end = colon < 0 ? -1 : body.indexOf(',', colon);
        if (end < 0) {
            int at = random.nextInt(body.length());
            return body.substring(0, at) + oddity + body.substring(at);
        }
        return body.substring(0, colon + 1) + oddity + body.substring(end);
    }
}
