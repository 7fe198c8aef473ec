package io.reprise.replay.expression;

import java.time.Instant;
import java.util.function.IntPredicate;
import org.apache.commons.jexl3.JexlArithmetic;
import org.apache.commons.jexl3.JexlOperator;

/**
 * Compares and computes with what frames have. Payloads differ from frame to frame, so what is not there, or is of another
 * kind than what it is compared with, is no error but does not match; and time is compared as time, since as text
 * {@code 31.5Z} comes before {@code 31Z}.
 */
final class FrameArithmetic extends JexlArithmetic {
    FrameArithmetic() {
        super(true);
    }

    /** What is not there is no error; the methods below say what it is instead. */
    @Override
    public boolean isStrict(JexlOperator operator) {
        return false;
    }

    @Override
    public boolean toBoolean(Object value) {
        return value != null && super.toBoolean(value);
    }

    @Override
    public boolean equals(Object left, Object right) {
        if (isTimeAndText(left, right)) {
            return time(left).equals(time(right));
        }
        return super.equals(left, right);
    }

    @Override
    public boolean lessThan(Object left, Object right) {
        return compares(left, right, JexlOperator.LT, order -> order < 0);
    }

    @Override
    public boolean lessThanOrEqual(Object left, Object right) {
        return compares(left, right, JexlOperator.LTE, order -> order <= 0);
    }

    @Override
    public boolean greaterThan(Object left, Object right) {
        return compares(left, right, JexlOperator.GT, order -> order > 0);
    }

    @Override
    public boolean greaterThanOrEqual(Object left, Object right) {
        return compares(left, right, JexlOperator.GTE, order -> order >= 0);
    }

    @Override
    public Object add(Object left, Object right) {
        return left == null || right == null ? null : super.add(left, right);
    }

    @Override
    public Object subtract(Object left, Object right) {
        return left == null || right == null ? null : super.subtract(left, right);
    }

    @Override
    public Object multiply(Object left, Object right) {
        return left == null || right == null ? null : super.multiply(left, right);
    }

    @Override
    public Object divide(Object left, Object right) {
        return left == null || right == null ? null : super.divide(left, right);
    }

    @Override
    public Object mod(Object left, Object right) {
        return left == null || right == null ? null : super.mod(left, right);
    }

    @Override
    public Object negate(Object value) {
        return value == null ? null : super.negate(value);
    }

    /** As text, as all that follows: {@code time =^ '2026-11-20'} and the like. */
    @Override
    public Boolean startsWith(Object left, Object right) {
        return super.startsWith(text(left), right);
    }

    @Override
    public Boolean endsWith(Object left, Object right) {
        return super.endsWith(text(left), right);
    }

    @Override
    public Boolean contains(Object container, Object value) {
        return super.contains(container, text(value));
    }

    private static Object text(Object value) {
        return value instanceof Instant ? value.toString() : value;
    }

    private boolean compares(Object left, Object right, JexlOperator operator, IntPredicate wanted) {
        if (isTimeAndText(left, right)) {
            return wanted.test(time(left).compareTo(time(right)));
        }
        boolean ofAKind = left instanceof Number && right instanceof Number
                || left instanceof CharSequence && right instanceof CharSequence
                || left instanceof Instant && right instanceof Instant;
        return ofAKind && wanted.test(compare(left, right, operator));
    }

    private static boolean isTimeAndText(Object left, Object right) {
        return left instanceof Instant && right instanceof CharSequence
                || left instanceof CharSequence && right instanceof Instant;
    }

    /** @throws java.time.format.DateTimeParseException for a text that is no time */
    private static Instant time(Object value) {
        return value instanceof Instant instant ? instant : Instant.parse(value.toString());
    }
}
