/** How much a key may use in a minute. Deterministic. */
package io.reprise.llm.rate;
