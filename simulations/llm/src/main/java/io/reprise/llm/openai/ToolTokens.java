package io.reprise.llm.openai;

import com.fasterxml.jackson.databind.JsonNode;
import io.reprise.llm.token.TokenCounter;
import java.util.Map;

/**
 * Tokens that tools add to a prompt, by the recipe of OpenAI's cookbook ("How to count tokens with tiktoken") for gpt-4o. The
 * recipe knows one level of properties; deeper ones count here as if they were on the first. One thread.
 */
final class ToolTokens {
    private static final int PER_FUNCTION = 7;
    private static final int PER_PROPERTIES = 3;
    private static final int PER_PROPERTY = 3;
    private static final int PER_ENUM = -3;
    private static final int PER_ENUM_VALUE = 3;
    private static final int END = 12;

    private final TokenCounter counter;

    ToolTokens(TokenCounter counter) {
        this.counter = counter;
    }

    /** @param tools of a valid request, or null; what a tool is stands in it, or in a member named like its type */
    int count(JsonNode tools) {
        if (tools == null || !tools.isArray() || tools.isEmpty()) {
            return 0;
        }
        int tokens = END;
        for (JsonNode tool : tools) {
            JsonNode nested = tool.path(tool.path("type").asText(""));
            JsonNode definition = nested.isObject() ? nested : tool;
            tokens += PER_FUNCTION + counter.count(definition.path("name").asText("") + ":" + description(definition));
            tokens += properties(definition.path("parameters"));
        }
        return tokens;
    }

    private int properties(JsonNode schema) {
        JsonNode properties = schema.path("properties");
        int tokens = properties.isEmpty() ? 0 : PER_PROPERTIES;
        for (Map.Entry<String, JsonNode> property : properties.properties()) {
            JsonNode value = property.getValue();
            tokens += PER_PROPERTY;
            tokens += counter.count(property.getKey() + ":" + value.path("type").asText("") + ":" + description(value));
            if (value.has("enum")) {
                tokens += PER_ENUM;
                for (JsonNode one : value.get("enum")) {
                    tokens += PER_ENUM_VALUE + counter.count(one.asText());
                }
            }
            tokens += properties(value) + properties(value.path("items"));
        }
        return tokens;
    }

    private static String description(JsonNode described) {
        String text = described.path("description").asText("");
        return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    }
}
