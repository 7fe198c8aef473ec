package io.reprise.llm.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import io.reprise.kernel.random.XorShift64Star;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/** Makes numbers: multiples of a step within a range, near what a member of that name usually has. */
final class NumberMaker {
    private static final BigDecimal USUAL_LEAST = BigDecimal.ONE;
    private static final BigDecimal USUAL_GREATEST = BigDecimal.valueOf(100);
    private static final int FINEST_SCALE = 30;

    private NumberMaker() {}

    /** A number that fits the schema's range and step, or null when there is none. */
    static JsonNode make(JsonNode schema, boolean whole, String name, XorShift64Star random) {
        NumberRange range = NumberRange.of(schema);
        BigDecimal multiple = SchemaDocument.number(schema, "multipleOf");
        if (multiple != null) {
            return multiple(range, whole ? wholeStep(multiple) : multiple, name, random);
        }
        JsonNode number = null;
        for (int scale = whole ? 0 : 2; number == null && scale <= (whole ? 0 : FINEST_SCALE); scale++) {
            number = multiple(range, BigDecimal.ONE.movePointLeft(scale), name, random);
        }
        return number;
    }

    private static JsonNode multiple(NumberRange range, BigDecimal step, String name, XorShift64Star random) {
        BigInteger least = range.least() == null ? null : up(range.least(), step, range.withLeast());
        BigInteger greatest = range.greatest() == null ? null : down(range.greatest(), step, range.withGreatest());
        SampleValues.Range usual = SampleValues.get().number(name);
        BigInteger from = up(usual == null ? USUAL_LEAST : usual.least(), step, true);
        BigInteger to = down(usual == null ? USUAL_GREATEST : usual.greatest(), step, true)
                .max(from);
        BigInteger width = to.subtract(from);
        if (least != null && from.compareTo(least) < 0) {
            from = least;
            to = to.compareTo(from) < 0 ? from.add(width) : to;
        }
        if (greatest != null && to.compareTo(greatest) > 0) {
            to = greatest;
            from = from.compareTo(to) > 0 ? to.subtract(width) : from;
        }
        if (least != null) {
            from = from.max(least);
        }
        if (from.compareTo(to) > 0) {
            return null;
        }
        long choices =
                to.subtract(from).min(BigInteger.valueOf(Long.MAX_VALUE - 1)).longValue() + 1;
        BigInteger count = from.add(BigInteger.valueOf(random.nextLong(choices)));
        return DecimalNode.valueOf(plain(step.multiply(new BigDecimal(count))));
    }

    /** The least whole number that is a multiple. */
    private static BigDecimal wholeStep(BigDecimal multiple) {
        if (multiple.scale() <= 0) {
            return multiple;
        }
        BigInteger unscaled = multiple.unscaledValue();
        return new BigDecimal(unscaled.divide(unscaled.gcd(BigInteger.TEN.pow(multiple.scale()))));
    }

    private static BigInteger up(BigDecimal bound, BigDecimal step, boolean with) {
        BigInteger count = bound.divide(step, 0, RoundingMode.CEILING).toBigInteger();
        boolean onBound = step.multiply(new BigDecimal(count)).compareTo(bound) == 0;
        return onBound && !with ? count.add(BigInteger.ONE) : count;
    }

    private static BigInteger down(BigDecimal bound, BigDecimal step, boolean with) {
        BigInteger count = bound.divide(step, 0, RoundingMode.FLOOR).toBigInteger();
        boolean onBound = step.multiply(new BigDecimal(count)).compareTo(bound) == 0;
        return onBound && !with ? count.subtract(BigInteger.ONE) : count;
    }

    /** Without an exponent and without zeros at the end. */
    private static BigDecimal plain(BigDecimal number) {
        BigDecimal stripped = number.stripTrailingZeros();
        return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
    }
}
