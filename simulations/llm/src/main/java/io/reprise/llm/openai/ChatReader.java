package io.reprise.llm.openai;

import com.fasterxml.jackson.databind.JsonNode;
import io.reprise.kernel.state.Xxh64;
import io.reprise.llm.api.Fields;
import io.reprise.llm.api.Problem;
import io.reprise.llm.api.Reading;
import io.reprise.llm.ask.Ask;
import io.reprise.llm.json.CanonicalJson;
import io.reprise.llm.json.Json;
import io.reprise.llm.json.JsonWriter;
import io.reprise.llm.json.Refusal;
import io.reprise.llm.token.TokenCounter;
import java.util.List;

/** Reads a chat completion request, checked the way the real API does. Event loop only. */
final class ChatReader {
    static final int MAX_MODEL_LENGTH = 256;
    static final int MAX_STOPS = 4;
    static final int MAX_CHOICES = 128;

    private static final String[] NO_STOPS = {};

    private final Refusal refusal = new Refusal();
    private final ChatMessages chatMessages = new ChatMessages(refusal);
    private final Fields fields = new Fields(refusal);
    private final PromptTokens tokens;
    private final JsonWriter canonical = new JsonWriter();

    ChatReader(TokenCounter counter) {
        tokens = new PromptTokens(counter);
    }

    /** Says what is asked, or why it is refused. */
    void read(JsonNode body, Reading into) {
        Ask ask = into.ask;
        fields.of(body);
        boolean valid = readModel(body, into)
                && chatMessages.check(body.get("messages"))
                && readMaxTokens(body, ask)
                && readStops(body, ask)
                && checkNumbers()
                && fields.text("user")
                && fields.text("prompt_cache_key")
                && fields.integer("n", 1, MAX_CHOICES)
                && fields.bool("stream");
        if (!valid) {
            into.refuse(Problem.invalid(refusal.text()));
            return;
        }
        ask.choices = fields.integerOr("n", 1);
        into.stream = fields.isTrue("stream");
        into.hasSeed = Json.isGiven(body.get("seed"));
        into.seed = into.hasSeed ? body.get("seed").longValue() : 0;
        into.session = fields.textOr("user", fields.textOr("prompt_cache_key", ""));
        readConversation(body.get("messages"), into);
        into.promptTokens = tokens.count(body.get("messages"));
    }

    private boolean readModel(JsonNode body, Reading into) {
        JsonNode value = body.get("model");
        if (!Json.isGiven(value)) {
            return refusal.because("model is required: a name, such as " + Models.DEFAULT);
        }
        if (!value.isTextual()) {
            return refusal.because("model must be a string; got " + Json.shown(value));
        }
        into.model = value.textValue();
        return !into.model.isEmpty() && into.model.length() <= MAX_MODEL_LENGTH
                || refusal.because(
                        "model must be 1 to " + MAX_MODEL_LENGTH + " characters long; got " + into.model.length());
    }

    private boolean readMaxTokens(JsonNode body, Ask ask) {
        JsonNode older = body.get("max_tokens");
        JsonNode newer = body.get("max_completion_tokens");
        if (Json.isGiven(older) && Json.isGiven(newer)) {
            return refusal.because(
                    "max_tokens and max_completion_tokens exclude each other; set max_completion_tokens");
        }
        if (!fields.integer("max_tokens", 1, Integer.MAX_VALUE)
                || !fields.integer("max_completion_tokens", 1, Integer.MAX_VALUE)) {
            return false;
        }
        JsonNode given = Json.isGiven(newer) ? newer : older;
        ask.maxTokens = Json.isGiven(given) ? given.intValue() : Ask.NO_LIMIT;
        return true;
    }

    private boolean readStops(JsonNode body, Ask ask) {
        JsonNode stop = body.get("stop");
        ask.stops = NO_STOPS;
        if (!Json.isGiven(stop)) {
            return true;
        }
        if (stop.isTextual()) {
            ask.stops = new String[] {stop.textValue()};
            return checkStop(stop, "stop");
        }
        if (!stop.isArray() || stop.size() > MAX_STOPS) {
            return refusal.because("stop must be a string or an array of up to " + MAX_STOPS + " strings; got "
                    + (stop.isArray() ? stop.size() + " elements" : Json.shown(stop)));
        }
        ask.stops = new String[stop.size()];
        for (int i = 0; i < ask.stops.length; i++) {
            if (!checkStop(stop.get(i), "stop[" + i + "]")) {
                return false;
            }
            ask.stops[i] = stop.get(i).textValue();
        }
        return true;
    }

    private boolean checkStop(JsonNode stop, String path) {
        return stop.isTextual() && !stop.textValue().isEmpty()
                || refusal.because(path + " must be a string of at least one character; got " + Json.shown(stop));
    }

    private boolean checkNumbers() {
        return fields.integer("seed", Long.MIN_VALUE, Long.MAX_VALUE)
                && fields.range("temperature", 0, 2)
                && fields.range("top_p", 0, 1)
                && fields.range("presence_penalty", -2, 2)
                && fields.range("frequency_penalty", -2, 2);
    }

    /** Hash of the first user message and of the system and developer messages before it; and how long it is. */
    private void readConversation(JsonNode messages, Reading into) {
        canonical.clear();
        for (int i = 0; i < messages.size(); i++) {
            JsonNode message = messages.get(i);
            String role = message.get("role").textValue();
            boolean user = role.equals("user");
            if (into.turn == 0 && (user || role.equals("system") || role.equals("developer"))) {
                canonical.string(role);
                CanonicalJson.write(message.get("content"), canonical, List.of());
            }
            into.turn += user ? 1 : 0;
            into.beginsTurn = user;
            if (user) {
                into.ask.hint = text(message.get("content"));
            }
            into.ask.hasToolResult = role.equals("tool");
            into.prefill = role.equals("assistant");
        }
        into.messages = messages.size();
        into.conversation = Xxh64.mix(canonical.hash(), messages.size() == 0 ? 0 : 1);
    }

    private static String text(JsonNode content) {
        if (Json.isText(content)) {
            return content.textValue();
        }
        StringBuilder text = new StringBuilder();
        if (content != null) {
            content.forEach(part -> text.append(part.path("text").asText("")).append(' '));
        }
        return text.toString();
    }
}
