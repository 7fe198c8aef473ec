package io.reprise.ingress.connection;

/** How an answer may end its connection. */
public enum Ending {
    /** When what was written is out, in order: the client sees an end where none should be. */
    CUT,
    /** With a reset; what was written and is not out yet may be lost. */
    RESET
}
