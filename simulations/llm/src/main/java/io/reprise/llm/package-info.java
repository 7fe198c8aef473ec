/** A simulated language-model provider as a state machine. */
package io.reprise.llm;
