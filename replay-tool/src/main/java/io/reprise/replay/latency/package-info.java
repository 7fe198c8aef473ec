/** {@code reprise latency}: the interval logs of a run, or of several, as percentile table, .hgrm files and one HTML page. */
package io.reprise.replay.latency;
