/** {@code reprise journal}: what is in a run's journal. */
package io.reprise.replay.journal;
