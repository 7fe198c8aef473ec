package io.reprise.journal;

import java.nio.file.Path;

/**
 * Where a run is kept, and how.
 *
 * @param run its directory
 * @param diskReserve what is kept allocated ahead of the journal, in bytes; see {@link DiskReserve}
 * @param syncGroups how syncs are grouped in mode {@code durable}
 * @param hashEvery frames between two hashes of all state that are kept; 0 = none
 */
public record JournalConfig(
        Path run, AckMode ackMode, Outputs outputs, long diskReserve, SyncGroups syncGroups, long hashEvery) {
    public JournalConfig {
        if (hashEvery < 0) {
            throw new IllegalArgumentException("--hash-every must be 0 or more frames, not " + hashEvery);
        }
        if (ackMode != AckMode.DURABLE && syncGroups.delayNs() > 0) {
            throw new IllegalArgumentException("--sync-delay groups the syncs of --ack durable; with --ack "
                    + ackMode.label() + " there are none");
        }
    }
}
