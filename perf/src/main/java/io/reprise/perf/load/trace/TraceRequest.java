package io.reprise.perf.load.trace;

/**
 * One line of a trace.
 *
 * @param timeNs from any origin
 * @param inputTokens length of the prompt
 * @param outputTokens length of the answer
 * @param blockIds one id per block of the prompt, empty when the trace knows lengths only
 */
record TraceRequest(long timeNs, int inputTokens, int outputTokens, long[] blockIds) {}
