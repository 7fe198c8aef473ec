/** Recorded request traces: who asked when, for how much. */
package io.reprise.perf.load.trace;
