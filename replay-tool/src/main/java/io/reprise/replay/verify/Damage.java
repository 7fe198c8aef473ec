package io.reprise.replay.verify;

/**
 * Something that is not as it was written.
 *
 * @param file relative to the run
 * @param offset in bytes from the start of the file, or {@link #UNKNOWN}
 * @param sequence of the first frame concerned, or {@link #UNKNOWN}
 * @param reason a clause for people
 */
public record Damage(Part part, String file, long offset, long sequence, String reason) {
    /** There is no such place. */
    public static final long UNKNOWN = -1;

    /** For people, in one line. */
    public String sentence() {
        return part.label() + " damaged" + (sequence == UNKNOWN ? "" : " at sequence " + sequence) + ": " + reason
                + " (" + file + (offset == UNKNOWN ? "" : " offset " + offset) + ")";
    }
}
