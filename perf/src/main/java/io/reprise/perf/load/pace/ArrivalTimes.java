package io.reprise.perf.load.pace;

/** Times of arrivals, one after the other, in ns after the start; never falling. */
interface ArrivalTimes {
    /** There are no more arrivals. */
    long END = Long.MAX_VALUE;

    /** The next one, or {@link #END}. */
    long nextNs();

    /** About when the arrival of that index comes. For giving up, not for pacing. */
    long expectedNs(long index);
}
