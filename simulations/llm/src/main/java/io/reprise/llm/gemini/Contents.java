package io.reprise.llm.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import io.reprise.llm.json.Json;
import io.reprise.llm.json.Refusal;
import java.util.List;

/** Checks the turns of a conversation the way the real API does. One thread. */
final class Contents {
    private static final List<String> NAMES = List.of("role", "parts");

    private final Refusal refusal;
    private final Parts parts;

    Contents(Refusal refusal) {
        this.refusal = refusal;
        this.parts = new Parts(refusal);
    }

    /** Whether {@code contents} is a conversation; if not, the reason is with the refusal. */
    boolean check(JsonNode contents) {
        if (!Json.isGiven(contents) || contents.isArray() && contents.isEmpty()) {
            return refusal.because("contents is required: an array of at least one turn, such as"
                    + " {\"role\":\"user\",\"parts\":[{\"text\":\"Hello\"}]}");
        }
        if (!contents.isArray()) {
            return refusal.because("contents must be an array of turns; got " + Json.shown(contents));
        }
        for (int i = 0; i < contents.size(); i++) {
            if (!checkTurn(contents.get(i), "contents[" + i + "]")) {
                return false;
            }
        }
        return checkOrder(contents);
    }

    private boolean checkTurn(JsonNode turn, String path) {
        if (!checkContent(turn, path)) {
            return false;
        }
        JsonNode role = turn.get("role");
        boolean known = !Json.isGiven(role)
                || role.isTextual() && List.of("", "user", "model", "function").contains(role.textValue());
        if (!known) {
            return refusal.because(path + ".role must be user or model; got " + Json.shown(role));
        }
        return parts.checkSpeaker(turn.get("parts"), isModel(turn), path + ".parts");
    }

    /** Whether something is an object with parts; if not, the reason is with the refusal. */
    boolean checkContent(JsonNode content, String path) {
        if (!Json.isGiven(content)) {
            return refusal.because(path + " is required: an object with parts");
        }
        if (!content.isObject()) {
            return refusal.because(path + " must be an object with parts; got " + Json.shown(content));
        }
        return UnknownNames.check(content, NAMES, path, refusal) && parts.check(content.get("parts"), path + ".parts");
    }

    /** A user begins, and answers as many function calls as a model makes. */
    private boolean checkOrder(JsonNode contents) {
        if (isModel(contents.get(0))) {
            return refusal.because("contents[0].role must be user: a user's turn begins a conversation; got \"model\"");
        }
        int calls = 0;
        for (int i = 0; i < contents.size(); ) {
            int begin = i;
            int responses = 0;
            while (i < contents.size() && !isModel(contents.get(i))) {
                responses += Parts.count(contents.get(i++), "functionResponse");
            }
            if (responses != calls) {
                return refusal.because("contents[" + begin + "].parts must be as many function responses as the model's"
                        + " turn before has function calls, " + calls + "; got " + responses);
            }
            calls = 0;
            while (i < contents.size()
                    && isModel(contents.get(i))) { // clients may keep each part of a stream as a turn
                calls += Parts.count(contents.get(i++), "functionCall");
            }
        }
        return true;
    }

    /** Who says nothing is a user. */
    static boolean isModel(JsonNode content) {
        return content.path("role").asText("").equals("model");
    }

    static boolean hasFunctionResponse(JsonNode content) {
        return Parts.count(content, "functionResponse") > 0;
    }

    /** All texts, with a space between two. */
    static String text(JsonNode content) {
        StringBuilder text = new StringBuilder();
        for (JsonNode part : content.path("parts")) {
            String one = part.path("text").asText("");
            text.append(text.length() == 0 || one.isEmpty() ? "" : " ").append(one);
        }
        return text.toString();
    }
}
