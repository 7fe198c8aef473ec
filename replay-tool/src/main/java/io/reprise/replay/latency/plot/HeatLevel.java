package io.reprise.replay.latency.plot;

/**
 * How large a share of a piece of time's values is. Steps of about ten, as the rare slow ones are what one looks for;
 * smaller ones above, where cells of the bulk are.
 */
enum HeatLevel {
    LEAST(0, "< 0.01%"),
    TEN_THOUSANDTH(0.0001, "≥ 0.01%"),
    THOUSANDTH(0.001, "≥ 0.1%"),
    HUNDREDTH(0.01, "≥ 1%"),
    THIRTIETH(0.03, "≥ 3%"),
    TENTH(0.1, "≥ 10%");

    private final double share;
    private final String label;

    HeatLevel(double share, String label) {
        this.share = share;
        this.label = label;
    }

    /** @param count at least 1, and at most the total */
    static HeatLevel of(long count, long total) {
        HeatLevel found = LEAST;
        for (HeatLevel level : values()) {
            if (count >= level.share * total) {
                found = level;
            }
        }
        return found;
    }

    String label() {
        return label;
    }

    /** Class in {@code latency.css}. */
    String style() {
        return "heat" + ordinal();
    }
}
