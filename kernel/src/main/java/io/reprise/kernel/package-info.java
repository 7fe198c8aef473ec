/** The kernel: frames, ring, stages, time, random, off-heap state and the state-machine contract. */
package io.reprise.kernel;
