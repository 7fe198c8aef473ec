package io.reprise.llm.latency;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Checks of what a profile is made of. A message names the value and its range. */
final class Checks {
    private Checks() {}

    static void range(String what, long value, long min, long max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(what + " must be " + min + " to " + max + ", not " + value);
        }
    }

    /** NaN is out of every range. */
    static void range(String what, double value, double min, double max) {
        if (!(value >= min && value <= max)) {
            throw new IllegalArgumentException(
                    what + " must be " + decimal(min) + " to " + decimal(max) + ", not " + decimal(value));
        }
    }

    /** With three digits behind the point: the shortest decimal differs between versions of the JDK. */
    private static String decimal(double value) {
        return Double.isFinite(value)
                ? new BigDecimal(value).setScale(3, RoundingMode.HALF_EVEN).toPlainString()
                : "a number without bounds";
    }
}
