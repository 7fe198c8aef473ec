/** How OpenAI's models cut text into tokens: o200k_base, counted without allocation. Deterministic. */
package io.reprise.llm.token;
