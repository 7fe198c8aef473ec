package io.reprise.journal;

import java.util.Locale;

/** When an answer may leave. */
public enum AckMode {
    /** Its request is in the mapped file: survives the end of the process, kill -9 included. */
    PROCESS,
    /** Its request is synced to the disk: survives the loss of power. Syncs are grouped by batch. */
    DURABLE;

    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
