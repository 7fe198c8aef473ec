package io.reprise.replay.verify;

import java.nio.file.Path;

/**
 * What a file says about the run at one sequence.
 *
 * @param where in the file, for people
 * @param outputs hash over the digests of all inputs up to it, 16 hexadecimal digits
 * @param state hash of all state after it, 16 hexadecimal digits
 * @param link of the record of that sequence, or {@link #NO_LINK}
 */
record Checkpoint(Part part, Path file, String where, long sequence, String outputs, String state, long link) {
    /** The file does not say; a link has 32 bits. */
    static final long NO_LINK = -1;

    static long link(int link) {
        return Integer.toUnsignedLong(link);
    }
}
