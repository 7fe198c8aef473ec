package io.reprise.kernel.stage;

/** How far the journal is: an answer may leave once its request's sequence is not beyond this. Any thread. */
@FunctionalInterface
public interface JournalGate {
    /** A gate for a kernel that keeps no journal. */
    JournalGate OPEN = () -> Long.MAX_VALUE;

    /** The last sequence that is as safe as the ack mode promises. */
    long safeSequence();
}
