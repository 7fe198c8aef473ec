/** A run on disk: manifest, journal of frames, output digests, recovery. */
package io.reprise.journal;
