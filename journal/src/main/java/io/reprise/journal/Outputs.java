package io.reprise.journal;

/** What a run keeps of its answers. */
public enum Outputs {
    /** A digest per request. */
    DIGEST,
    /** The digests and the answers themselves. */
    FRAMES
}
