package io.reprise.llm.rate;

import io.reprise.kernel.machine.MachineSetup;
import io.reprise.kernel.state.LongTable;
import io.reprise.kernel.state.Region;
import io.reprise.kernel.state.RegionLayout;
import io.reprise.kernel.state.RegionLayout.Field;
import java.util.ArrayList;
import java.util.List;

/**
 * What every key may still use: requests, input tokens and output tokens, each a {@link Bucket} on kernel time. A key is
 * any hash: of an API key, or of an API key and a model. When there is no room for one more key, one whose buckets are all
 * full is forgotten, which nobody can see. Engine thread only; allocates nothing after construction.
 *
 * <pre>
 *   offset  bytes
 *        0      8  hand        record that is looked at next when one must go
 *        8     56  reserved    zero
 *       64      …  records     56 bytes each, in the order they were first used
 *   record:
 *        0      8  key
 *        8     16  requests      {@link Bucket}
 *       24     16  inputTokens   {@link Bucket}
 *       40     16  outputTokens  {@link Bucket}
 * </pre>
 */
public final class TokenBuckets {
    /** {@link #retryAfterNs()} of a request that is larger than a whole bucket. */
    public static final long NEVER = Bucket.NEVER;

    /** {@link #limit} of what is not limited. */
    public static final long UNLIMITED = 0;

    private static final int NONE = -1;
    private static final int HAND_OFFSET = 0;
    private static final int RECORDS_OFFSET = 64;
    private static final int BUCKETS_OFFSET = 8;
    private static final int RECORD_LENGTH = BUCKETS_OFFSET + 3 * Bucket.LENGTH;
    private static final int MAX_LOOKS = 64; // for a record that may go: bounds the cost of a new key
    private static final Quota[] QUOTAS = Quota.values();

    private final int maxKeys;
    private final LongTable keys;
    private final Region region;
    private final long[] limits = new long[QUOTAS.length];
    private final Bucket[] buckets = new Bucket[QUOTAS.length]; // null when not limited
    private boolean isLimited;
    private long retryAfterNs;

    /**
     * Limits {@code requests-per-minute}, {@code input-tokens-per-minute} and {@code output-tokens-per-minute}, 0 by
     * default: not limited, and not counted. Limit {@code max-keys}, 10,000 by default.
     */
    public TokenBuckets(MachineSetup setup) {
        maxKeys = (int) setup.limit("max-keys", 10_000, 1, 1 << 24);
        keys = new LongTable(setup.store(), "rate-keys", maxKeys, Long.BYTES, Field.i64("record", 0));
        region = setup.store().region("rate-buckets", RECORDS_OFFSET + maxKeys * RECORD_LENGTH);
        region.layout(describe());
        for (Quota quota : QUOTAS) {
            long limit = setup.limit(quota.limitName(), UNLIMITED, 0, Bucket.MAX_PER_MINUTE);
            limits[quota.ordinal()] = limit;
            isLimited |= limit != UNLIMITED;
            buckets[quota.ordinal()] = limit == UNLIMITED ? null : new Bucket(region, limit);
        }
    }

    private RegionLayout describe() {
        List<Field> fields = new ArrayList<>(List.of(Field.hash("key", 0)));
        for (Quota quota : QUOTAS) {
            int offset = BUCKETS_OFFSET + quota.ordinal() * Bucket.LENGTH;
            fields.add(Field.timeNs(quota.fieldName() + ".fullAtNs", offset + Bucket.FULL_AT_NS_OFFSET));
            fields.add(Field.i64(quota.fieldName() + ".fraction", offset + Bucket.FRACTION_OFFSET));
        }
        List<Field> header = List.of(Field.i64("hand", HAND_OFFSET));
        return new RegionLayout(header, RECORDS_OFFSET, RECORD_LENGTH, maxKeys, fields, List.of(), new Records());
    }

    /** For tools: records by their keys. */
    private final class Records implements RegionLayout.Directory {
        @Override
        public boolean isUsed(int record) {
            return record < keys.count();
        }

        @Override
        public int find(long key) {
            int record = TokenBuckets.this.find(key);
            return record == TokenBuckets.NONE ? RegionLayout.Directory.NONE : recordOffset(record);
        }
    }

    /** How many keys are known. */
    public int count() {
        return (int) keys.count();
    }

    /** Per minute; {@link #UNLIMITED} when there is no limit, and then nothing to tell a client about it. */
    public long limit(Quota quota) {
        return limits[quota.ordinal()];
    }

