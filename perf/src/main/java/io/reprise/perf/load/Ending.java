package io.reprise.perf.load;

/** How a run ended. */
public enum Ending {
    /** Everything was sent and everything was answered, rightly or not. */
    DONE,
    /** Nothing was answered for the plan's timeout, or a backlog outlived the schedule by it. */
    TIMED_OUT,
    /** The server was not there or refused the connection. */
    REFUSED,
    /** A connection was lost before the end; what other connections still had to answer was awaited. */
    LOST
}
