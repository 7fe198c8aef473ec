package io.reprise.llm.api;

/**
 * What is known of a call before it is put in order.
 *
 * @param priority 0 to 255
 * @param seed for the frame
 * @param commandLength in bytes
 * @param contentSeed what the answer is drawn from
 * @param contentHash of what the answer will say
 * @param model its name
 * @param problem why it is refused, or null
 */
public record CallFacts(
        int priority,
        long seed,
        int commandLength,
        long contentSeed,
        long contentHash,
        String model,
        Problem problem) {}
