package io.reprise.perf.faults;

/**
 * A row of the table.
 *
 * @param obstacle why this machine cannot produce the fault; empty if it can
 */
record Outcome(String fault, Tally tally, long elapsedNs, Verdict verdict, String obstacle) {}
