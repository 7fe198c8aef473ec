package io.reprise.kernel.machine;

import io.reprise.kernel.frame.FrameFlyweight;
import org.agrona.UnsafeApi;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The digest of answers: FNV-1a (Fowler, Noll and Vo) over words of 64 bits in four lanes, then the avalanche of XXH64. A
 * frame is short, and for short input most of XXH64 is the joining of its lanes: this takes a third of its time. A change
 * of one word always changes its lane, and so the digest.
 */
final class AnswerDigest {
    private static final long PRIME_1 = 0x9E3779B185EBCA87L;
    private static final long PRIME_2 = 0xC2B2AE3D27D4EB4FL;
    private static final long PRIME_3 = 0x165667B19E3779F9L;
    private static final int STRIDE = 4 * Long.BYTES;

    private AnswerDigest() {}

    /** @param soFar the digest of the answers before this one; 0 for the first */
    static long of(FrameFlyweight answer, long soFar) {
        UnsafeBuffer buffer = answer.buffer();
        int length = answer.length();
        buffer.boundsCheck(answer.offset(), length);
        byte[] base = buffer.byteArray(); // null off heap
        long at = buffer.addressOffset() + answer.offset();
        long end = at + length;
        long lane1 = soFar ^ length;
        long lane2 = PRIME_1;
        long lane3 = PRIME_2;
        long lane4 = PRIME_3;
        for (; at + STRIDE <= end; at += STRIDE) {
            lane1 = (lane1 ^ UnsafeApi.getLongUnaligned(base, at)) * PRIME_1;
            lane2 = (lane2 ^ UnsafeApi.getLongUnaligned(base, at + 8)) * PRIME_1;
            lane3 = (lane3 ^ UnsafeApi.getLongUnaligned(base, at + 16)) * PRIME_1;
            lane4 = (lane4 ^ UnsafeApi.getLongUnaligned(base, at + 24)) * PRIME_1;
        }
        long hash = Long.rotateLeft(lane1, 1)
                + Long.rotateLeft(lane2, 7)
                + Long.rotateLeft(lane3, 12)
                + Long.rotateLeft(lane4, 18);
        for (; at + Long.BYTES <= end; at += Long.BYTES) {
            hash = (hash ^ UnsafeApi.getLongUnaligned(base, at)) * PRIME_1;
        }
        for (; at < end; at++) {
            hash = (hash ^ UnsafeApi.getByte(base, at) & 0xFFL) * PRIME_1;
        }
        hash = (hash ^ hash >>> 33) * PRIME_2;
        hash = (hash ^ hash >>> 29) * PRIME_3;
        return hash ^ hash >>> 32;
    }
}
