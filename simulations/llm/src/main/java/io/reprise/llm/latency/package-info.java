/** How long answers take: profiles, draws from them, and fitting them to measured quantiles. Deterministic. */
package io.reprise.llm.latency;
