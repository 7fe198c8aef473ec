package io.reprise.journal;

/**
 * When a server takes snapshots, and what it keeps.
 *
 * @param every so many frames; 0 = not by count
 * @param intervalMs so often, if there were frames; 0 = not by time
 * @param retain newest snapshots kept, and the journal from the oldest of them on; 0 = nothing is ever deleted
 */
public record SnapshotConfig(long every, long intervalMs, int retain) {
    public SnapshotConfig {
        if (every < 0) {
            throw new IllegalArgumentException("--snapshot-every is a number of frames or 0; got " + every);
        }
        if (intervalMs < 0) {
            throw new IllegalArgumentException("--snapshot-interval is milliseconds or 0; got " + intervalMs);
        }
        if (retain < 0) {
            throw new IllegalArgumentException("--retain is a number of snapshots or 0 for all; got " + retain);
        }
    }
}
