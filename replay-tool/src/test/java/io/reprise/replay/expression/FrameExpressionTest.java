package io.reprise.replay.expression;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reprise.kernel.echo.EchoProvider;
import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.frame.Status;
import io.reprise.replay.FrameText;
import io.reprise.replay.TestFrames;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class FrameExpressionTest {
    private static final FrameText TEXT = new FrameText(List.of(new EchoProvider()));
    private static final String JSON = "{\"model\":\"gpt-4o\",\"n\":3,\"big\":12345678901234567890,\"half\":0.5,"
            + "\"stream\":true,\"none\":null,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sequence == 7",
                "timeNs == 1795176000007000000",
                "time == '2026-11-20T12:00:00.007Z'",
                "time > '2026-11-20T12:00:00Z' && time < '2026-11-20T12:00:00.01Z'",
                "time >= '2026-11-20T14:00:00.007+02:00'",
                "time =^ '2026-11-20' && time =$ '.007Z' && time =~ '.*T12:.*'",
                "kind == 'REQUEST'",
                "kind =~ ['REQUEST', 'TICK']",
                "service == 1",
                "method == 'echo.add'",
                "method =~ 'echo[.].*' and not (method eq 'echo.echo')",
                "session == 2",
                "correlation == 70",
                "priority >= 128",
                "status == 'OVERLOADED'",
                "length == 80",
                "timeoutMs == 250",
                "seed == -9",
                "payload.key == 42 && payload['delta'] == -5",
                "payload.key + payload.delta == 37",
                "text == 'key=42 delta=-5'",
                "text =$ 'delta=-5'",
                "sequence =~ (1..10)",
                "sequence % 2 == 1 ? true : false",
            })
    void shouldKnowEveryField(String expression) {
        FrameFlyweight frame = TestFrames.add(7, 42, -5)
                .status(Status.OVERLOADED.code())
                .timeoutMs(250)
                .seed(-9);

        assertTrue(matches(expression, frame), expression);
        assertFalse(matches("!(" + expression + ")", frame), expression);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "payload.model == 'gpt-4o'",
                "payload.n >= 3 && payload.n < 3.5",
                "payload.big > 12345678901234567889",
                "payload.half == 0.5",
                "payload.stream",
                "payload.none == null",
                "payload.messages[0].content =^ 'Hell'",
                "size(payload.messages) == 1",
                "empty(payload.messages[1]) && empty(payload.nothing)",
                "payload.n =~ [1, 3]",
            })
    void shouldKnowTheFieldsOfJson(String expression) {
        assertTrue(matches(expression, TestFrames.echo(1, JSON)), expression);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "payload.nothing == 1",
                "payload.nothing > 1",
                "payload.nothing <= 1",
                "payload.nothing.deeper < 1",
                "payload.nothing + 1 == 1",
                "-payload.nothing < 1",
                "payload.nothing",
                "payload.nothing && true",
                "payload.messages[7].role == 'user'",
                "payload.messages[-1].role == 'user'",
                "payload.model > 1",
                "payload.n < 'x'",
                "payload.messages > 1",
                "payload.none >= 0",
                "payload.class != null",
                "payload.empty",
            })
    void shouldNotMatchWhatIsNotThereOrOfAnotherKind(String expression) {
        assertFalse(matches(expression, TestFrames.echo(1, JSON)), expression);
    }

    @Test
    void shouldTakeWordsWhereThereIsNoJson() {
        FrameFlyweight frame = TestFrames.echo(1, "{model=x a=1 a=2 half=0.5 name=7up b= =c 99999999999999999999");

        assertTrue(matches("payload.a == 1 && payload.half == 0.5 && payload.name == '7up' && payload.b == ''", frame));
        assertTrue(matches("size(payload) == 4", frame));
        assertTrue(matches("empty payload", TestFrames.echo(1, "")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "kind = 'REQUEST'          |  1 | does more than compare",
                "sequence == 1 && kind.x   | 18 | has no fields",
                "kind == REQUEST           |  9 | there is no `REQUEST` (text is written in quotes)",
                "'foo' == kind or foo == 1 | 18 | there is no `foo`",
                "payload.key == 5 &&       | 18 | it cannot be read at `&&`",
                "payload.key == 5)         | 17 | it cannot be read at `)`",
                "kind == 'unterminated     | 22 | it cannot be read",
                "sequence                  |  1 | it is not true or false, but 0",
                "kind =~ 'R['              | 10 | Unclosed character class in the pattern R[",
                "time > 'noon'             |  9 | time is compared with text such as 2026-11-20T19:44:31.5Z",
                "str:foo(1)                |  8 | namespace",
            })
    void shouldSayWhatIsWrongAndWhere(String expression, int column, String reason) {
        ExpressionException e = assertThrows(ExpressionException.class, () -> parse(expression));

        assertTrue(e.getMessage().startsWith("column " + column + " of \"" + expression + "\": "), e::getMessage);
        assertTrue(e.getMessage().contains(reason), e::getMessage);
        assertTrue(
                e.getMessage()
                        .endsWith("; the names are sequence, time, timeNs, kind, service, method, session,"
                                + " correlation, priority, status, length, timeoutMs, seed, payload, text"),
                e::getMessage);
        assertEquals(column, e.column());
        assertNull(e.getCause());
        assertEquals(1, e.getMessage().lines().count());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "  ",
                "kind.length() == 7",
                "payload.size() == 0",
                "payload.get('a') == 1",
                "''.class == null",
                "kind.class.name == 'x'",
                "''.bytes == 1",
                "new('java.io.File', 'x') == 1",
                "new java.io.File('x') == 1",
                "var x = 1",
                "x -> true",
                "() -> { true }",
                "while (true) {}",
                "for (x : payload) {}",
                "sequence = 5",
                "sequence += 1",
                "sequence++",
                "payload.key = 3",
                "payload['key'] = 3",
                "true; true",
                "return true",
                "{ true }",
                "if (true) true",
                "#pragma jexl.import java.lang",
                "@silent true",
                "import java.lang.Runtime; true",
                "`${kind.length()}` == '7'",
                "`${new('java.io.File', 'x')}` == '7'",
                "`${nothing}` == '7'",
                "sequence instanceof Number",
                "throw 'x'",
                "true\n&& nothing",
            })
    void shouldRefuseWhatIsMoreThanAComparison(String expression) {
        assertThrows(ExpressionException.class, () -> parse(expression));
    }

    @Test
    void shouldSayWhatOneFrameDoesNotAllow() {
        FrameExpression expression = parse("100 / payload.key > 3");

        assertTrue(expression.matches(TestFrames.add(1, 20, 0)));
        assertThrows(ExpressionException.class, () -> expression.matches(TestFrames.add(2, 0, 0)));
    }

    @Test
    void shouldTakeOneFrameAfterTheOther() {
        FrameExpression expression = parse("payload.key == 2");

        assertFalse(expression.matches(TestFrames.add(1, 1, 0)));
        assertTrue(expression.matches(TestFrames.add(2, 2, 0)));
        assertFalse(expression.matches(TestFrames.add(3, 3, 0)));
        assertEquals("payload.key == 2", expression.toString());
    }

    private static FrameExpression parse(String expression) {
        return FrameExpression.parse(expression, TEXT);
    }

    private static boolean matches(String expression, FrameFlyweight frame) {
        return parse(expression).matches(frame);
    }
}
