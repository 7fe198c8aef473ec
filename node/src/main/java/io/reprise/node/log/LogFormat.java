package io.reprise.node.log;

/** How a line of the log looks; {@code docs/operations.md} describes both. */
public enum LogFormat {
    /** For people. */
    TEXT,
    /** For programs: an object per line. */
    JSON
}
