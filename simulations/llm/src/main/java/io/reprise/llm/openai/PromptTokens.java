package io.reprise.llm.openai;

import com.fasterxml.jackson.databind.JsonNode;
import io.reprise.llm.json.Json;
import io.reprise.llm.token.TokenCounter;

/**
 * Tokens of a prompt, by OpenAI's published recipe ("How to count tokens with tiktoken", OpenAI cookbook): every message
 * costs 3 tokens, its role, its text, and its name with 1 more; the answer is primed with 3. Images, audio, files, tools
 * and tool calls count nothing in this version.
 */
final class PromptTokens {
    private static final int PER_MESSAGE = 3;
    private static final int PER_NAME = 1;
    private static final int PRIMING = 3;

    private final TokenCounter counter;

    PromptTokens(TokenCounter counter) {
        this.counter = counter;
    }

    /** @param messages of a valid request */
    int count(JsonNode messages) {
        int tokens = PRIMING;
        for (int i = 0; i < messages.size(); i++) {
            JsonNode message = messages.get(i);
            tokens += PER_MESSAGE + text(message.get("role")) + content(message.get("content"));
            if (Json.isText(message.get("name"))) {
                tokens += PER_NAME + text(message.get("name"));
            }
        }
        return tokens;
    }

    private int content(JsonNode content) {
        if (content == null || !content.isArray()) {
            return text(content);
        }
        int tokens = 0;
        for (int i = 0; i < content.size(); i++) {
            tokens += text(content.get(i).get("text")) + text(content.get(i).get("refusal"));
        }
        return tokens;
    }

    private int text(JsonNode value) {
        return Json.isText(value) ? counter.count(value.textValue()) : 0;
    }
}
