package io.reprise.perf.faults;

/** Of one fault. */
enum Verdict {
    /** Everything that was promised was kept. */
    GOOD,
    /** Something was not, or could not be found out. */
    BAD,
    /** This machine cannot produce the fault. */
    SKIPPED
}
