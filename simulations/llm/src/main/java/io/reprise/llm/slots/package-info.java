/** Which model works on which requests, and who waits. Deterministic. */
package io.reprise.llm.slots;
