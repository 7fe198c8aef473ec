package io.reprise.kernel.stage;

/**
 * How far the journal is: an answer may leave once its request's sequence is not beyond this. And what the journal asks
 * of those before it. Any thread.
 */
@FunctionalInterface
public interface JournalGate {
    /** No sync is due. */
    long NOTHING_DUE = Long.MAX_VALUE;

    /** A gate for a kernel that keeps no journal. */
    JournalGate OPEN = () -> Long.MAX_VALUE;

    /** The last sequence that is as safe as the ack mode promises. */
    long safeSequence();

    /** Whether there is room for further frames: while false, nothing may be written to the input ring. */
    default boolean hasRoom() {
        return true;
    }

    /** When the journal's stage has to run again even if no frame comes, kernel time; {@link #NOTHING_DUE} if never. */
    default long syncDueNs() {
        return NOTHING_DUE;
    }
}
