/** Verbs that look at a server while it runs, from another process and without its lock. */
package io.reprise.replay.stat;
