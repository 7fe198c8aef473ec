/** {@code reprise bisect}: where two builds come apart. */
package io.reprise.replay.bisect;
