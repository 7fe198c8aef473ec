package io.reprise.llm.slots;

/**
 * What providers call urgent, as a priority from 0 to 255. Pure.
 */
public final class Priorities {
    public static final int LOWEST = 0;
    public static final int HIGHEST = 255;

    /** Of a request that says nothing. */
    public static final int STANDARD = 128;

    /** No such name. */
    public static final int UNKNOWN = -1;

    private static final int FAST = 224;
    private static final int FLEX = 64;
    private static final int BATCH = 32;
    private static final int SHEDDABLE = 16;
    private static final int STEP = 16; // of vLLM's priority

    private Priorities() {}

    /**
     * Of OpenAI's and Anthropic's {@code service_tier}, Anthropic's {@code speed} and Gemini's {@code serviceTier}.
     *
     * @return {@link #UNKNOWN} for any other text
     */
    public static int ofServiceTier(String tier) {
        return switch (tier) {
            case "priority", "fast", "ultrafast", "scale" -> FAST;
            case "auto", "default", "standard", "standard_only" -> STANDARD;
            case "flex" -> FLEX;
            case "batch" -> BATCH;
            default -> UNKNOWN;
        };
    }

    /** Of vLLM's {@code priority}: 0 is the default and less is sooner. */
    public static int ofVllm(long priority) {
        long bounded = Math.max(-HIGHEST, Math.min(HIGHEST, priority)); // so that the product is exact
        return (int) Math.max(LOWEST, Math.min(HIGHEST, STANDARD - STEP * bounded));
    }

    /**
     * Of llm-d's header {@code x-gateway-inference-objective}.
     *
     * @return {@link #UNKNOWN} for any other text
     */
    public static int ofObjective(String objective) {
        return switch (objective) {
            case "critical" -> HIGHEST;
            case "standard" -> STANDARD;
            case "batch" -> BATCH;
            case "sheddable" -> SHEDDABLE;
            case "background" -> LOWEST;
            default -> UNKNOWN;
        };
    }
}
