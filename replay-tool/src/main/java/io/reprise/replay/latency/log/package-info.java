/** Reads interval logs: lines, whole ones only, and when and where they were written. */
package io.reprise.replay.latency.log;
