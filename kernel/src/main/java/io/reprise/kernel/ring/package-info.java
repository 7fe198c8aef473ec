/** Rings of frames: the input ring with its sequencer, and the output ring. */
package io.reprise.kernel.ring;
