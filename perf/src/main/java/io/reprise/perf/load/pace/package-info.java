/** When requests are due. Deterministic by seed. */
package io.reprise.perf.load.pace;
