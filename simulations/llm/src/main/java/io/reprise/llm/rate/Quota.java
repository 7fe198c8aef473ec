package io.reprise.llm.rate;

/** What is limited per minute. */
public enum Quota {
    REQUESTS("requests-per-minute", "requests"),
    /** Tokens of prompts that are not cached. */
    INPUT_TOKENS("input-tokens-per-minute", "inputTokens"),
    OUTPUT_TOKENS("output-tokens-per-minute", "outputTokens");

    private final String limitName;
    private final String fieldName;

    Quota(String limitName, String fieldName) {
        this.limitName = limitName;
        this.fieldName = fieldName;
    }

    /** Of the machine's limit. */
    String limitName() {
        return limitName;
    }

    /** Of its bucket, for tools. */
    String fieldName() {
        return fieldName;
    }
}
