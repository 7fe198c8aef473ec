package io.reprise.llm.openai;

import com.fasterxml.jackson.databind.JsonNode;
import io.reprise.llm.json.Json;
import io.reprise.llm.json.Refusal;
import java.util.List;

/** Checks the messages of a chat request the way the real API does. One thread. */
final class ChatMessages {
    private static final List<String> ROLES = List.of("developer", "system", "user", "assistant", "tool", "function");
    private static final List<String> PARTS = List.of("text", "refusal", "image_url", "input_audio", "file");

    /** What an assistant may say instead of text. */
    private static final List<String> INSTEAD = List.of("tool_calls", "function_call", "refusal", "audio");

    private final Refusal refusal;
    private final ChatToolTurns toolTurns;

    ChatMessages(Refusal refusal) {
        this.refusal = refusal;
        toolTurns = new ChatToolTurns(refusal);
    }

    /** Whether {@code messages} is a conversation; if not, the reason is with the refusal. */
    boolean check(JsonNode messages) {
        if (!Json.isGiven(messages)) {
            return refusal.because("messages is required: an array of at least one message");
        }
        if (!messages.isArray() || messages.isEmpty()) {
            return refusal.because("messages must be an array of at least one message; got " + Json.shown(messages));
        }
        for (int i = 0; i < messages.size(); i++) {
            if (!checkMessage(messages.get(i), "messages[" + i + "]")) {
                return false;
            }
        }
        return toolTurns.check(messages);
    }

    private boolean checkMessage(JsonNode message, String path) {
        if (!message.isObject()) {
            return refusal.because(path + " must be an object; got " + Json.shown(message));
        }
        JsonNode role = message.get("role");
        if (!Json.isGiven(role)) {
            return refusal.because(path + ".role is required: one of " + String.join(", ", ROLES));
        }
        if (!role.isTextual() || !ROLES.contains(role.textValue())) {
            return refusal.because(
                    path + ".role must be one of " + String.join(", ", ROLES) + "; got " + Json.shown(role));
        }
        return checkString(message, "name", path)
                && checkToolCallId(message, role.textValue(), path)
                && toolTurns.checkCalls(message, path)
                && checkContent(message, role.textValue(), path);
    }

    private boolean checkToolCallId(JsonNode message, String role, String path) {
        if (role.equals("tool") && !Json.isGiven(message.get("tool_call_id"))) {
            return refusal.because(path + ".tool_call_id is required when role is tool: the id of the call it answers");
        }
        return checkString(message, "tool_call_id", path);
    }

    private boolean checkContent(JsonNode message, String role, String path) {
        JsonNode content = message.get("content");
        if (content != null && content.isTextual()) {
            return true;
        }
        boolean mayBeNull = role.equals("function") || role.equals("assistant") && saysOtherwise(message);
        if (!Json.isGiven(content) && mayBeNull) {
            return true;
        }
        if (content == null || !content.isArray() || content.isEmpty()) {
            return refusal.because(path + ".content must be a string or an array of parts"
                    + (role.equals("function") ? " or null" : "") + " when role is " + role + "; got "
                    + Json.shown(content));
        }
        for (int i = 0; i < content.size(); i++) {
            if (!checkPart(content.get(i), path + ".content[" + i + "]")) {
                return false;
            }
        }
        return true;
    }

    private static boolean saysOtherwise(JsonNode message) {
        return INSTEAD.stream().anyMatch(field -> Json.isGiven(message.get(field)));
    }

    private boolean checkPart(JsonNode part, String path) {
        if (!part.isObject()) {
            return refusal.because(path + " must be an object; got " + Json.shown(part));
        }
        JsonNode type = part.get("type");
        if (type == null || !type.isTextual() || !PARTS.contains(type.textValue())) {
            return refusal.because(
                    path + ".type must be one of " + String.join(", ", PARTS) + "; got " + Json.shown(type));
        }
        JsonNode payload = part.get(type.textValue()); // the member is named like the type
        boolean written = type.textValue().equals("text") || type.textValue().equals("refusal");
        if (written ? payload == null || !payload.isTextual() : payload == null || !payload.isObject()) {
            return refusal.because(path + "." + type.textValue() + " must be " + (written ? "a string" : "an object")
                    + "; got " + Json.shown(payload));
        }
        return true;
    }

    private boolean checkString(JsonNode message, String field, String path) {
        JsonNode value = message.get(field);
        return !Json.isGiven(value)
                || value.isTextual()
                || refusal.because(path + "." + field + " must be a string; got " + Json.shown(value));
    }
}
