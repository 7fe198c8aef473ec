package io.reprise.llm.latency;

import static io.reprise.llm.latency.LatencyProfileLayout.LOAD_FACTOR_OFFSET;
import static io.reprise.llm.latency.LatencyProfileLayout.MEDIAN_NS_OFFSET;
import static io.reprise.llm.latency.LatencyProfileLayout.MORE_TOKENS_OFFSET;
import static io.reprise.llm.latency.LatencyProfileLayout.NETWORK_NS_OFFSET;
import static io.reprise.llm.latency.LatencyProfileLayout.OVERHEAD_NS_OFFSET;
import static io.reprise.llm.latency.LatencyProfileLayout.P50_NS_OFFSET;
import static io.reprise.llm.latency.LatencyProfileLayout.P90_NS_OFFSET;
import static io.reprise.llm.latency.LatencyProfileLayout.P95_NS_OFFSET;
import static io.reprise.llm.latency.LatencyProfileLayout.P99_NS_OFFSET;
import static io.reprise.llm.latency.LatencyProfileLayout.PREFILL_NS_PER_TOKEN_OFFSET;
import static io.reprise.llm.latency.LatencyProfileLayout.SIGMA_OFFSET;
import static io.reprise.llm.latency.LatencyProfileLayout.SLOW_FACTOR_OFFSET;
import static io.reprise.llm.latency.LatencyProfileLayout.SLOW_WEIGHT_OFFSET;
import static io.reprise.llm.latency.LatencyProfileLayout.STALL_MAX_NS_OFFSET;
import static io.reprise.llm.latency.LatencyProfileLayout.STALL_MIN_NS_OFFSET;
import static io.reprise.llm.latency.LatencyProfileLayout.STALL_PROBABILITY_OFFSET;
import static io.reprise.llm.latency.LatencyProfileLayout.TOKEN_NS_OFFSET;
import static io.reprise.llm.latency.LatencyProfileLayout.TOKEN_SIGMA_OFFSET;
import static io.reprise.llm.latency.LatencyProfileLayout.getDouble;
import static io.reprise.llm.latency.LatencyProfileLayout.getLong;

import io.reprise.kernel.random.XorShift64Star;
import org.agrona.DirectBuffer;

/**
 * Draws the times of one answer from a profile's bytes. All that lasts from one draw to the next is the state of the
 * request's generator. The bytes may come from anywhere: whatever they say, a time is 0 to {@link #MAX_NS}. One thread;
 * allocates nothing.
 *
 * <p>A stream is an event with one token at the time to first token, and then gaps and events until no token is left. An
 * answer that is not streamed takes the sum of the same draws.
 */
public final class LatencyDraw {
    /** No time that is drawn is longer: a day. */
    public static final long MAX_NS = 86_400_000_000_000L;

    private DirectBuffer buffer;
    private int offset;
    private int tokens;

    /** Draws from the profile at that offset from now on; see {@link LatencyProfileLayout}. */
    public LatencyDraw wrap(DirectBuffer profileBuffer, int profileOffset) {
        profileBuffer.boundsCheck(profileOffset, LatencyProfileLayout.LENGTH);
        buffer = profileBuffer;
        offset = profileOffset;
        return this;
    }

    /** How many requests the model works on at once; 0 = any number. */
    public int slots() {
        return LatencyProfileLayout.slots(buffer, offset);
    }

    /**
     * From getting a slot to the first token.
     *
     * @param cachedTokens of the prompt, which cost nothing
     */
    public long ttftNs(XorShift64Star random, int promptTokens, int cachedTokens) {
        double prefillNs = (double) longAt(PREFILL_NS_PER_TOKEN_OFFSET) * Math.max(0, promptTokens - cachedTokens);
        double fixedNs = (double) longAt(NETWORK_NS_OFFSET) + longAt(OVERHEAD_NS_OFFSET);
        tokens = 1;
        return bounded(fixedNs + prefillNs + bodyNs(random));
    }

