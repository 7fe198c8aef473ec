package io.reprise.llm.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import io.reprise.llm.json.Json;
import io.reprise.llm.json.Refusal;
import java.util.List;

/** Checks the parts of a turn. One thread. */
final class Parts {
    /** A part is one of these; the last ones are taken and mean nothing here. */
    private static final List<String> KINDS = List.of(
            "text",
            "inlineData",
            "fileData",
            "functionCall",
            "functionResponse",
            "executableCode",
            "codeExecutionResult",
            "toolCall",
            "toolResponse");

    private static final String BASE64 = "[A-Za-z0-9+/_=\\s-]*+";

    private final Refusal refusal;

    Parts(Refusal refusal) {
        this.refusal = refusal;
    }

    boolean check(JsonNode parts, String path) {
        if (!Json.isGiven(parts) || parts.isArray() && parts.isEmpty()) {
            return refusal.because(path + " is required: an array of at least one part, such as {\"text\":\"Hello\"}");
        }
        if (!parts.isArray()) {
            return refusal.because(path + " must be an array of parts; got " + Json.shown(parts));
        }
        for (int i = 0; i < parts.size(); i++) {
            if (!checkPart(parts.get(i), path + "[" + i + "]")) {
                return false;
            }
        }
        return true;
    }

    /** Whether calls are a model's and their results a user's. */
    boolean checkSpeaker(JsonNode parts, boolean model, String path) {
        String foreign = model ? "functionResponse" : "functionCall";
        for (int i = 0; i < parts.size(); i++) {
            if (Json.isGiven(parts.get(i).get(foreign))) {
                return refusal.because(path + "[" + i + "]." + foreign + " may not be in a turn of role "
                        + (model ? "model; results are a user's" : "user; calls are a model's"));
            }
        }
        return true;
    }

    static int count(JsonNode content, String kind) {
        int count = 0;
        for (JsonNode part : content.path("parts")) {
            count += Json.isGiven(part.get(kind)) ? 1 : 0;
        }
        return count;
    }

    private boolean checkPart(JsonNode part, String path) {
        if (!part.isObject()) {
            return refusal.because(path + " must be an object; got " + Json.shown(part));
        }
        List<String> given =
                KINDS.stream().filter(kind -> Json.isGiven(part.get(kind))).toList();
        boolean signed = Json.isGiven(part.get("thoughtSignature")); // may stand alone at the end of a turn
        if (given.size() > 1 || given.isEmpty() && !signed) {
            return refusal.because(path + " must have one of " + String.join(", ", KINDS) + "; got "
                    + (given.isEmpty() ? "none" : String.join(" and ", given)));
        }
        return given.isEmpty() || checkKind(given.get(0), part.get(given.get(0)), path + "." + given.get(0));
    }

    private boolean checkKind(String kind, JsonNode value, String path) {
        if (kind.equals("text")) {
            return value.isTextual() || refusal.because(path + " must be a string; got " + Json.shown(value));
        }
        if (!value.isObject()) {
            return refusal.because(path + " must be an object; got " + Json.shown(value));
        }
        return switch (kind) {
            case "inlineData" -> text(value, "mimeType", path) && text(value, "data", path) && base64(value, path);
            case "fileData" -> text(value, "fileUri", path);
            case "functionCall" -> text(value, "name", path) && object(value, "args", path);
            case "functionResponse" -> text(value, "name", path) && object(value, "response", path);
            default -> true;
        };
    }

    private boolean text(JsonNode object, String name, String path) {
        JsonNode value = object.get(name);
        if (!Json.isGiven(value)) {
            return refusal.because(path + "." + name + " is required: a string of at least one character");
        }
        return value.isTextual() && !value.textValue().isEmpty()
                || refusal.because(
                        path + "." + name + " must be a string of at least one character; got " + Json.shown(value));
    }

    private boolean base64(JsonNode data, String path) {
        return data.get("data").textValue().matches(BASE64)
                || refusal.because(path + ".data must be base64; got " + Json.shown(data.get("data")));
    }

    private boolean object(JsonNode object, String name, String path) {
        JsonNode value = object.get(name);
        return !Json.isGiven(value)
                || value.isObject()
                || refusal.because(path + "." + name + " must be an object; got " + Json.shown(value));
    }
}
