package io.reprise.journal;

import io.reprise.kernel.machine.DigestSink;
import io.reprise.kernel.state.Xxh64;

/**
 * The digests of a run while it is executed: compares with what an earlier execution recorded, records what is new, and
 * keeps the hash over all of them. Engine thread only.
 */
public final class RunDigests implements DigestSink, AutoCloseable {
    /** {@link #divergedAt()} while everything is the same. */
    public static final long NOT_DIVERGED = 0;

    private final DigestLog log;
    private final boolean record;
    private long hash;
    private long compared;
    private long divergedAt = NOT_DIVERGED;
    private long expected;
    private long actual;

    /** @param record whether digests that are missing are written; if not, the file is only read */
    public RunDigests(RunDirectory run, boolean record) {
        this.record = record;
        this.log = new DigestLog(run.outputs().resolve("digests.bin"), record);
    }

    @Override
    public void onDigest(long sequence, long digest) {
        hash = Xxh64.mix(hash, digest);
        long recorded = log.get(sequence);
        if (recorded == digest) {
            compared++;
        } else if (recorded != 0) {
            diverge(sequence, recorded, digest);
        } else if (record) {
            log.put(sequence, digest);
        }
    }

    /**
     * Forgets what is recorded for later inputs, which the journal does not hold: the engine may be ahead of the journal
     * when a process is killed, and the next inputs get the same sequences.
     */
    public void forgetAfter(long sequence) {
        log.truncate(sequence);
    }

    /**
     * Digests of inputs behind this one will be put while requests are served.
     *
     * @param reserve keeps disk allocated ahead of them
     */
    public void growAhead(DiskReserve reserve, long sequence) {
        log.growAhead(reserve, sequence);
    }

    private void diverge(long sequence, long recorded, long digest) {
        if (divergedAt == NOT_DIVERGED) {
            divergedAt = sequence;
            expected = recorded;
            actual = digest;
        }
    }

    /** Goes on after inputs that are not executed again. */
    void continueAfter(long hashSoFar) {
        hash = hashSoFar;
    }

    /** Hash over the digests of all inputs so far, in order. */
    public long hash() {
        return hash;
    }

    /** How many digests were the same as recorded. */
    public long compared() {
        return compared;
    }

    /** The first sequence whose answers are not those recorded, or {@link #NOT_DIVERGED}. */
    public long divergedAt() {
        return divergedAt;
    }

    /** The recorded digest at {@link #divergedAt()}. */
    public long expected() {
        return expected;
    }

    /** The digest found at {@link #divergedAt()}. */
    public long actual() {
        return actual;
    }

    @Override
    public void close() {
        log.close();
    }
}
