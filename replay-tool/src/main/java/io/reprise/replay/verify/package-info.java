/** {@code reprise verify}: whether all files of a run are whole, and a certificate of what it is. */
package io.reprise.replay.verify;
