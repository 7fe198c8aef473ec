/** Latencies as pictures: what is drawn over time and over percentiles, its axes, and the HTML page around it. */
package io.reprise.replay.latency.plot;
