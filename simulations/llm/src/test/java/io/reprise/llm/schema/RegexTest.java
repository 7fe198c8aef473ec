package io.reprise.llm.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reprise.kernel.random.XorShift64Star;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegexTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "^a+b?c*$",
                "(ab|b){2,3}",
                "^[^a]b",
                "a.c|^c",
                "\\bab\\b",
                "(a|ab)(c|bcd)?$",
                "^(a?){3}b{2}$",
                "(a*)*c",
                ""
            })
    void shouldFindWhatJavaFinds(String pattern) {
        Pattern judge = Pattern.compile(pattern);
        Regex regex = Regex.parse(pattern);
        XorShift64Star random = new XorShift64Star(1);
        for (int round = 0; round < 2_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(8); i > 0; i--) {
                text.append("abcd ".charAt(random.nextInt(5)));
            }

            assertEquals(judge.matcher(text).find(), regex.isIn(text.toString()), text.toString());
        }
    }

    @Test
    void shouldNotTakeExponentialTime() {
        String text = "a".repeat(2_000) + "!";

        assertFalse(Regex.parse("^(a+)+$").isIn(text));
        assertFalse(Regex.parse("^(a|a)*(a|aa)*$").isIn(text));
        assertFalse(Regex.parse("^((((((((a+)+)+)+)+)+)+)+)+$").isIn(text));
        assertTrue(Regex.parse("^(a?){1000}a{1000}!$").isIn(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"((a{1000}){1000}){1000}", "(a{0,1000}){21}", "((((((((((a))))))))))"})
    void shouldRefuseWhatWouldTakeTooLong(String pattern) {
        assertThrows(IllegalArgumentException.class, () -> Regex.parse(pattern));
    }
}
