package io.reprise.llm.latency;

/**
 * How fast tokens follow the first one. An event of a stream has 1 token and more by a geometric distribution; the gap
 * before it is log-normal for one token, times its tokens. Now and then an event stalls. Immutable.
 *
 * @param tokenNs median for one token, when the model has nothing else to do
 * @param sigma of the logarithm of the gap
 * @param moreTokens probability that an event has one token more, again and again; 1 / (1 - moreTokens) on average
 * @param stallProbability of an event
 * @param stallMinNs shortest stall; stalls are uniform
 * @param stallMaxNs longest stall
 */
public record DecodePace(
        long tokenNs, double sigma, double moreTokens, double stallProbability, long stallMinNs, long stallMaxNs) {
    /** Tokens follow at once, one in each event. */
    public static final DecodePace NONE = even(0, 0);

    private static final double NS_PER_S = 1e9;
    private static final double HOSTED_SIGMA = 0.4; // hosted gaps: 0.3 to 0.5 proposed, none measured
    private static final double HOSTED_STALLS = 0.001; // 1 % would halve a rate of 90 tokens/s, see ofRate
    private static final long HOSTED_STALL_MIN_NS = 300_000_000;
    private static final long HOSTED_STALL_MAX_NS = 2_000_000_000;

    public DecodePace {
        Checks.range("token time", tokenNs, 0, LatencyDraw.MAX_NS);
        Checks.range("token sigma", sigma, 0, 3);
        Checks.range("probability of more tokens", moreTokens, 0, 0.999);
        Checks.range("stall probability", stallProbability, 0, 1);
        Checks.range("shortest stall", stallMinNs, 0, LatencyDraw.MAX_NS);
        Checks.range("longest stall", stallMaxNs, stallMinNs, LatencyDraw.MAX_NS);
    }

    /** One token in each event and no stalls. */
    static DecodePace even(long tokenNs, double sigma) {
        return new DecodePace(tokenNs, sigma, 0, 0, 0, 0);
    }

    /** A hosted model of that many tokens per second on average, its stalls and its slow gaps included. */
    static DecodePace ofRate(double tokensPerSecond, double moreTokens) {
        double stallNs = HOSTED_STALLS * (HOSTED_STALL_MIN_NS + HOSTED_STALL_MAX_NS) / 2;
        double meanNs = NS_PER_S / tokensPerSecond - stallNs * (1 - moreTokens); // there are so many events per token
        long tokenNs = (long) (meanNs / StrictMath.exp(HOSTED_SIGMA * HOSTED_SIGMA / 2));
        return new DecodePace(
                tokenNs, HOSTED_SIGMA, moreTokens, HOSTED_STALLS, HOSTED_STALL_MIN_NS, HOSTED_STALL_MAX_NS);
    }
}
