package io.reprise.llm.latency;

import java.util.Collection;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The profiles that have names: hosted models by the names their APIs use, and engines on hardware.
 *
 * <p>Times to first token of hosted models are fitted to p50, p95 and p99 over 24 h, one US site, a probe every 5 min
 * (modelstats.ai, November 2026; about 288 probes, so the p99 rests on 3), by the search of {@link Calibration} but from
 * guesses by hand: several mixtures meet three quantiles, and these were the plausible ones. Network and overhead are a
 * part of what was probed, so the body is what is left of it. Engines follow the reference tables of llm-d's simulator
 * (time to first token at 256 tokens of prompt, batch 1, BF16).
 *
 * <p>Measured rates: 90 tokens/s in chunks of 4.5 characters for gpt-4o-mini, 50 to 54 tokens/s for Claude (TraceLab,
 * University of Washington, 2026). Assumed, for want of data: the other rates and chunks, prefill per token, 64 slots, and
 * a load factor of 2.
 */
public final class LatencyProfiles {
    private static final long US = 1_000;
    private static final long MS = 1_000_000;
    private static final long NETWORK_NS = 20 * MS;
    private static final long OVERHEAD_NS = 30 * MS;
    private static final int SLOTS = 64;
    private static final double LOAD_FACTOR = 2; // llm-d: 1.5 to 2 in normal use

    private static final SortedMap<String, LatencyProfile> PROFILES = new TreeMap<>();

    static {
        hosted("gpt-4o", 20, mixture(585, 0.34, 0.018, 8), 70, 0.1);
        hosted("gpt-4o-mini", 10, mixture(481, 0.243, 0.031, 8), 90, 0.1);
        hosted("gpt-4.1", 20, mixture(672, 0.305, 0.017, 3), 60, 0.1);
        hosted("gpt-4.1-mini", 10, mixture(604, 0.259, 0.033, 3), 80, 0.1);
        hosted("gemini-2.5-flash", 10, mixture(422, 0.26, 0.036, 2.5), 200, 0.95);
        hosted("gemini-2.5-flash-lite", 10, mixture(253, 0.684, 0.034, 10.1), 300, 0.95);
        hosted("claude-haiku-4-5", 10, mixture(482, 0.607, 0.023, 8), 100, 0.75);
        hosted("claude-sonnet-4-6", 20, mixture(862, 0.563, 0.044, 4.27), 52, 0.75);
        hosted("claude-opus-4-6", 40, mixture(1561, 0.204, 0.037, 2), 52, 0.75);
        hosted("deepseek-v3", 20, mixture(1426, 0.157, 0.01, 3), 40, 0.1);
        engine("8b-h100", 230 * US, 10 * MS, mixture(31, 0.55, 0, 1), DecodePace.even(12 * MS, 0.17), 64, 2);
        engine("70b-tp8", 450 * US, 25 * MS, mixture(60, 0.55, 0, 1), DecodePace.even(25 * MS, 0.16), 32, 3);
        engine("small-l40s", 250 * US, 16 * MS, mixture(30, 0.45, 0, 1), DecodePace.even(15 * MS, 0.13), 32, 1.5);
        PROFILES.put("deepseek-chat", of("deepseek-v3").named("deepseek-chat")); // what its API calls it
        PROFILES.put("default", of("gpt-4o").named("default"));
        PROFILES.put(LatencyProfile.NONE.name(), LatencyProfile.NONE);
    }

    /** Of a model that is not known here: as gpt-4o. */
    public static final LatencyProfile DEFAULT = of("default");

    private LatencyProfiles() {}

    /** All of them, by name. */
    public static Collection<LatencyProfile> all() {
        return Collections.unmodifiableCollection(PROFILES.values());
    }

    /** The profile of that name, or null. */
    public static LatencyProfile of(String name) {
        return PROFILES.get(name);
    }

    /**
     * The profile whose name the model's name starts with, such as that of gpt-4o for gpt-4o-2024-08-06 and for
     * openai/gpt-4o; the longest one if there are several, {@link #DEFAULT} if there is none.
     */
    public static LatencyProfile ofModel(String model) {
        String name = model.substring(model.lastIndexOf('/') + 1);
        while (!name.isEmpty()) {
            LatencyProfile profile = of(name);
            if (profile != null && !profile.equals(LatencyProfile.NONE)) {
                return profile;
            }
            name = name.substring(0, lastSeparator(name));
        }
        return DEFAULT;
    }

    /** Where the last part of a name begins: a date, a version, a variant. */
    private static int lastSeparator(String name) {
        return Math.max(0, Math.max(name.lastIndexOf('-'), Math.max(name.lastIndexOf('@'), name.lastIndexOf(':'))));
    }

    private static LatencyMixture mixture(long medianMs, double sigma, double slowWeight, double slowFactor) {
        return new LatencyMixture(medianMs * MS, sigma, slowWeight, slowFactor);
    }

    private static void hosted(
            String name, long prefillUs, LatencyMixture body, double tokensPerSecond, double moreTokens) {
        PROFILES.put(
                name,
                new LatencyProfile(
                        name,
                        NETWORK_NS,
                        OVERHEAD_NS,
                        prefillUs * US,
                        body,
                        LatencyQuantiles.NONE,
                        DecodePace.ofRate(tokensPerSecond, moreTokens),
                        SLOTS,
                        LOAD_FACTOR));
    }

    /** In the same machine room: no network. */
    private static void engine(
            String name,
            long prefillNs,
            long overheadNs,
            LatencyMixture body,
            DecodePace pace,
            int slots,
            double loadFactor) {
        PROFILES.put(
                name,
                new LatencyProfile(
                        name, 0, overheadNs, prefillNs, body, LatencyQuantiles.NONE, pace, slots, loadFactor));
    }
}
