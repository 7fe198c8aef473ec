/** {@code reprise diff}: where two runs, or two executions of one, come apart. */
package io.reprise.replay.diff;
