/** The state machine of the LLM simulator: sessions, places, limits, faults, and answers told at their time. Deterministic. */
package io.reprise.llm.machine;
