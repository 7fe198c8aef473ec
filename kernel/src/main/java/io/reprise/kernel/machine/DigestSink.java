package io.reprise.kernel.machine;

/** Takes the digest of the answers to every input, in sequence order. Engine thread only. */
@FunctionalInterface
public interface DigestSink {
    /**
     * @param sequence of the input
     * @param digest of the bytes of its answers; never 0
     */
    void onDigest(long sequence, long digest);
}
