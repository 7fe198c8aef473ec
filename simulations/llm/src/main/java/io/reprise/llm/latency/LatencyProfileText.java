package io.reprise.llm.latency;

import java.util.regex.Pattern;

/**
 * Profiles as a header names them, such as {@code X-Sim-Latency-Profile: 300:500:800:2000;itl=12}.
 *
 * <pre>
 *   profile   = base *( ";" option )
 *   base      = "none" / name of a profile or of a model / p50 ":" p90 ":" p95 ":" p99     in ms
 *   option    = "itl=" ms for a token / "slots=" number, 0 for any number
 * </pre>
 *
 * Quantiles are of the whole time to first token. A profile of quantiles has no gaps between tokens and any number of
 * slots, unless options say otherwise; nothing slows when slots are busy.
 */
public final class LatencyProfileText {
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,8}(\\.[0-9]{1,6})?");
    private static final double NS_PER_MS = 1e6;

    private LatencyProfileText() {}

    /** @throws IllegalArgumentException with a sentence that says what is wrong and what would be right */
    public static LatencyProfile parse(String text) {
        String[] parts = text.split(";", -1);
        String base = parts[0].strip();
        LatencyProfile profile = base.indexOf(':') >= 0 ? ofQuantiles(base) : ofName(base);
        for (int i = 1; i < parts.length; i++) {
            profile = withOption(profile, parts[i].strip());
        }
        return profile.named(text.strip());
    }

    private static LatencyProfile ofName(String name) {
        LatencyProfile named = LatencyProfiles.of(name);
        LatencyProfile profile = named == null ? LatencyProfiles.ofModel(name) : named;
        if (named == null && profile.equals(LatencyProfiles.DEFAULT)) {
            throw new IllegalArgumentException("latency profile \"" + name + "\" is not known: name one "
                    + "(gpt-4o-mini, 8b-h100, …, default, none) or give p50:p90:p95:p99 in ms");
        }
        return profile;
    }

    private static LatencyProfile ofQuantiles(String text) {
        String[] values = text.split(":", -1);
        if (values.length != 4) {
            throw new IllegalArgumentException(
                    "latency quantiles must be four, p50:p90:p95:p99 in ms; got \"" + text + "\"");
        }
        long[] ns = new long[values.length];
        for (int i = 0; i < values.length; i++) {
            ns[i] = ms("latency quantiles must be numbers of ms", values[i]);
            if (ns[i] == 0 || i > 0 && ns[i] < ns[i - 1]) {
                throw new IllegalArgumentException(
                        "latency quantiles must be above 0 and none below the one before; got \"" + text + "\"");
            }
        }
        return new LatencyProfile(
                text,
                0,
                0,
                0,
                LatencyMixture.NONE,
                new LatencyQuantiles(ns[0], ns[1], ns[2], ns[3]),
                DecodePace.NONE,
                0,
                1);
    }

    private static LatencyProfile withOption(LatencyProfile profile, String option) {
        if (option.startsWith("itl=")) {
            return profile.withTokenNs(ms("itl must be a number of ms", option.substring(4)));
        }
        if (option.startsWith("slots=")) {
            return profile.withSlots(slots(option.substring(6)));
        }
        throw new IllegalArgumentException("latency option must be itl=MS or slots=N; got \"" + option + "\"");
    }

    private static int slots(String text) {
        double slots = number("slots must be a whole number", text);
        if (slots > LatencyProfile.MAX_SLOTS || slots != (int) slots) {
            throw new IllegalArgumentException(
                    "slots must be a whole number to " + LatencyProfile.MAX_SLOTS + "; got \"" + text + "\"");
        }
        return (int) slots;
    }

    private static long ms(String rule, String text) {
        double ns = number(rule, text) * NS_PER_MS;
        if (ns > LatencyDraw.MAX_NS) {
            throw new IllegalArgumentException(rule + ", a day at most; got \"" + text + "\"");
        }
        return (long) (ns + 0.5);
    }

    /** A plain decimal of up to 8 digits, and 6 behind the point. */
    static double number(String rule, String text) {
        if (!NUMBER.matcher(text).matches()) {
            throw new IllegalArgumentException(rule + "; got \"" + text + "\"");
        }
        return Double.parseDouble(text);
    }
}
