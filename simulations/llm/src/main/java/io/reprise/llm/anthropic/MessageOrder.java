package io.reprise.llm.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import io.reprise.llm.json.Json;
import io.reprise.llm.json.Refusal;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Checks what may follow what: the user begins, system messages stand behind a user's, and calls of tools get their results
 * with the next message. Messages of one role in a row are one message. One thread.
 */
final class MessageOrder {
    /** What the real API says, which clients look for. */
    static final String NO_PREFILL =
            "This model does not support assistant message prefill. The conversation must end with a user message.";

    private final Refusal refusal;
    private final Set<String> calls = new LinkedHashSet<>();
    private final Set<String> unanswered = new LinkedHashSet<>();
    private JsonNode messages;
    private String model;
    private String role;
    private int lastAssistant;
    private boolean resultsAreOver;

    MessageOrder(Refusal refusal) {
        this.refusal = refusal;
    }

    /** @param newMessages each of which is in order by itself */
    boolean check(JsonNode newMessages, String newModel) {
        messages = newMessages;
        model = newModel;
        role = "";
        calls.clear();
        unanswered.clear();
        for (int i = 0; i < messages.size(); i++) {
            if (!checkMessage(i)) {
                return false;
            }
        }
        return areAnswered();
    }

    private boolean checkMessage(int index) {
        String before = role;
        role = messages.get(index).get("role").textValue();
        if (index == 0 && !role.equals(Messages.USER)) {
            return refusal.because("messages[0].role must be user: the first message is the user's, and what the system"
                    + " says before it goes into the field system; got \"" + role + '"');
        }
        return switch (role) {
            case Messages.SYSTEM -> checkSystem(index);
            case Messages.ASSISTANT -> (before.equals(Messages.ASSISTANT) || areAnswered()) && addCalls(index);
            default -> {
                resultsAreOver &= before.equals(Messages.USER);
                yield checkResults(index);
            }
        };
    }

    private boolean checkSystem(int index) {
        String path = "messages[" + index + "].role";
        if (!Models.takesSystemMessages(model)) {
            return refusal.because(path + " must be user or assistant: role 'system' is not supported on this model");
        }
        JsonNode before = messages.get(index - 1);
        boolean follows = before.get("role").textValue().equals(Messages.USER) || Messages.endsWithServerTool(before);
        if (!follows) {
            return refusal.because(path + " must be user or assistant here: role 'system' must follow a 'user' message"
                    + " or an 'assistant' message that ends with a server tool");
        }
        boolean precedes = index == messages.size() - 1
                || messages.get(index + 1).get("role").textValue().equals(Messages.ASSISTANT);
        return precedes
                || refusal.because(path + " must be user or assistant here: role 'system' must precede an 'assistant'"
                        + " message or end the array");
    }

    private boolean addCalls(int index) {
        JsonNode content = messages.get(index).get("content");
        lastAssistant = index;
        for (int i = 0; i < content.size(); i++) {
            JsonNode block = content.get(i);
            if (block.get("type").textValue().equals(MessageBlocks.TOOL_USE)) {
                String id = block.get("id").textValue();
                if (!calls.add(id)) {
                    return refusal.because(path(index, i) + ".id must be unique: `tool_use` ids must be unique; got \""
                            + Json.shortened(id, 64) + "\" again");
                }
                unanswered.add(id);
            }
        }
        return true;
    }

    private boolean checkResults(int index) {
        JsonNode content = messages.get(index).get("content");
        resultsAreOver |= content.isTextual();
        for (int i = 0; i < content.size(); i++) {
            if (!content.get(i).get("type").textValue().equals(MessageBlocks.TOOL_RESULT)) {
                resultsAreOver = true;
            } else if (!checkResult(content.get(i), path(index, i))) {
                return false;
            }
        }
        return true;
    }

    private boolean checkResult(JsonNode block, String path) {
        String id = block.get("tool_use_id").textValue();
        if (!unanswered.remove(id)) {
            return refusal.because(
                    path + ".tool_use_id must be the id of a tool_use block in the message before that has"
                            + " no other result: unexpected `tool_use_id` found in `tool_result` blocks: "
                            + Json.shortened(id, 64));
        }
        return !resultsAreOver
                || refusal.because(path + " must be before all other blocks of the user: `tool_result` blocks must come"
                        + " first");
    }

    private boolean areAnswered() {
        return unanswered.isEmpty()
                || refusal.because("messages[" + lastAssistant + "] must be followed by a `tool_result` block for every"
                        + " `tool_use` block: `tool_use` ids were found without `tool_result` blocks immediately after: "
                        + Json.shortened(String.join(", ", unanswered), 200));
    }

    private static String path(int message, int block) {
        return "messages[" + message + "].content[" + block + ']';
    }
}
