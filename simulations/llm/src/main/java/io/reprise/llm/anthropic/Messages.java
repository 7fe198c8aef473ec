package io.reprise.llm.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import io.reprise.llm.json.Json;
import io.reprise.llm.json.Refusal;
import java.util.List;

/** Checks the messages of a request the way the real API does, one by one and in their order. One thread. */
final class Messages {
    static final String USER = "user";
    static final String ASSISTANT = "assistant";
    static final String SYSTEM = "system";

    private static final List<String> ROLES = List.of(USER, ASSISTANT, SYSTEM);
    private static final List<String> FIELDS = List.of("role", "content");
    private static final int MAX = 100_000;

    private final Refusal refusal;
    private final Demands demands;
    private final MessageBlocks blocks;
    private final MessageOrder order;

    /** @param blocks started for the request */
    Messages(Refusal refusal, MessageBlocks blocks) {
        this.refusal = refusal;
        this.blocks = blocks;
        demands = new Demands(refusal);
        order = new MessageOrder(refusal);
    }

    /** Whether {@code messages} is a conversation; if not, the reason is with the refusal. */
    boolean check(JsonNode messages, String model) {
        if (!Json.isGiven(messages)) {
            return refusal.because("messages is required: an array of at least one message");
        }
        if (!messages.isArray() || messages.isEmpty()) {
            return refusal.because("messages must be an array of at least one message; got " + Json.shown(messages));
        }
        if (messages.size() > MAX) {
            return refusal.because("messages must be at most " + MAX + " messages; got " + messages.size());
        }
        for (int i = 0; i < messages.size(); i++) {
            if (!checkMessage(messages.get(i), "messages[" + i + ']', i == messages.size() - 1)) {
                return false;
            }
        }
        return order.check(messages, model);
    }

    private boolean checkMessage(JsonNode message, String path, boolean isLast) {
        if (!demands.object(message, path) || !demands.oneOf(message, path, "role", ROLES)) {
            return false;
        }
        String role = message.get("role").textValue();
        JsonNode content = message.get("content");
        String at = path + ".content";
        if (!Json.isGiven(content)) {
            return refusal.because(at + " is required: a string or an array of blocks");
        }
        boolean empty = content.isTextual() && content.textValue().isBlank() || content.isArray() && content.isEmpty();
        if (empty && !(isLast && role.equals(ASSISTANT))) {
            return refusal.because(at + " must be non-empty: all messages must have non-empty content except for the"
                    + " optional final assistant message; got " + Json.shown(content));
        }
        return blocks.checkContent(content, at, role) && demands.nothingBut(message, path, FIELDS);
    }

    /** Whether the last message is the assistant's, to be gone on with; one that ends with a tool of the server's is not. */
    static boolean endsWithPrefill(JsonNode messages) {
        JsonNode last = messages.get(messages.size() - 1);
        return last.get("role").textValue().equals(ASSISTANT) && !endsWithServerTool(last);
    }

    static boolean endsWithServerTool(JsonNode message) {
        JsonNode content = message.get("content");
        String type = content.isArray() && !content.isEmpty()
                ? content.get(content.size() - 1).get("type").textValue()
                : "";
        return type.equals(MessageBlocks.SERVER_TOOL_USE) || type.endsWith("_" + MessageBlocks.TOOL_RESULT);
    }

    static boolean hasToolResult(JsonNode message) {
        for (JsonNode block : message.get("content")) {
            if (block.get("type").textValue().equals(MessageBlocks.TOOL_RESULT)) {
                return true;
            }
        }
        return false;
    }
}
