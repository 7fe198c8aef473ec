package io.reprise.kernel.metrics;

import java.util.function.LongSupplier;
import java.util.regex.Pattern;

/**
 * One number somebody outside may look at.
 *
 * @param name lower case words joined by {@code _}, without prefix and unit, such as {@code input_ring_used}
 * @param help one sentence
 * @param value asked on the event loop, some ten times a second: must not wait for anything; {@link #NONE} while there is
 *     nothing to say
 */
public record Reading(String name, String help, Type type, Unit unit, LongSupplier value) {
    /** There is no value, as for the age of a snapshot before the first one. */
    public static final long NONE = Long.MIN_VALUE;

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*(_[a-z0-9]+)*");

    /** How a reading moves. Its code is what files say. */
    public enum Type {
        /** Goes up, and starts at 0 with the process. */
        COUNTER(1),
        /** Goes up and down. */
        GAUGE(2);

        private final int code;

        Type(int code) {
            this.code = code;
        }

        public int code() {
            return code;
        }
    }

    /** What one is one of. Its code is what files say. */
    public enum Unit {
        COUNT(0, 1),
        BYTES(1, 1),
        NANOSECONDS(2, 1e-9),
        /** A share of one, in millionths. */
        MILLIONTHS(3, 1e-6);

        private final int code;
        private final double scale;

        Unit(int code, double scale) {
            this.code = code;
            this.scale = scale;
        }

        public int code() {
            return code;
        }

        /** In the base unit: things, bytes, seconds, or a share of 1. */
        public double inBaseUnit(long value) {
            return value == NONE ? Double.NaN : value * scale;
        }
    }

    public Reading {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("a reading is named in lower case words joined by _, not " + name);
        }
    }
}
