package io.reprise.replay.expression;

import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.frame.FrameKind;
import io.reprise.kernel.frame.FrameLayout;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.regex.PatternSyntaxException;
import org.agrona.concurrent.UnsafeBuffer;
import org.apache.commons.jexl3.JexlBuilder;
import org.apache.commons.jexl3.JexlEngine;
import org.apache.commons.jexl3.JexlException;
import org.apache.commons.jexl3.JexlFeatures;
import org.apache.commons.jexl3.JexlInfo;
import org.apache.commons.jexl3.JexlScript;
import org.apache.commons.logging.impl.NoOpLog;

/**
 * A condition over a frame, such as {@code method == 'echo.add' && payload.delta > 100}, in the language of Apache Commons
 * JEXL without everything that could do more than compare: no calls, no classes, no assignments, no loops. Mistakes are
 * found before the first frame, as far as they can be. One thread.
 */
public final class FrameExpression {
    private static final JexlFeatures FEATURES = JexlFeatures.createNone()
            .comparatorNames(true)
            .arrayReferenceExpr(true)
            .structuredLiteral(true);

    private static final JexlEngine ENGINE = new JexlBuilder()
            .features(FEATURES)
            .permissions(new PayloadOnly())
            .arithmetic(new FrameArithmetic())
            .strict(true)
            .safe(true) // a field of a field that is not there is not there
            .silent(false)
            .antish(false)
            .cache(0)
            .logger(new NoOpLog()) // what goes wrong is thrown
            .create();

    private final String source;
    private final FrameContext context;
    private final JexlScript script;

    private FrameExpression(String source, FrameDescription description) {
        this.source = source;
        this.context = new FrameContext(description);
        this.script = compile(source);
    }

    /**
     * @param description names the frames' methods and describes their payloads
     * @throws ExpressionException when it is not an expression, or knows other names than a frame has
     */
    public static FrameExpression parse(String expression, FrameDescription description) {
        String source = expression.replaceAll("[\\r\\n]", " "); // so that a column says where
        if (source.isBlank()) {
            throw new ExpressionException(source, 1, "an empty expression");
        }
        FrameExpression parsed = new FrameExpression(source, description);
        parsed.requireKnownNames();
        parsed.tryOut();
        return parsed;
    }

    /**
     * Whether it is true of a frame. What a payload does not have is null, and equal to nothing.
     *
     * @throws ExpressionException when this frame's values cannot be computed with so
     */
    public boolean matches(FrameFlyweight frame) {
        Object value;
        try {
            value = script.execute(context.of(frame));
        } catch (JexlException e) {
            throw failure(e, reason(e));
        } catch (PatternSyntaxException e) {
            throw failureAt(e.getPattern(), e.getDescription() + " in the pattern " + e.getPattern());
        } catch (DateTimeParseException e) {
            throw failureAt(
                    e.getParsedString(),
                    "time is compared with text such as 2026-11-20T19:44:31.5Z, not with " + e.getParsedString());
        }
        if (value != null && !(value instanceof Boolean)) {
            throw new ExpressionException(source, 1, "it is not true or false, but " + value);
        }
        return value != null && (Boolean) value;
    }

    @Override
    public String toString() {
        return source;
    }

    private JexlScript compile(String text) {
        try {
            return ENGINE.createScript(FEATURES, new JexlInfo("", 1, 1), text);
        } catch (JexlException.Feature e) {
            throw failure(e, "`" + e.getDetail() + "` does more than compare (== compares)");
        } catch (JexlException.Parsing e) {
            throw failure(e, "it cannot be read" + (e.getDetail().isBlank() ? "" : " at `" + e.getDetail() + "`"));
        } catch (JexlException e) {
            throw failure(e, "it cannot be read");
        }
    }

    private void requireKnownNames() {
        for (List<String> path : script.getVariables()) {
            FrameName name = FrameName.of(path.get(0));
            if (name == null) {
                throw failureAt(path.get(0), "there is no `" + path.get(0) + "` (text is written in quotes)");
            }
            if (name != FrameName.PAYLOAD && path.size() > 1) {
                throw failureAt(path.get(0), "`" + name.text() + "` has no fields, only payload has");
            }
        }
    }

    /** On a frame of zeros. What can only be said of the frames to come, such as a division by zero, is left to them. */
    private void tryOut() {
        FrameFlyweight blank = new FrameFlyweight()
                .wrap(new UnsafeBuffer(new byte[FrameLayout.HEADER_LENGTH]), 0)
                .init(FrameKind.REQUEST, 0);
        try {
            script.execute(context.of(blank));
        } catch (JexlException e) {
            if (e.getCause() instanceof ArithmeticException) {
                return;
            }
        } catch (PatternSyntaxException | DateTimeParseException e) {
            // said by the line below
        }
        matches(blank);
    }

    private static String reason(JexlException e) {
        if (e instanceof JexlException.Variable variable) {
            return "there is no `" + variable.getVariable() + "` (text is written in quotes)";
        }
        if (e instanceof JexlException.Property property) {
            return "there is no field `" + property.getProperty() + "` of what is before it";
        }
        Throwable cause = e.getCause();
        return cause == null || cause.getMessage() == null ? e.getDetail() : cause.getMessage();
    }

    private ExpressionException failure(JexlException e, String reason) {
        JexlInfo info = e.getInfo();
        return new ExpressionException(source, info == null ? 1 : Math.max(1, info.getColumn()), reason);
    }

    private ExpressionException failureAt(String part, String reason) {
        return new ExpressionException(source, 1 + Math.max(0, indexOf(part)), reason);
    }

    /** Of a whole word outside of quotes, or else of the first place with those letters. */
    private int indexOf(String part) {
        char quote = 0;
        for (int i = 0; i < source.length(); i++) {
            char letter = source.charAt(i);
            if (quote != 0) {
                quote = letter == quote ? 0 : quote;
            } else if (letter == '\'' || letter == '"' || letter == '`') {
                quote = letter;
            } else if (source.startsWith(part, i) && isWord(i, i + part.length())) {
                return i;
            }
        }
        return source.indexOf(part);
    }

    private boolean isWord(int begin, int end) {
        return (begin == 0 || !Character.isJavaIdentifierPart(source.charAt(begin - 1)))
                && (end == source.length() || !Character.isJavaIdentifierPart(source.charAt(end)));
    }
}
