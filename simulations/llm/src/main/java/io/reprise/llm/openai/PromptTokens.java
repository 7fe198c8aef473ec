package io.reprise.llm.openai;

import com.fasterxml.jackson.databind.JsonNode;
import io.reprise.llm.json.Json;
import io.reprise.llm.token.TokenCounter;

/**
 * Tokens of a prompt, by OpenAI's published recipe ("How to count tokens with tiktoken", OpenAI cookbook): every message
 * costs 3 tokens, its role, its text, and its name with 1 more; the answer is primed with 3. Of calls of tools the recipe
 * says nothing: here each costs 3, its name and its arguments. Images, audio and files count nothing. One thread.
 */
final class PromptTokens {
    static final int PER_MESSAGE = 3;
    static final int PRIMING = 3;

    private static final int PER_NAME = 1;
    private static final int PER_CALL = 3;

    private final TokenCounter counter;

    PromptTokens(TokenCounter counter) {
        this.counter = counter;
    }

    /** Of the messages of a valid chat request. */
    int chat(JsonNode messages) {
        int tokens = PRIMING;
        for (JsonNode message : messages) {
            tokens += PER_MESSAGE + text(message.get("role")) + content(message.get("content"));
            if (Json.isText(message.get("name"))) {
                tokens += PER_NAME + text(message.get("name"));
            }
            for (JsonNode call : message.path("tool_calls")) {
                tokens += call(call.path(call.path("type").asText("function")));
            }
            if (message.path("function_call").isObject()) {
                tokens += call(message.get("function_call"));
            }
        }
        return tokens;
    }

    /** Of the input of a valid request for a response, instructions and all. */
    int response(JsonNode instructions, JsonNode input) {
        int tokens = PRIMING;
        if (Json.isText(instructions)) {
            tokens += PER_MESSAGE + counter.count("system") + text(instructions);
        }
        if (Json.isText(input)) {
            return tokens + PER_MESSAGE + counter.count("user") + text(input);
        }
        if (input != null) {
            for (JsonNode item : input) {
                tokens += item(item);
            }
        }
        return tokens;
    }

    private int item(JsonNode item) {
        if (item.has("role")) {
            return PER_MESSAGE + text(item.get("role")) + content(item.get("content"));
        }
        if (item.has("output")) {
            return PER_MESSAGE + counter.count("tool") + content(item.get("output"));
        }
        return item.has("call_id") ? call(item) : 0;
    }

    private int call(JsonNode call) {
        return PER_CALL + text(call.get("name")) + text(call.get("arguments")) + text(call.get("input"));
    }

    private int content(JsonNode content) {
        if (content == null || !content.isArray()) {
            return text(content);
        }
        int tokens = 0;
        for (JsonNode part : content) {
            tokens += text(part.get("text")) + text(part.get("refusal"));
        }
        return tokens;
    }

    int text(JsonNode value) {
        return Json.isText(value) ? counter.count(value.textValue()) : 0;
    }
}
