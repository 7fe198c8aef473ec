/** Google's Gemini API, {@code v1} and {@code v1beta}. */
package io.reprise.llm.gemini;
