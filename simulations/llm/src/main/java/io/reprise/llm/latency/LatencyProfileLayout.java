package io.reprise.llm.latency;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.agrona.BitUtil.SIZE_OF_LONG;

import io.reprise.kernel.state.RegionLayout.Field;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * A profile as bytes: in a command to the engine, and in its state. Little-endian, 8-byte aligned; what is marked f64 are
 * the bits of a double.
 *
 * <pre>
 *   offset  bytes
 *        0      8  networkNs
 *        8      8  overheadNs
 *       16      8  prefillNsPerToken
 *       24      8  medianNs          of the body
 *       32      8  sigma             f64
 *       40      8  slowWeight        f64
 *       48      8  slowFactor        f64
 *       56      8  p50Ns             0 = the body counts, else the quantiles do
 *       64      8  p90Ns
 *       72      8  p95Ns
 *       80      8  p99Ns
 *       88      8  tokenNs
 *       96      8  tokenSigma        f64
 *      104      8  moreTokens        f64
 *      112      8  stallProbability  f64
 *      120      8  stallMinNs
 *      128      8  stallMaxNs
 *      136      8  slots             0 = any number
 *      144      8  loadFactor        f64
 * </pre>
 */
public final class LatencyProfileLayout {
    static final int NETWORK_NS_OFFSET = 0;
    static final int OVERHEAD_NS_OFFSET = NETWORK_NS_OFFSET + SIZE_OF_LONG;
    static final int PREFILL_NS_PER_TOKEN_OFFSET = OVERHEAD_NS_OFFSET + SIZE_OF_LONG;
    static final int MEDIAN_NS_OFFSET = PREFILL_NS_PER_TOKEN_OFFSET + SIZE_OF_LONG;
    static final int SIGMA_OFFSET = MEDIAN_NS_OFFSET + SIZE_OF_LONG;
    static final int SLOW_WEIGHT_OFFSET = SIGMA_OFFSET + SIZE_OF_LONG;
    static final int SLOW_FACTOR_OFFSET = SLOW_WEIGHT_OFFSET + SIZE_OF_LONG;
    static final int P50_NS_OFFSET = SLOW_FACTOR_OFFSET + SIZE_OF_LONG;
    static final int P90_NS_OFFSET = P50_NS_OFFSET + SIZE_OF_LONG;
    static final int P95_NS_OFFSET = P90_NS_OFFSET + SIZE_OF_LONG;
    static final int P99_NS_OFFSET = P95_NS_OFFSET + SIZE_OF_LONG;
    static final int TOKEN_NS_OFFSET = P99_NS_OFFSET + SIZE_OF_LONG;
    static final int TOKEN_SIGMA_OFFSET = TOKEN_NS_OFFSET + SIZE_OF_LONG;
    static final int MORE_TOKENS_OFFSET = TOKEN_SIGMA_OFFSET + SIZE_OF_LONG;
    static final int STALL_PROBABILITY_OFFSET = MORE_TOKENS_OFFSET + SIZE_OF_LONG;
    static final int STALL_MIN_NS_OFFSET = STALL_PROBABILITY_OFFSET + SIZE_OF_LONG;
    static final int STALL_MAX_NS_OFFSET = STALL_MIN_NS_OFFSET + SIZE_OF_LONG;
    static final int SLOTS_OFFSET = STALL_MAX_NS_OFFSET + SIZE_OF_LONG;
    static final int LOAD_FACTOR_OFFSET = SLOTS_OFFSET + SIZE_OF_LONG;

    /** Of a profile, in bytes. */
    public static final int LENGTH = LOAD_FACTOR_OFFSET + SIZE_OF_LONG;

    private LatencyProfileLayout() {}

    /** Writes all {@link #LENGTH} bytes. */
    public static void write(LatencyProfile profile, MutableDirectBuffer buffer, int offset) {
        LatencyMixture body = profile.body();
        LatencyQuantiles quantiles = profile.quantiles();
        DecodePace pace = profile.pace();
        putLong(buffer, offset + NETWORK_NS_OFFSET, profile.networkNs());
        putLong(buffer, offset + OVERHEAD_NS_OFFSET, profile.overheadNs());
        putLong(buffer, offset + PREFILL_NS_PER_TOKEN_OFFSET, profile.prefillNsPerToken());
        putLong(buffer, offset + MEDIAN_NS_OFFSET, body.medianNs());
        putDouble(buffer, offset + SIGMA_OFFSET, body.sigma());
        putDouble(buffer, offset + SLOW_WEIGHT_OFFSET, body.slowWeight());
        putDouble(buffer, offset + SLOW_FACTOR_OFFSET, body.slowFactor());
        putLong(buffer, offset + P50_NS_OFFSET, quantiles.p50Ns());
        putLong(buffer, offset + P90_NS_OFFSET, quantiles.p90Ns());
        putLong(buffer, offset + P95_NS_OFFSET, quantiles.p95Ns());
        putLong(buffer, offset + P99_NS_OFFSET, quantiles.p99Ns());
        putLong(buffer, offset + TOKEN_NS_OFFSET, pace.tokenNs());
        putDouble(buffer, offset + TOKEN_SIGMA_OFFSET, pace.sigma());
        putDouble(buffer, offset + MORE_TOKENS_OFFSET, pace.moreTokens());
        putDouble(buffer, offset + STALL_PROBABILITY_OFFSET, pace.stallProbability());
        putLong(buffer, offset + STALL_MIN_NS_OFFSET, pace.stallMinNs());
        putLong(buffer, offset + STALL_MAX_NS_OFFSET, pace.stallMaxNs());
        putLong(buffer, offset + SLOTS_OFFSET, profile.slots());
        putDouble(buffer, offset + LOAD_FACTOR_OFFSET, profile.loadFactor());
    }

