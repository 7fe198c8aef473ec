package io.reprise.llm.openai;

import com.fasterxml.jackson.databind.JsonNode;
import io.reprise.kernel.state.Xxh64;
import io.reprise.llm.api.Fields;
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
    static final int MAX_CHOICES = 128;
    static final int MAX_TOP_LOGPROBS = 20;

    private final Refusal refusal = new Refusal();
    private final ChatMessages chatMessages = new ChatMessages(refusal);
    private final SettingsReader settings = new SettingsReader(refusal);
    private final StopReader stops = new StopReader(refusal);
    private final ToolReader tools = new ToolReader(refusal, false);
    private final FormatReader format = new FormatReader(refusal, false);
    private final Fields fields = new Fields(refusal);
    private final PromptTokens tokens;
    private final ToolTokens toolTokens;
    private final JsonWriter canonical = new JsonWriter();

    ChatReader(TokenCounter counter) {
        tokens = new PromptTokens(counter);
        toolTokens = new ToolTokens(counter);
    }

    /**
     * Says what is asked, or why it is refused.
     *
     * @param deployment the model's name when the path has it; else empty
     */
    void read(JsonNode body, String deployment, Reading into) {
        Ask ask = into.ask;
        fields.of(body);
        boolean valid = settings.readModel(body, deployment, Models.Kind.CHAT, into)
                && chatMessages.check(body.get("messages"))
                && readMaxTokens(body, into)
                && stops.read(body, ask)
                && fields.integer("seed", Long.MIN_VALUE, Long.MAX_VALUE)
                && settings.read(body, into)
                && fields.integer("n", 1, MAX_CHOICES)
                && checkLogprobs(body)
                && checkStreamOptions(body)
                && settings.readEffort(body, "reasoning_effort", "reasoning_effort", into)
                && format.read(body.get("response_format"), "response_format", into)
                && tools.read(body, into);
        if (!valid) {
            settings.refuse(into);
            return;
        }
        ask.choices = fields.integerOr("n", 1);
        into.hasSeed = fields.has("seed");
        into.seed = into.hasSeed ? body.get("seed").longValue() : 0;
        readConversation(body.get("messages"), into);
        into.promptTokens = tokens.chat(body.get("messages")) + toolTokens.count(body.get("tools"));
        SettingsReader.checkContext("messages", into);
    }

    private boolean readMaxTokens(JsonNode body, Reading into) {
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
        if (Json.isGiven(older) && Models.reasons(into.model)) {
            return refusal.because("max_tokens is not supported with " + into.model + "; use max_completion_tokens");
        }
        into.ask.maxTokens = SettingsReader.limit(Json.isGiven(newer) ? newer : older);
        return true;
    }

    private boolean checkLogprobs(JsonNode body) {
        if (!fields.bool("logprobs") || !fields.integer("top_logprobs", 0, MAX_TOP_LOGPROBS)) {
            return false;
        }
        return !Json.isGiven(body.get("top_logprobs"))
                || fields.isTrue("logprobs")
                || refusal.because("top_logprobs is not allowed unless logprobs is true");
    }

    private boolean checkStreamOptions(JsonNode body) {
        JsonNode options = body.get("stream_options");
        if (!Json.isGiven(options)) {
            return true;
        }
        if (!options.isObject()) {
            return refusal.because("stream_options must be an object; got " + Json.shown(options));
        }
        JsonNode usage = options.get("include_usage");
        if (Json.isGiven(usage) && !usage.isBoolean()) {
            return refusal.because("stream_options.include_usage must be true or false; got " + Json.shown(usage));
        }
        return true;
    }

    /** Hash of the first user message and of the system and developer messages before it; and how long it is. */
    private void readConversation(JsonNode messages, Reading into) {
        canonical.clear();
        for (JsonNode message : messages) {
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
            into.ask.hasToolResult = role.equals("tool") || role.equals("function");
            into.prefill = role.equals("assistant");
        }
        into.messages = messages.size();
        into.conversation = Xxh64.mix(canonical.hash(), messages.size() == 0 ? 0 : 1);
    }

    /** Of a content: a text, or parts some of which have one. */
    static String text(JsonNode content) {
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