    /**
     * Takes one request and its tokens from the key's buckets, or nothing at all.
     *
     * @param inputTokens of the prompt, without those that are cached
     * @param outputTokens to be taken in advance, such as max_tokens; when 0, and taken as they are produced, one must be
     *     there
     */
    public Admission admit(long key, long nowNs, int inputTokens, int outputTokens) {
        retryAfterNs = 0;
        if (!isLimited) {
            return Admission.ADMITTED;
        }
        int record = findOrAdd(key, nowNs);
        if (record == NONE) {
            return Admission.TOO_MANY_KEYS;
        }
        Admission admission = Admission.ADMITTED;
        for (Quota quota : QUOTAS) {
            long waitNs = waitNs(record, quota, nowNs, amount(quota, inputTokens, Math.max(1, outputTokens)));
            if (waitNs > retryAfterNs) {
                retryAfterNs = waitNs;
                admission = Admission.lacks(quota);
            }
        }
        if (admission == Admission.ADMITTED) {
            for (Quota quota : QUOTAS) {
                take(record, quota, nowNs, amount(quota, inputTokens, outputTokens));
            }
        }
        return admission;
    }

    /**
     * How long after the last call of {@link #admit} the same request would be admitted, if nothing else is used
     * meanwhile; {@link #NEVER} when the bucket is too small for it. 0 when it was admitted or there are too many keys.
     */
    public long retryAfterNs() {
        return retryAfterNs;
    }

    /**
     * Takes output tokens as they are produced, or corrects what was taken in advance. The bucket may get into debt. Does
     * nothing when the key was forgotten and there is no room for it.
     *
     * @param tokens negative to give back
     */
    public void takeOutput(long key, long nowNs, int tokens) {
        int record = limit(Quota.OUTPUT_TOKENS) == UNLIMITED ? NONE : findOrAdd(key, nowNs);
        if (record != NONE) {
            take(record, Quota.OUTPUT_TOKENS, nowNs, tokens);
        }
    }

    /** What is left of a quota, 0 in debt; {@link #UNLIMITED} when it has no limit. */
    public long remaining(long key, Quota quota, long nowNs) {
        int record = find(key);
        return record == NONE || limit(quota) == UNLIMITED
                ? limit(quota)
                : bucket(record, quota).remaining(nowNs);
    }

    /** How long until a quota is whole again, if nothing is used meanwhile; 0 when it has no limit. */
    public long resetNs(long key, Quota quota, long nowNs) {
        int record = find(key);
        return record == NONE || limit(quota) == UNLIMITED
                ? 0
                : bucket(record, quota).resetNs(nowNs);
    }

    private static long amount(Quota quota, int inputTokens, int outputTokens) {
        return switch (quota) {
            case REQUESTS -> 1;
            case INPUT_TOKENS -> inputTokens;
            case OUTPUT_TOKENS -> outputTokens;
        };
    }

    private long waitNs(int record, Quota quota, long nowNs, long amount) {
        return limit(quota) == UNLIMITED ? 0 : bucket(record, quota).waitNs(nowNs, amount);
    }

    private void take(int record, Quota quota, long nowNs, long amount) {
        if (limit(quota) != UNLIMITED) {
            bucket(record, quota).take(nowNs, amount);
        }
    }

    private int find(long key) {
        int found = keys.find(key);
        return found == LongTable.NONE ? NONE : (int) keys.region().getLong(found);
    }

    private int findOrAdd(long key, long nowNs) {
        int record = find(key);
        if (record != NONE) {
            return record;
        }
        record = count() < maxKeys ? count() : forgetOne(nowNs);
        if (record != NONE) {
            region.clear(recordOffset(record), RECORD_LENGTH);
            region.putLong(recordOffset(record), key);
            keys.region().putLong(keys.findOrAdd(key), record);
        }
        return record;
    }

    /** The record of a key that was forgotten just now, or {@link #NONE}. */
    private int forgetOne(long nowNs) {
        int hand = (int) region.getLong(HAND_OFFSET);
        for (int look = 0; look < Math.min(MAX_LOOKS, maxKeys); look++) {
            int record = hand;
            hand = hand + 1 == maxKeys ? 0 : hand + 1;
            if (isFull(record, nowNs)) {
                keys.remove(region.getLong(recordOffset(record)));
                region.putLong(HAND_OFFSET, hand);
                return record;
            }
        }
        region.putLong(HAND_OFFSET, hand); // the next new key goes on looking from here
        return NONE;
    }

    private boolean isFull(int record, long nowNs) {
        for (Quota quota : QUOTAS) {
            if (limit(quota) != UNLIMITED && !bucket(record, quota).isFull(nowNs)) {
                return false;
            }
        }
        return true;
    }

    private Bucket bucket(int record, Quota quota) {
        return buckets[quota.ordinal()].at(recordOffset(record) + BUCKETS_OFFSET + quota.ordinal() * Bucket.LENGTH);
    }

    private static int recordOffset(int record) {
        return RECORDS_OFFSET + record * RECORD_LENGTH;
    }
}
