/** A run on disk: queue of frames, checksums, digests, snapshots and recovery. */
package io.reprise.journal;
