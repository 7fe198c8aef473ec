/** Stages: what happens to frames behind the ring, and on which threads. */
package io.reprise.kernel.stage;
