package io.reprise.replay.step;

import io.reprise.journal.Checkpoint;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A few states of a run in memory, so that going back need not execute it from the beginning: at most {@link #MAX_COUNT},
 * together at most {@link #maxLength} bytes. When there are more, those close together and far away go first, which leaves
 * them ever denser towards where somebody looks. One thread.
 */
final class Checkpoints {
    static final int MAX_COUNT = 16;

    private static final long MAX_LENGTH = 256L << 20;

    private final List<Checkpoint> bySequence = new ArrayList<>();
    private final long maxLength = Math.min(MAX_LENGTH, Runtime.getRuntime().maxMemory() / 4);

    /** Of all checkpoints together, in bytes. */
    long maxLength() {
        return maxLength;
    }

    int count() {
        return bySequence.size();
    }

    /** Keeps one more. */
    void add(Checkpoint checkpoint) {
        bySequence.removeIf(known -> known.sequence() == checkpoint.sequence());
        bySequence.add(checkpoint);
        bySequence.sort(Comparator.comparingLong(Checkpoint::sequence));
        while (bySequence.size() > MAX_COUNT || length() > maxLength) {
            bySequence.remove(leastUseful(checkpoint.sequence()));
        }
    }

    /** The newest one before a sequence, or null. */
    Checkpoint newestBefore(long sequence) {
        Checkpoint newest = null;
        for (Checkpoint checkpoint : bySequence) {
            if (checkpoint.sequence() < sequence) {
                newest = checkpoint;
            }
        }
        return newest;
    }

    private long length() {
        return bySequence.stream().mapToLong(Checkpoint::length).sum();
    }

    /** The one whose loss opens the smallest gap, measured by how far it is from here. */
    private int leastUseful(long here) {
        int least = 0;
        double smallest = Double.MAX_VALUE;
        for (int i = 0; i < bySequence.size(); i++) {
            long sequence = bySequence.get(i).sequence();
            if (sequence == here && bySequence.size() > 1) {
                continue;
            }
            long before = i == 0 ? 0 : bySequence.get(i - 1).sequence();
            long after = i + 1 == bySequence.size()
                    ? sequence
                    : bySequence.get(i + 1).sequence();
            double gap = (after - before) / (Math.abs(here - sequence) + 1.0);
            if (gap < smallest) {
                smallest = gap;
                least = i;
            }
        }
        return least;
    }
}
