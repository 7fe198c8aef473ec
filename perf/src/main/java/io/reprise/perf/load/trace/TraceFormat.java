package io.reprise.perf.load.trace;

import java.io.IOException;

/** How one line of a trace is written. */
interface TraceFormat {
    /** Whether the first line names columns. */
    boolean hasHeader();

    /** @throws IllegalArgumentException saying what is wrong with the line */
    TraceRequest parse(String line) throws IOException;
}
