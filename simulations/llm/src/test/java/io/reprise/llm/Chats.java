package io.reprise.llm;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

/** Bodies to send and answers to read. */
final class Chats {
    private static final JsonMapper MAPPER = new JsonMapper();

    private Chats() {}

    /** A request with one user message, and {@code more} members, each with a comma before it. */
    static String ask(String question, String more) {
        return "{\"model\":\"gpt-4o-mini\",\"messages\":[{\"role\":\"user\",\"content\":\"" + question + "\"}]" + more
                + "}";
    }

    static JsonNode json(LlmKernel.Answer answer) {
        return json(answer.body());
    }

    static JsonNode json(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON: " + text, e);
        }
    }

    static String content(LlmKernel.Answer answer) {
        return json(answer).at("/choices/0/message/content").textValue();
    }

    static String finishReason(LlmKernel.Answer answer) {
        return json(answer).at("/choices/0/finish_reason").textValue();
    }

    static int promptTokens(LlmKernel.Answer answer) {
        return json(answer).at("/usage/prompt_tokens").intValue();
    }

    static int completionTokens(LlmKernel.Answer answer) {
        return json(answer).at("/usage/completion_tokens").intValue();
    }
}
