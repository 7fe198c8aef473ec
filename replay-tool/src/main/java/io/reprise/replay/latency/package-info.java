/** {@code reprise latency}: the interval logs of a run as percentile table, .hgrm files and one HTML page. */
package io.reprise.replay.latency;
