/** The state-machine contract, the registry of machines, the engine that runs them. Deterministic. */
package io.reprise.kernel.machine;
