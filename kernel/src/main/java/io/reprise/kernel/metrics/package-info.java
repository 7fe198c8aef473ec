/** Counters and latency recorders. */
package io.reprise.kernel.metrics;
