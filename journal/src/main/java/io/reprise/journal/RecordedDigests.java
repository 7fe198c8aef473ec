package io.reprise.journal;

import io.reprise.kernel.state.Xxh64;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The digests a run recorded, in order of sequence and without executing anything; the hash over them is what
 * {@link RunDigests#hash()} was when they were recorded. One thread; allocates nothing per digest.
 */
public final class RecordedDigests implements AutoCloseable {
    /** {@link #nextRecorded} when there is none. */
    public static final long NONE = 0;

    private final DigestLog log;
    private final long capacity;
    private long sequence;
    private long hash;

    /** Of a run without the file there are none. */
    public RecordedDigests(RunDirectory run) {
        Path file = file(run);
        try {
            boolean exists = Files.exists(file);
            this.capacity = exists ? Files.size(file) / Long.BYTES : 0;
            this.log = exists ? new DigestLog(file, false) : null;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    public static Path file(RunDirectory run) {
        return run.outputs().resolve("digests.bin");
    }

    /** Takes the digests up to a sequence; fewer when one is missing before, which may still come in a run that is served. */
    public void advanceTo(long lastSequence) {
        while (sequence < lastSequence) {
            long digest = get(sequence + 1);
            if (digest == 0) {
                return;
            }
            hash = Xxh64.mix(hash, digest);
            sequence++;
        }
    }

    /** Of the last digest taken. */
    public long sequence() {
        return sequence;
    }

    /** Over the digests of all inputs up to {@link #sequence()}. */
    public long hash() {
        return hash;
    }

    /** The first sequence of a range that has a digest, or {@link #NONE}; what was taken stays as it is. */
    public long nextRecorded(long from, long to) {
        long last = Math.min(to, capacity);
        for (long candidate = from; candidate <= last; candidate++) {
            if (get(candidate) != 0) {
                return candidate;
            }
        }
        return NONE;
    }

    private long get(long wanted) {
        return log == null ? 0 : log.get(wanted);
    }

    @Override
    public void close() {
        if (log != null) {
            log.close();
        }
    }
}