    /**
     * Reads a profile back, under the given name. Allocates: for tools and checks.
     *
     * @throws IllegalArgumentException when a value is out of its range
     */
    public static LatencyProfile read(String name, DirectBuffer buffer, int offset) {
        return new LatencyProfile(
                name,
                getLong(buffer, offset + NETWORK_NS_OFFSET),
                getLong(buffer, offset + OVERHEAD_NS_OFFSET),
                getLong(buffer, offset + PREFILL_NS_PER_TOKEN_OFFSET),
                new LatencyMixture(
                        getLong(buffer, offset + MEDIAN_NS_OFFSET),
                        getDouble(buffer, offset + SIGMA_OFFSET),
                        getDouble(buffer, offset + SLOW_WEIGHT_OFFSET),
                        getDouble(buffer, offset + SLOW_FACTOR_OFFSET)),
                new LatencyQuantiles(
                        getLong(buffer, offset + P50_NS_OFFSET),
                        getLong(buffer, offset + P90_NS_OFFSET),
                        getLong(buffer, offset + P95_NS_OFFSET),
                        getLong(buffer, offset + P99_NS_OFFSET)),
                new DecodePace(
                        getLong(buffer, offset + TOKEN_NS_OFFSET),
                        getDouble(buffer, offset + TOKEN_SIGMA_OFFSET),
                        getDouble(buffer, offset + MORE_TOKENS_OFFSET),
                        getDouble(buffer, offset + STALL_PROBABILITY_OFFSET),
                        getLong(buffer, offset + STALL_MIN_NS_OFFSET),
                        getLong(buffer, offset + STALL_MAX_NS_OFFSET)),
                slots(buffer, offset),
                getDouble(buffer, offset + LOAD_FACTOR_OFFSET));
    }

    /** How many requests the model works on at once; 0 = any number. What is out of range is brought into it. */
    public static int slots(DirectBuffer buffer, int offset) {
        return (int) Math.max(0, Math.min(LatencyProfile.MAX_SLOTS, getLong(buffer, offset + SLOTS_OFFSET)));
    }

    /** For tools that show a record with a profile inside: doubles are shown by their bits. */
    public static Field[] fields(int base) {
        return new Field[] {
            Field.i64("networkNs", base + NETWORK_NS_OFFSET),
            Field.i64("overheadNs", base + OVERHEAD_NS_OFFSET),
            Field.i64("prefillNsPerToken", base + PREFILL_NS_PER_TOKEN_OFFSET),
            Field.i64("medianNs", base + MEDIAN_NS_OFFSET),
            Field.hash("sigma", base + SIGMA_OFFSET),
            Field.hash("slowWeight", base + SLOW_WEIGHT_OFFSET),
            Field.hash("slowFactor", base + SLOW_FACTOR_OFFSET),
            Field.i64("p50Ns", base + P50_NS_OFFSET),
            Field.i64("p90Ns", base + P90_NS_OFFSET),
            Field.i64("p95Ns", base + P95_NS_OFFSET),
            Field.i64("p99Ns", base + P99_NS_OFFSET),
            Field.i64("tokenNs", base + TOKEN_NS_OFFSET),
            Field.hash("tokenSigma", base + TOKEN_SIGMA_OFFSET),
            Field.hash("moreTokens", base + MORE_TOKENS_OFFSET),
            Field.hash("stallProbability", base + STALL_PROBABILITY_OFFSET),
            Field.i64("stallMinNs", base + STALL_MIN_NS_OFFSET),
            Field.i64("stallMaxNs", base + STALL_MAX_NS_OFFSET),
            Field.i64("slots", base + SLOTS_OFFSET),
            Field.hash("loadFactor", base + LOAD_FACTOR_OFFSET)
        };
    }

    static long getLong(DirectBuffer buffer, int index) {
        return buffer.getLong(index, LITTLE_ENDIAN);
    }

    static double getDouble(DirectBuffer buffer, int index) {
        return buffer.getDouble(index, LITTLE_ENDIAN);
    }

    private static void putLong(MutableDirectBuffer buffer, int index, long value) {
        buffer.putLong(index, value, LITTLE_ENDIAN);
    }

    private static void putDouble(MutableDirectBuffer buffer, int index, double value) {
        buffer.putDouble(index, value, LITTLE_ENDIAN);
    }
}
