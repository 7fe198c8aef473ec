package io.reprise.llm.latency;

/**
 * How long a model takes to answer.
 *
 * <pre>
 *   time to first token = network + overhead + prefill · (prompt − cached) + body
 *   gap before an event = token time · tokens of the event · f(busy)  (+ stall)
 *   f(busy)             = 1 + (loadFactor − 1) · busy / slots
 * </pre>
 *
 * Waiting for a slot comes on top. Immutable.
 *
 * @param name for people; no part of the binary form
 * @param networkNs there and back
 * @param overheadNs of the provider before it starts
 * @param prefillNsPerToken of the prompt, for tokens that are not cached
 * @param body of the time to first token, when there are no quantiles
 * @param quantiles of the time to first token in place of a body, or {@link LatencyQuantiles#NONE}
 * @param slots how many requests the model works on at once; 0 = any number, and none slows another
 * @param loadFactor how many times slower tokens come when all slots are busy
 */
public record LatencyProfile(
        String name,
        long networkNs,
        long overheadNs,
        long prefillNsPerToken,
        LatencyMixture body,
        LatencyQuantiles quantiles,
        DecodePace pace,
        int slots,
        double loadFactor) {
    /** The most slots a model has. */
    static final int MAX_SLOTS = 1_000_000;

    /** Everything at once: no latency, and any number of slots. */
    public static final LatencyProfile NONE =
            new LatencyProfile("none", 0, 0, 0, LatencyMixture.NONE, LatencyQuantiles.NONE, DecodePace.NONE, 0, 1);

    public LatencyProfile {
        Checks.range("network time", networkNs, 0, LatencyDraw.MAX_NS);
        Checks.range("overhead", overheadNs, 0, LatencyDraw.MAX_NS);
        Checks.range("prefill time", prefillNsPerToken, 0, LatencyDraw.MAX_NS);
        Checks.range("slots", slots, 0, MAX_SLOTS);
        Checks.range("load factor", loadFactor, 1, 100);
    }

    /** Whether it is {@link #NONE}, whatever its name. */
    public boolean isInstant() {
        return NONE.named(name).equals(this);
    }

    /** The same under another name. */
    LatencyProfile named(String newName) {
        return new LatencyProfile(
                newName, networkNs, overheadNs, prefillNsPerToken, body, quantiles, pace, slots, loadFactor);
    }

    /** The same with another time for a token; whatever else belongs to the pace stays. */
    LatencyProfile withTokenNs(long tokenNs) {
        DecodePace changed = new DecodePace(
                tokenNs,
                pace.sigma(),
                pace.moreTokens(),
                pace.stallProbability(),
                pace.stallMinNs(),
                pace.stallMaxNs());
        return new LatencyProfile(
                name, networkNs, overheadNs, prefillNsPerToken, body, quantiles, changed, slots, loadFactor);
    }

    /** The same with another number of slots. */
    LatencyProfile withSlots(int newSlots) {
        return new LatencyProfile(
                name, networkNs, overheadNs, prefillNsPerToken, body, quantiles, pace, newSlots, loadFactor);
    }
}
