package io.reprise.replay.verify;

/** What the files of a run are; the rows of the table. */
public enum Part {
    MANIFEST("manifest"),
    JOURNAL("journal"),
    DIGESTS("digests"),
    STATES("states"),
    HASHES("hashes"),
    SNAPSHOTS("snapshots"),
    ANSWERS("answers"),
    /** A shortcut, made again when it is missing or damaged. */
    INDEX("index"),
    /** For people; no evidence. */
    LATENCY("latency"),
    /** For people; no evidence. */
    COUNTERS("counters"),
    /** For people; no evidence. */
    ERRORS("errors"),
    /** The lock, and what Chronicle keeps for itself: there, and never read. */
    UNREAD("never read"),
    /** Nothing that a run has. */
    FOREIGN("foreign");

    private final String label;

    Part(String label) {
        this.label = label;
    }

    public String label() {
        return label;
    }
}
