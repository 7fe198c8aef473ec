package io.reprise.replay;

import java.math.BigDecimal;
import java.util.Locale;

/** Times as people read them. Always in the root locale: a report means the same everywhere. */
public final class Durations {
    private static final double MICRO_NS = 1e3;
    private static final double MILLI_NS = 1e6;
    private static final double SECOND_NS = 1e9;

    private Durations() {}

    /** In us with three significant digits, which is what the histograms hold, or whole us from 100 on. */
    public static String micros(double ns) {
        return significant(ns / MICRO_NS);
    }

    /** With the unit that suits it: "12.3 µs". */
    public static String withUnit(double ns) {
        return significant(ns / unitNs(ns)) + " " + unit(ns);
    }

    /** A round value with the unit that suits it and no more digits than it needs: "1.5 ms". */
    public static String round(double ns) {
        return plain(Math.rint(ns / unitNs(ns) * 1000) / 1000) + " " + unit(ns);
    }

    /** In seconds, exactly, without unit: "8.5". */
    public static String seconds(long ms) {
        return plain(ms / 1000.0);
    }

    /** With three significant digits: "15 s", "250 ms". */
    public static String span(long ms) {
        return ms < 1000 ? ms + " ms" : plain(Double.parseDouble(digits(ms / 1000.0))) + " s";
    }

    /** With three significant digits, or whole from 100 on. */
    public static String significant(double value) {
        return value >= 99.95 ? String.format(Locale.ROOT, "%,.0f", value) : digits(value);
    }

    /** Without trailing zeros. */
    public static String plain(double value) {
        return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
    }

    private static String digits(double value) {
        int decimals = value >= 99.95 ? 0 : value >= 9.995 ? 1 : value >= 0.9995 ? 2 : 3;
        return value == 0 ? "0" : String.format(Locale.ROOT, "%." + decimals + "f", value);
    }

    private static double unitNs(double ns) {
        return ns >= SECOND_NS ? SECOND_NS : ns >= MILLI_NS ? MILLI_NS : ns >= MICRO_NS ? MICRO_NS : 1;
    }

    private static String unit(double ns) {
        return ns >= SECOND_NS ? "s" : ns >= MILLI_NS ? "ms" : ns >= MICRO_NS ? "µs" : "ns";
    }
}
