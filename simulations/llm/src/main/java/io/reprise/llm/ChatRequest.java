package io.reprise.llm;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.agrona.DirectBuffer;

/**
 * A chat completion request, read from its payload and checked the way the real API does. What is checked is what this
 * version acts upon or would have to disobey; everything else is accepted and ignored. Valid until the next read. One
 * thread.
 */
final class ChatRequest {
    /** {@link #maxTokens()} when the request sets none. */
    static final int NO_LIMIT = Integer.MAX_VALUE;

    static final int MAX_MODEL_LENGTH = 256;
    static final int MAX_STOPS = 4;

    private static final String[] NO_STOPS = {};

    private final Refusal refusal = new Refusal();
    private final JsonBodyReader bodies = new JsonBodyReader(refusal);
    private final ChatMessages chatMessages = new ChatMessages(refusal);
    private JsonNode body;
    private String model;
    private int maxTokens;
    private String[] stops;

    /** Whether the payload is a valid request; if not, {@link #refusal()} says why. */
    boolean read(DirectBuffer buffer, int offset, int length) {
        body = bodies.read(buffer, offset, length);
        return body != null
                && readModel()
                && chatMessages.check(messages())
                && readMaxTokens()
                && readStops()
                && checkNumbers()
                && checkTexts()
                && checkOffered();
    }

    String refusal() {
        return refusal.text();
    }

    /** The whole request. */
    JsonNode body() {
        return body;
    }

    String model() {
        return model;
    }

    JsonNode messages() {
        return body.get("messages");
    }

    /** Whether the request begins a turn, rather than going on with one after a tool's result. */
    boolean endsWithUser() {
        JsonNode messages = messages();
        return messages.get(messages.size() - 1).get("role").textValue().equals("user");
    }

    /** The limit of the answer, or {@link #NO_LIMIT}. */
    int maxTokens() {
        return maxTokens;
    }

    /** Sequences to end the answer before; not to be changed. */
    String[] stops() {
        return stops;
    }

    boolean hasSeed() {
        return Json.isGiven(body.get("seed"));
    }

    /** Only if {@link #hasSeed()}. */
    long seed() {
        return body.get("seed").longValue();
    }

    private boolean readModel() {
        JsonNode value = body.get("model");
        if (!Json.isGiven(value)) {
            return refusal.because("model is required: a name, such as " + Models.DEFAULT);
        }
        if (!value.isTextual()) {
            return refusal.because("model must be a string; got " + Json.shown(value));
        }
        model = value.textValue();
        return !model.isEmpty() && model.length() <= MAX_MODEL_LENGTH
                || refusal.because(
                        "model must be 1 to " + MAX_MODEL_LENGTH + " characters long; got " + model.length());
    }

    private boolean readMaxTokens() {
        JsonNode older = body.get("max_tokens");
        JsonNode newer = body.get("max_completion_tokens");
        if (Json.isGiven(older) && Json.isGiven(newer)) {
            return refusal.because(
                    "max_tokens and max_completion_tokens exclude each other; set max_completion_tokens");
        }
        if (!checkInteger("max_tokens", 1, Integer.MAX_VALUE)
                || !checkInteger("max_completion_tokens", 1, Integer.MAX_VALUE)) {
            return false;
        }
        JsonNode given = Json.isGiven(newer) ? newer : older;
        maxTokens = Json.isGiven(given) ? given.intValue() : NO_LIMIT;
        return true;
    }

    private boolean readStops() {
        JsonNode stop = body.get("stop");
        if (!Json.isGiven(stop)) {
            stops = NO_STOPS;
            return true;
        }
        if (stop.isTextual()) {
            stops = new String[] {stop.textValue()};
            return checkStop(stop, "stop");
        }
        if (!stop.isArray() || stop.size() > MAX_STOPS) {
            return refusal.because("stop must be a string or an array of up to " + MAX_STOPS + " strings; got "
                    + (stop.isArray() ? stop.size() + " elements" : Json.shown(stop)));
        }
        stops = new String[stop.size()];
        for (int i = 0; i < stops.length; i++) {
            if (!checkStop(stop.get(i), "stop[" + i + "]")) {
                return false;
            }
            stops[i] = stop.get(i).textValue();
        }
        return true;
    }

    private boolean checkStop(JsonNode stop, String path) {
        return stop.isTextual() && !stop.textValue().isEmpty()
                || refusal.because(path + " must be a string of at least one character; got " + Json.shown(stop));
    }

    private boolean checkNumbers() {
        return checkInteger("seed", Long.MIN_VALUE, Long.MAX_VALUE)
                && checkRange("temperature", 0, 2)
                && checkRange("top_p", 0, 1)
                && checkRange("presence_penalty", -2, 2)
                && checkRange("frequency_penalty", -2, 2);
    }

    private boolean checkTexts() {
        return checkText("user") && checkText("prompt_cache_key");
    }

    /** What a client may ask for, but would not get: better no answer than a wrong one. */
    private boolean checkOffered() {
        return checkInteger("n", 1, 128)
                && checkBoolean("stream")
                && checkBoolean("logprobs")
                && checkOnly("n", "1", "more than one choice is not offered yet")
                && checkOnly("stream", "false", "streaming is not offered yet")
                && checkOnly("logprobs", "false", "log probabilities are not offered yet")
                && checkToolChoice()
                && checkResponseFormat();
    }

    private boolean checkOnly(String field, String only, String why) {
        JsonNode value = body.get(field);
        return !Json.isGiven(value)
                || value.asText().equals(only)
                || refusal.because(field + " must be " + only + ": " + why + "; got " + Json.shown(value));
    }

    private boolean checkToolChoice() {
        JsonNode choice = body.get("tool_choice");
        return !Json.isGiven(choice)
                || choice.isTextual() && List.of("auto", "none").contains(choice.textValue())
                || refusal.because(
                        "tool_choice must be auto or none: tool calls are not offered yet; got " + Json.shown(choice));
    }

    private boolean checkResponseFormat() {
        JsonNode format = body.get("response_format");
        if (!Json.isGiven(format)) {
            return true;
        }
        if (!format.isObject()) {
            return refusal.because("response_format must be an object; got " + Json.shown(format));
        }
        JsonNode type = format.get("type");
        return Json.isText(type) && type.textValue().equals("text")
                || refusal.because(
                        "response_format.type must be text: JSON answers are not offered yet; got " + Json.shown(type));
    }

    private boolean checkInteger(String field, long min, long max) {
        JsonNode value = body.get(field);
        if (!Json.isGiven(value)) {
            return true;
        }
        boolean inRange = value.isIntegralNumber()
                && value.canConvertToLong()
                && value.longValue() >= min
                && value.longValue() <= max;
        return inRange
                || refusal.because(
                        field + " must be an integer from " + min + " to " + max + "; got " + Json.shown(value));
    }

    private boolean checkRange(String field, int min, int max) {
        JsonNode value = body.get(field);
        if (!Json.isGiven(value)) {
            return true;
        }
        boolean inRange = value.isNumber() && value.doubleValue() >= min && value.doubleValue() <= max;
        return inRange
                || refusal.because(
                        field + " must be a number from " + min + " to " + max + "; got " + Json.shown(value));
    }

    private boolean checkBoolean(String field) {
        JsonNode value = body.get(field);
        return !Json.isGiven(value)
                || value.isBoolean()
                || refusal.because(field + " must be true or false; got " + Json.shown(value));
    }

    private boolean checkText(String field) {
        JsonNode value = body.get(field);
        return !Json.isGiven(value)
                || value.isTextual()
                || refusal.because(field + " must be a string; got " + Json.shown(value));
    }
}
