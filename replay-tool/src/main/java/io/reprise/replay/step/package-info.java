/** {@code reprise step}: goes through a run frame by frame, forward and back. */
package io.reprise.replay.step;
