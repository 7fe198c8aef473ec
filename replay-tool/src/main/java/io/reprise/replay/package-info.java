/** Verbs over a run: replay, verify, diff, step, dump and latency. */
package io.reprise.replay;
