package io.reprise.ingress;

import io.reprise.kernel.stage.JournalGate;

/** Answers leave when the test says so. Any thread. */
final class HeldJournal implements JournalGate {
    private volatile long safeSequence = Long.MAX_VALUE;

    /** No further answer leaves. */
    void hold() {
        safeSequence = 0;
    }

    /** Answers to these sequences may leave. */
    void release(long sequence) {
        safeSequence = sequence;
    }

    @Override
    public long safeSequence() {
        return safeSequence;
    }
}
