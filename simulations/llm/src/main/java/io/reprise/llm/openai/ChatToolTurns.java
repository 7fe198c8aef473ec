package io.reprise.llm.openai;

import com.fasterxml.jackson.databind.JsonNode;
import io.reprise.llm.json.Json;
import io.reprise.llm.json.Refusal;
import java.util.ArrayList;
import java.util.List;

/** Checks calls of tools in a conversation, and that each is answered right behind the message that made it. One thread. */
final class ChatToolTurns {
    private final Refusal refusal;
    private final List<String> open = new ArrayList<>();
    private final List<String> made = new ArrayList<>();

    ChatToolTurns(Refusal refusal) {
        this.refusal = refusal;
    }

    /** The calls one message makes. */
    boolean checkCalls(JsonNode message, String path) {
        JsonNode calls = message.get("tool_calls");
        if (!Json.isGiven(calls)) {
            return true;
        }
        if (!message.path("role").asText("").equals("assistant")) {
            return refusal.because(path + ".tool_calls is not allowed unless role is assistant");
        }
        if (!calls.isArray() || calls.isEmpty()) {
            return refusal.because(
                    path + ".tool_calls must be an array of at least one call; got " + Json.shown(calls));
        }
        for (int i = 0; i < calls.size(); i++) {
            if (!checkCall(calls.get(i), path + ".tool_calls[" + i + "]")) {
                return false;
            }
        }
        return true;
    }

    private boolean checkCall(JsonNode call, String path) {
        if (!call.isObject()) {
            return refusal.because(path + " must be an object; got " + Json.shown(call));
        }
        String type = call.path("type").asText("");
        if (!type.equals("function") && !type.equals("custom")) {
            return refusal.because(path + ".type must be one of function, custom; got " + Json.shown(call.get("type")));
        }
        return checkText(call, "id", path)
                && (call.path(type).isObject()
                        || refusal.because(path + "." + type + " must be an object; got " + Json.shown(call.get(type))))
                && checkText(call.get(type), "name", path + "." + type)
                && checkText(call.get(type), type.equals("custom") ? "input" : "arguments", path + "." + type);
    }

    private boolean checkText(JsonNode object, String field, String path) {
        JsonNode value = object.get(field);
        if (!Json.isGiven(value)) {
            return refusal.because(path + "." + field + " is required: a string");
        }
        return value.isTextual() || refusal.because(path + "." + field + " must be a string; got " + Json.shown(value));
    }

    /** @param messages each of which is valid by itself */
    boolean check(JsonNode messages) {
        open.clear();
        made.clear();
        int caller = -1;
        for (int i = 0; i < messages.size(); i++) {
            JsonNode message = messages.get(i);
            if (message.get("role").textValue().equals("tool")) {
                if (!checkAnswer(message, "messages[" + i + "]", caller)) {
                    return false;
                }
                continue;
            }
            if (!checkNoneOpen(caller)) {
                return false;
            }
            made.clear();
            message.path("tool_calls").forEach(call -> made.add(call.get("id").textValue()));
            open.addAll(made);
            caller = made.isEmpty() ? -1 : i;
        }
        return checkNoneOpen(caller);
    }

    private boolean checkAnswer(JsonNode message, String path, int caller) {
        if (caller < 0) {
            return refusal.because(path + ".role is not allowed here: messages with role 'tool' must be a response to a"
                    + " preceding message with 'tool_calls'");
        }
        String id = message.get("tool_call_id").textValue();
        open.remove(id);
        return made.contains(id)
                || refusal.because(path + ".tool_call_id must be found in 'tool_calls' of messages[" + caller
                        + "]; got \"" + Json.shortened(id, 40) + "\"");
    }

    private boolean checkNoneOpen(int caller) {
        return open.isEmpty()
                || refusal.because("messages[" + caller + "].tool_calls must be followed by tool messages responding to"
                        + " each 'tool_call_id'. The following tool_call_ids did not have response messages: "
                        + Json.shortened(String.join(", ", open), 200));
    }
}
