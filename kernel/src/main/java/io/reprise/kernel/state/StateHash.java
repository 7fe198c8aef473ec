package io.reprise.kernel.state;

import java.nio.charset.StandardCharsets;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * How the hash of all state is put together from the hashes of regions: {@link #ofOwner}, {@link #withRegion} for each of
 * its regions in order, {@link #withOwner} for each owner in order, from 0.
 */
public final class StateHash {
    private StateHash() {}

    /** Of an owner without regions. */
    public static long ofOwner(String owner) {
        return ofText(owner);
    }

    /** @param regionHash as {@link Region#hash()} */
    public static long withRegion(long ownerHash, String name, long regionHash) {
        return Xxh64.mix(Xxh64.mix(ownerHash, ofText(name)), regionHash);
    }

    public static long withOwner(long stateHash, long ownerHash) {
        return Xxh64.mix(stateHash, ownerHash);
    }

    private static long ofText(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return Xxh64.hash(new UnsafeBuffer(bytes), 0, bytes.length, 0);
    }
}
