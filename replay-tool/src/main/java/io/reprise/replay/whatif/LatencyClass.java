package io.reprise.replay.whatif;

/** How long after its request the last answer comes, in kernel time: what the machines decide, not how fast they run. */
public enum LatencyClass {
    AT_ONCE("at once", 0),
    MS_1("1 ms", 1_000_000L),
    MS_10("10 ms", 10_000_000L),
    MS_100("100 ms", 100_000_000L),
    S_1("1 s", 1_000_000_000L),
    S_10("10 s", 10_000_000_000L),
    LONGER("longer", Long.MAX_VALUE);

    private final String label;
    private final long maxNs;

    LatencyClass(String label, long maxNs) {
        this.label = label;
        this.maxNs = maxNs;
    }

    /** For people: up to so long, and longer than the class before. */
    public String label() {
        return label;
    }

    static LatencyClass of(long ns) {
        for (LatencyClass one : values()) {
            if (ns <= one.maxNs) {
                return one;
            }
        }
        return LONGER;
    }
}
