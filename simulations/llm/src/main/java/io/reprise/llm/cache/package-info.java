/** Which prompts a model has worked on before. Deterministic. */
package io.reprise.llm.cache;
