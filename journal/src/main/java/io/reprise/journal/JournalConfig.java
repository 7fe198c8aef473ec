package io.reprise.journal;

import java.nio.file.Path;

/**
 * Where a run is kept, and how.
 *
 * @param run its directory
 * @param diskReserve what is kept allocated ahead of the journal, in bytes; see {@link DiskReserve}
 * @param syncGroups how syncs are grouped in mode {@code durable}
 */
public record JournalConfig(Path run, AckMode ackMode, Outputs outputs, long diskReserve, SyncGroups syncGroups) {
    public JournalConfig {
        if (ackMode != AckMode.DURABLE && syncGroups.delayNs() > 0) {
            throw new IllegalArgumentException("--sync-delay groups the syncs of --ack durable; with --ack "
                    + ackMode.label() + " there are none");
        }
    }
}