    /**
     * The gap before the next event, whose size is then in {@link #tokens()}.
     *
     * @param busySlots how many slots of the model are busy at this moment, this request's own included
     * @param tokensLeft at least 1; the event has no more
     */
    public long gapNs(XorShift64Star random, int busySlots, int tokensLeft) {
        double factor = load(busySlots);
        tokens = drawTokens(random, tokensLeft);
        double ns = logNormal(random, longAt(TOKEN_NS_OFFSET) * factor * tokens, doubleAt(TOKEN_SIGMA_OFFSET));
        double stallProbability = doubleAt(STALL_PROBABILITY_OFFSET);
        if (stallProbability > 0 && random.nextDouble() < stallProbability) {
            double min = longAt(STALL_MIN_NS_OFFSET);
            ns += min + (longAt(STALL_MAX_NS_OFFSET) - min) * random.nextDouble();
        }
        return bounded(ns);
    }

    /**
     * The gaps of several events together, under one load: the same as that many calls of {@link #gapNs}. How many tokens
     * they brought is then in {@link #tokens()}.
     *
     * @param tokensLeft at least 1; it ends when all have come
     * @param maxEvents at least 1
     */
    public long gapsNs(XorShift64Star random, int busySlots, int tokensLeft, int maxEvents) {
        long sumNs = 0;
        int drawn = 0;
        for (int event = 0; event < maxEvents && drawn < tokensLeft; event++) {
            sumNs = Math.min(MAX_NS, sumNs + gapNs(random, busySlots, tokensLeft - drawn));
            drawn += tokens;
        }
        tokens = drawn;
        return sumNs;
    }

    /** How many tokens came with the time that was drawn last. */
    public int tokens() {
        return tokens;
    }

    private double bodyNs(XorShift64Star random) {
        long p50Ns = longAt(P50_NS_OFFSET);
        if (p50Ns > 0) {
            return LatencyQuantiles.valueNs(
                    random.nextDouble(), p50Ns, longAt(P90_NS_OFFSET), longAt(P95_NS_OFFSET), longAt(P99_NS_OFFSET));
        }
        double medianNs = longAt(MEDIAN_NS_OFFSET);
        double slowWeight = doubleAt(SLOW_WEIGHT_OFFSET);
        if (slowWeight > 0 && random.nextDouble() < slowWeight) {
            return logNormal(random, medianNs * doubleAt(SLOW_FACTOR_OFFSET), LatencyMixture.SLOW_SIGMA);
        }
        return logNormal(random, medianNs, doubleAt(SIGMA_OFFSET));
    }

    /** f(busy), see {@link LatencyProfile}; never more than with all slots busy. */
    private double load(int busySlots) {
        int slots = LatencyProfileLayout.slots(buffer, offset);
        if (slots == 0) {
            return 1;
        }
        return 1 + (doubleAt(LOAD_FACTOR_OFFSET) - 1) * Math.min(busySlots, slots) / slots;
    }

    /** 1 and a geometric number by inversion: one draw, however many tokens. */
    private int drawTokens(XorShift64Star random, int tokensLeft) {
        double more = doubleAt(MORE_TOKENS_OFFSET);
        if (!(more > 0 && more < 1)) {
            return 1;
        }
        double drawn = 1 + StrictMath.log(random.nextOpenDouble()) / StrictMath.log(more);
        return (int) Math.max(1, Math.min(tokensLeft, drawn));
    }

    /** Draws two numbers (Box and Muller, 1958), or none when nothing depends on them. */
    private static double logNormal(XorShift64Star random, double medianNs, double sigma) {
        if (medianNs == 0 || sigma == 0) {
            return medianNs;
        }
        double radius = StrictMath.sqrt(-2 * StrictMath.log(random.nextOpenDouble()));
        double normal = radius * StrictMath.cos(2 * StrictMath.PI * random.nextDouble());
        return medianNs * StrictMath.exp(sigma * normal);
    }

    /** Rounded to whole ns; NaN is 0. */
    static long bounded(double ns) {
        return (long) Math.max(0, Math.min(MAX_NS, ns + 0.5));
    }

    private long longAt(int field) {
        return getLong(buffer, offset + field);
    }

    private double doubleAt(int field) {
        return getDouble(buffer, offset + field);
    }
}
