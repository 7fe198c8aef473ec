/** The simulator's own requests: sessions and faults. */
package io.reprise.llm.sim;
