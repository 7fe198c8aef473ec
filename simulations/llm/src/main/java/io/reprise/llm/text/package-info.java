/** Plausible sentences whose length in tokens is known while they are written. Deterministic. */
package io.reprise.llm.text;
