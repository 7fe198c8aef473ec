package io.reprise.llm.openai;

import com.fasterxml.jackson.databind.JsonNode;
import io.reprise.llm.json.Json;
import io.reprise.llm.json.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Checks the input of a request for a response: a text, or items. One thread. */
final class ResponseInput {
    private static final List<String> ROLES = List.of("user", "assistant", "system", "developer");
    private static final List<String> PARTS =
            List.of("input_text", "input_image", "input_file", "input_audio", "output_text", "refusal");

    /** Items of tools that the provider runs, and others that only carry what was: taken as they are. */
    private static final Pattern CARRIED =
            Pattern.compile("reasoning|item_reference|compaction|[a-z_]+_call|[a-z_]+_call_output|mcp_[a-z_]+");

    private final Refusal refusal;
    private final List<String> calls = new ArrayList<>();
    private final List<String> open = new ArrayList<>();

    ResponseInput(Refusal refusal) {
        this.refusal = refusal;
    }

    /**
     * @param mayLack whether there may be none
     * @param goesOn whether calls that were made before may be answered
     */
    boolean check(JsonNode input, boolean mayLack, boolean goesOn) {
        if (!Json.isGiven(input)) {
            return mayLack || refusal.because("input is required: a text or an array of items");
        }
        if (input.isTextual()) {
            return true;
        }
        if (!input.isArray() || input.isEmpty() && !mayLack) {
            return refusal.because("input must be a string or an array of at least one item; got " + Json.shown(input));
        }
        calls.clear();
        open.clear();
        boolean refersElsewhere = goesOn;
        for (int i = 0; i < input.size(); i++) {
            JsonNode item = input.get(i);
            refersElsewhere |= item.path("type").asText("").equals("item_reference");
            if (!checkItem(item, "input[" + i + "]", refersElsewhere)) {
                return false;
            }
        }
        return open.isEmpty()
                || refusal.because("input is not whole: no tool output found for function call "
                        + Json.shortened(open.get(0), 80));
    }

    private boolean checkItem(JsonNode item, String path, boolean goesOn) {
        if (!item.isObject()) {
            return refusal.because(path + " must be an object; got " + Json.shown(item));
        }
        String type = item.path("type").asText(item.has("role") ? "message" : "");
        switch (type) {
            case "message" -> {
                return checkMessage(item, path);
            }
            case "function_call", "custom_tool_call" -> {
                String said = type.equals("function_call") ? "arguments" : "input";
                boolean valid = checkText(item, "call_id", path)
                        && checkText(item, "name", path)
                        && checkText(item, said, path);
                if (valid) {
                    calls.add(item.get("call_id").textValue());
                    open.add(item.get("call_id").textValue());
                }
                return valid;
            }
            case "function_call_output", "custom_tool_call_output" -> {
                return checkOutput(item, path, goesOn);
            }
            default -> {
                return CARRIED.matcher(type).matches()
                        || refusal.because(path + ".type must be one of message, function_call, function_call_output,"
                                + " custom_tool_call, custom_tool_call_output, reasoning, item_reference or the name of"
                                + " another item of the API; got " + Json.shown(item.get("type")));
            }
        }
    }

    private boolean checkMessage(JsonNode item, String path) {
        JsonNode role = item.get("role");
        if (!Json.isText(role) || !ROLES.contains(role.textValue())) {
            return refusal.because(
                    path + ".role must be one of " + String.join(", ", ROLES) + "; got " + Json.shown(role));
        }
        return checkContent(item.get("content"), path + ".content");
    }

    private boolean checkContent(JsonNode content, String path) {
        if (Json.isText(content)) {
            return true;
        }
        if (content == null || !content.isArray()) {
            return refusal.because(path + " must be a string or an array of parts; got " + Json.shown(content));
        }
        for (int i = 0; i < content.size(); i++) {
            if (!checkPart(content.get(i), path + "[" + i + "]")) {
                return false;
            }
        }
        return true;
    }

    private boolean checkPart(JsonNode part, String path) {
        String type = part.path("type").asText("");
        if (!PARTS.contains(type)) {
            return refusal.because(path + ".type must be one of " + String.join(", ", PARTS) + "; got "
                    + Json.shown(part.get("type")));
        }
        return switch (type) {
            case "input_text", "output_text" -> checkText(part, "text", path);
            case "refusal" -> checkText(part, "refusal", path);
            default -> true;
        };
    }

    private boolean checkOutput(JsonNode item, String path, boolean goesOn) {
        if (!checkText(item, "call_id", path)) {
            return false;
        }
        String id = item.get("call_id").textValue();
        if (!calls.contains(id) && !goesOn) {
            return refusal.because(
                    path + ".call_id must be that of a call before it: no tool call found for function call"
                            + " output with call_id " + Json.shortened(id, 80));
        }
        open.remove(id);
        return checkContent(item.get("output"), path + ".output");
    }

    private boolean checkText(JsonNode object, String field, String path) {
        JsonNode value = object.get(field);
        if (!Json.isGiven(value)) {
            return refusal.because(path + "." + field + " is required: a string");
        }
        return value.isTextual() || refusal.because(path + "." + field + " must be a string; got " + Json.shown(value));
    }
}
