package io.reprise.llm.gemini;

import io.reprise.llm.content.BlockType;
import io.reprise.llm.frame.Outcome;
import io.reprise.llm.json.JsonWriter;

/** Tokens of one answer so far. Event loop only. */
final class Usage {
    private final int[] promptDetails;
    private int promptTokens;
    private int cachedTokens;
    private int answerTokens;
    private int thinkingTokens;

    /** @param promptDetails tokens of the prompt by modality */
    Usage(int[] promptDetails) {
        this.promptDetails = promptDetails;
    }

    void prompt(Outcome outcome) {
        promptTokens = outcome.promptTokens();
        cachedTokens = outcome.cachedTokens();
    }

    void add(BlockType type, int tokens) {
        if (type == BlockType.THINKING) {
            thinkingTokens += tokens;
        } else {
            answerTokens += tokens;
        }
    }

    /** Writes the member that has all of them. */
    void write(JsonWriter out) {
        out.raw("\"usageMetadata\":{\"promptTokenCount\":").number(promptTokens);
        out.raw(",\"candidatesTokenCount\":").number(answerTokens);
        if (thinkingTokens > 0) {
            out.raw(",\"thoughtsTokenCount\":").number(thinkingTokens);
        }
        out.raw(",\"totalTokenCount\":").number((long) promptTokens + answerTokens + thinkingTokens);
        if (cachedTokens > 0) {
            out.raw(",\"cachedContentTokenCount\":").number(cachedTokens);
        }
        PromptTokens.writeDetails(promptDetails, out);
        out.raw('}');
    }
}
