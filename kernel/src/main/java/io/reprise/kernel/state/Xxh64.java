package io.reprise.kernel.state;

import static java.lang.Long.rotateLeft;

import org.agrona.DirectBuffer;
import org.agrona.UnsafeApi;

/** XXH64 by Yann Collet (xxHash specification 0.1.1), over buffers, without allocation. */
public final class Xxh64 {
    private static final long PRIME_1 = 0x9E3779B185EBCA87L;
    private static final long PRIME_2 = 0xC2B2AE3D27D4EB4FL;
    private static final long PRIME_3 = 0x165667B19E3779F9L;
    private static final long PRIME_4 = 0x85EBCA77C2B2AE63L;
    private static final long PRIME_5 = 0x27D4EB2F165667C5L;

    private Xxh64() {}

    public static long hash(DirectBuffer buffer, int offset, int length, long seed) {
        buffer.boundsCheck(offset, length); // once, and not again for every word
        byte[] base = buffer.byteArray(); // null off heap
        long index = buffer.addressOffset() + offset;
        long end = index + length;
        long hash;
        if (length >= 32) {
            long lane1 = seed + PRIME_1 + PRIME_2;
            long lane2 = seed + PRIME_2;
            long lane3 = seed;
            long lane4 = seed - PRIME_1;
            for (long last = end - 32; index <= last; index += 32) {
                lane1 = round(lane1, UnsafeApi.getLongUnaligned(base, index));
                lane2 = round(lane2, UnsafeApi.getLongUnaligned(base, index + 8));
                lane3 = round(lane3, UnsafeApi.getLongUnaligned(base, index + 16));
                lane4 = round(lane4, UnsafeApi.getLongUnaligned(base, index + 24));
            }
            hash = rotateLeft(lane1, 1) + rotateLeft(lane2, 7) + rotateLeft(lane3, 12) + rotateLeft(lane4, 18);
            hash = merge(merge(merge(merge(hash, lane1), lane2), lane3), lane4);
        } else {
            hash = seed + PRIME_5;
        }
        return tail(base, index, end, hash + length);
    }

    /** Mixes one more value into a running hash; order matters. */
    public static long mix(long hash, long value) {
        return avalanche(rotateLeft(hash ^ round(0, value), 27) * PRIME_1 + PRIME_4);
    }

    private static long tail(byte[] base, long start, long end, long startHash) {
        long index = start;
        long hash = startHash;
        for (; index + 8 <= end; index += 8) {
            hash = rotateLeft(hash ^ round(0, UnsafeApi.getLongUnaligned(base, index)), 27) * PRIME_1 + PRIME_4;
        }
        if (index + 4 <= end) {
            hash ^= (UnsafeApi.getIntUnaligned(base, index) & 0xFFFF_FFFFL) * PRIME_1;
            hash = rotateLeft(hash, 23) * PRIME_2 + PRIME_3;
            index += 4;
        }
        for (; index < end; index++) {
            hash = rotateLeft(hash ^ (UnsafeApi.getByte(base, index) & 0xFFL) * PRIME_5, 11) * PRIME_1;
        }
        return avalanche(hash);
    }

    private static long round(long lane, long input) {
        return rotateLeft(lane + input * PRIME_2, 31) * PRIME_1;
    }

    private static long merge(long hash, long lane) {
        return (hash ^ round(0, lane)) * PRIME_1 + PRIME_4;
    }

    private static long avalanche(long start) {
        long hash = (start ^ start >>> 33) * PRIME_2;
        hash = (hash ^ hash >>> 29) * PRIME_3;
        return hash ^ hash >>> 32;
    }
}
