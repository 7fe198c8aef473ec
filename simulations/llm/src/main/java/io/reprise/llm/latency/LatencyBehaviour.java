package io.reprise.llm.latency;

import io.reprise.kernel.random.XorShift64Star;

/**
 * How the latency of one API key changes while it is used; what load balancers are tested with (the three are those of
 * Bifrost's mocker). Immutable.
 *
 * <table>
 *   <caption>As text</caption>
 *   <tr><td>{@code none}</td><td>it does not</td></tr>
 *   <tr><td>{@code spike:5:8}</td><td>5 % of requests take 8 times as long</td></tr>
 *   <tr><td>{@code ramp:20}</td><td>20 ms more for every minute since the key was first seen</td></tr>
 *   <tr><td>{@code step:60:200}</td><td>200 ms more from 60 s after the key was first seen</td></tr>
 * </table>
 *
 * @param first of a spike, its share of requests, 0 to 1; of a ramp, ns for each minute; of a step, ns until it
 * @param second of a spike, how many times longer; of a step, how many ns longer
 */
public record LatencyBehaviour(Kind kind, double first, double second) {
    /** No change. */
    public static final LatencyBehaviour NONE = new LatencyBehaviour(Kind.NONE, 0, 0);

    private static final double NS_PER_MS = 1e6;
    private static final double NS_PER_S = 1e9;
    private static final double NS_PER_MINUTE = 60e9;

    /** What changes. */
    public enum Kind {
        NONE,
        SPIKE,
        RAMP,
        STEP
    }

    public LatencyBehaviour {
        if (kind == Kind.SPIKE) {
            Checks.range("share of spikes", first, 0, 1);
            Checks.range("factor of spikes", second, 1, 1e6);
        }
    }

    /** @throws IllegalArgumentException with a sentence that says what is wrong and what would be right */
    public static LatencyBehaviour parse(String text) {
        String[] parts = text.strip().split(":", -1);
        return switch (parts[0] + '/' + (parts.length - 1)) {
            case "none/0" -> NONE;
            case "spike/2" -> new LatencyBehaviour(Kind.SPIKE, number(text, parts[1]) / 100, number(text, parts[2]));
            case "ramp/1" -> new LatencyBehaviour(Kind.RAMP, number(text, parts[1]) * NS_PER_MS, 0);
            case "step/2" ->
                new LatencyBehaviour(Kind.STEP, number(text, parts[1]) * NS_PER_S, number(text, parts[2]) * NS_PER_MS);
            default ->
                throw new IllegalArgumentException("latency behaviour must be none, spike:PERCENT:FACTOR, "
                        + "ramp:MS_PER_MINUTE or step:AFTER_S:MS; got \"" + text + "\"");
        };
    }

    /**
     * What it adds to the latency of one request. Allocates nothing.
     *
     * @param sinceFirstSeenNs kernel time since the key's first request
     * @param latencyNs without it
     * @param random of the request; a spike draws one number, the others none
     */
    public long extraNs(long sinceFirstSeenNs, long latencyNs, XorShift64Star random) {
        return switch (kind) {
            case NONE -> 0;
            case SPIKE -> random.nextDouble() < first ? LatencyDraw.bounded((second - 1) * latencyNs) : 0;
            case RAMP -> LatencyDraw.bounded(first * (sinceFirstSeenNs / NS_PER_MINUTE));
            case STEP -> sinceFirstSeenNs >= first ? LatencyDraw.bounded(second) : 0;
        };
    }

    private static double number(String text, String number) {
        return LatencyProfileText.number("numbers of latency behaviour \"" + text + "\" must be plain", number);
    }
}
