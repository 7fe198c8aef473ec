package io.reprise.llm.openai;

import io.reprise.llm.content.BlockType;
import io.reprise.llm.content.ContentFlyweight;
import io.reprise.llm.frame.Outcome;
import io.reprise.llm.json.JsonWriter;

/** What an answer cost, in the words of each endpoint. Pure. */
final class Usage {
    private Usage() {}

    /** Tokens of the thinking in an answer. Leaves the content before its first block. */
    static int thinkingTokens(Outcome outcome, ContentFlyweight content) {
        int tokens = 0;
        while (content.nextBlock()) {
            tokens += content.type() == BlockType.THINKING ? content.tokens() : 0;
        }
        content.wrap(outcome.buffer(), outcome.contentOffset(), outcome.contentLength());
        return tokens;
    }

    static void completion(Outcome outcome, int thinkingTokens, JsonWriter out) {
        long total = (long) outcome.promptTokens() + outcome.completionTokens();
        out.raw("\"usage\":{\"prompt_tokens\":").number(outcome.promptTokens());
        out.raw(",\"completion_tokens\":").number(outcome.completionTokens());
        out.raw(",\"total_tokens\":").number(total);
        out.raw(",\"prompt_tokens_details\":{\"cached_tokens\":").number(outcome.cachedTokens());
        out.raw(",\"audio_tokens\":0},\"completion_tokens_details\":{\"reasoning_tokens\":");
        out.number(thinkingTokens);
        out.raw(",\"audio_tokens\":0,\"accepted_prediction_tokens\":0,\"rejected_prediction_tokens\":0}}");
    }

    static void response(Outcome outcome, int thinkingTokens, JsonWriter out) {
        long total = (long) outcome.promptTokens() + outcome.completionTokens();
        out.raw("\"usage\":{\"input_tokens\":").number(outcome.promptTokens());
        out.raw(",\"input_tokens_details\":{\"cached_tokens\":").number(outcome.cachedTokens());
        out.raw("},\"output_tokens\":").number(outcome.completionTokens());
        out.raw(",\"output_tokens_details\":{\"reasoning_tokens\":").number(thinkingTokens);
        out.raw("},\"total_tokens\":").number(total).raw('}');
    }
}
