package io.reprise.journal;

import java.nio.file.Path;

/**
 * Where and why reading stopped.
 *
 * @param offset in bytes from the start of {@code file}
 * @param reason a clause for people
 */
public record JournalTail(Kind kind, Path file, long offset, String reason) {
    /** What was found there. */
    public enum Kind {
        /** Nothing: the journal ends with a whole document. */
        CLEAN,
        /** A document that was being written when the process ended. Its frames were never acknowledged. */
        UNFINISHED,
        /** A finished document with wrong bytes: loss of power, or damage. */
        BROKEN,
        /** Nothing, although there may have been something: the power may have gone, and taken all of it. */
        UNCERTAIN
    }

    /** The sentence that says what was dropped, or may be missing; or an empty one. */
    public String sentence() {
        return switch (kind) {
            case CLEAN -> "";
            case UNFINISHED, BROKEN -> "dropped the tail of " + file + " from offset " + offset + ": " + reason;
            case UNCERTAIN -> reason;
        };
    }
}
