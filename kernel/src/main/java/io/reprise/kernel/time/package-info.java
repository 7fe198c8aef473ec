/** Kernel time: clocks and the timer queue. Deterministic, but for {@code RealtimeClock}. */
package io.reprise.kernel.time;
