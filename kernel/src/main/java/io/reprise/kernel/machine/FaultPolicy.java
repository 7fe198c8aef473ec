package io.reprise.kernel.machine;

import java.util.Locale;

/** What happens when a state machine throws. */
public enum FaultPolicy {
    /** The request is answered with ERROR and counted; it replays the same way. */
    QUARANTINE,
    /** The kernel stops at that sequence. */
    HALT;

    /** As written on the command line and in the manifest. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
