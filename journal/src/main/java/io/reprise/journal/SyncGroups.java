package io.reprise.journal;

/**
 * How syncs are grouped in mode {@code durable}. A group is synced when its first frame is {@code delayNs} old, or when
 * {@code maxBytes} of frames wait, whichever comes first.
 *
 * @param delayNs 0 = every batch of the ring is a group
 * @param maxBytes of frames; at least 1
 */
public record SyncGroups(long delayNs, int maxBytes) {
    /** Every batch of the ring is synced by itself. */
    public static final SyncGroups BATCHES = new SyncGroups(0, Integer.MAX_VALUE);

    public SyncGroups {
        if (delayNs < 0 || maxBytes < 1) {
            throw new IllegalArgumentException("a group of syncs may wait 0 ns or longer and take 1 byte or more, not "
                    + delayNs + " ns and " + maxBytes + " bytes");
        }
    }
}
