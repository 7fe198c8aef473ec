package io.reprise.llm.openai;

import com.fasterxml.jackson.databind.JsonNode;
import io.reprise.kernel.state.Xxh64;
import io.reprise.llm.api.Fields;
import io.reprise.llm.api.Ids;
import io.reprise.llm.api.Problem;
import io.reprise.llm.api.Reading;
import io.reprise.llm.json.CanonicalJson;
import io.reprise.llm.json.Json;
import io.reprise.llm.json.JsonWriter;
import io.reprise.llm.json.Refusal;
import io.reprise.llm.token.TokenCounter;
import java.util.List;

/** Reads a request for a response, checked the way the real API does. Event loop only. */
final class ResponsesReader {
    /** What the names of responses begin with. */
    static final String PREFIX = "resp_";

    private static final int MIN_MAX_TOKENS = 16;

    private final Refusal refusal = new Refusal();
    private final ResponseInput input = new ResponseInput(refusal);
    private final SettingsReader settings = new SettingsReader(refusal);
    private final ToolReader tools = new ToolReader(refusal, true);
    private final FormatReader format = new FormatReader(refusal, true);
    private final Fields fields = new Fields(refusal);
    private final PromptTokens tokens;
    private final ToolTokens toolTokens;
    private final JsonWriter canonical = new JsonWriter();

    ResponsesReader(TokenCounter counter) {
        tokens = new PromptTokens(counter);
        toolTokens = new ToolTokens(counter);
    }

    /** Says what is asked, or why it is refused. */
    void read(JsonNode body, Reading into) {
        fields.of(body);
        boolean valid = settings.readModel(body, "", Models.Kind.CHAT, into)
                && fields.text("instructions")
                && readPrevious(body, into)
                && input.check(body.get("input"), mayLackInput(body), into.kept != 0 || fields.has("conversation"))
                && fields.integer("max_output_tokens", MIN_MAX_TOKENS, Integer.MAX_VALUE)
                && fields.integer("max_tool_calls", 1, Integer.MAX_VALUE)
                && fields.integer("top_logprobs", 0, ChatReader.MAX_TOP_LOGPROBS)
                && fields.bool("store")
                && fields.bool("background")
                && settings.read(body, into)
                && checkObject(body, "reasoning")
                && settings.readEffort(body.path("reasoning"), "effort", "reasoning.effort", into)
                && checkObject(body, "text")
                && format.read(body.path("text").get("format"), "text.format", into)
                && tools.read(body, into)
                && checkTruncation(body);
        if (!valid) {
            settings.refuse(into);
            return;
        }
        into.ask.maxTokens = SettingsReader.limit(body.get("max_output_tokens"));
        into.store = !fields.has("store") || fields.isTrue("store");
        readConversation(body, into);
        into.promptTokens =
                tokens.response(body.get("instructions"), body.get("input")) + toolTokens.count(body.get("tools"));
        into.echo = ResponseEcho.of(body, into);
        SettingsReader.checkContext("input", into);
    }

    /** A prompt kept at the provider, or what was said before, may stand for the input. */
    private static boolean mayLackInput(JsonNode body) {
        return List.of("prompt", "previous_response_id", "conversation").stream()
                .anyMatch(field -> Json.isGiven(body.get(field)));
    }

    private boolean readPrevious(JsonNode body, Reading into) {
        if (!fields.text("previous_response_id")) {
            return false;
        }
        if (!fields.has("previous_response_id")) {
            return true;
        }
        if (fields.has("conversation")) {
            return refusal.because("previous_response_id and conversation exclude each other; leave out one");
        }
        String previous = body.get("previous_response_id").textValue();
        into.kept = Ids.seedOf(previous, PREFIX);
        if (into.kept == 0) {
            into.refuse(new Problem(
                    400,
                    "",
                    "previous_response_not_found",
                    "previous_response_id",
                    "previous_response_id is not the id of a stored response; got \"" + Json.shortened(previous, 80)
                            + "\""));
        }
        return into.kept != 0;
    }

    private boolean checkObject(JsonNode body, String field) {
        JsonNode value = body.get(field);
        return !Json.isGiven(value)
                || value.isObject()
                || refusal.because(field + " must be an object; got " + Json.shown(value));
    }

    private boolean checkTruncation(JsonNode body) {
        JsonNode value = body.get("truncation");
        String text = Json.isGiven(value) ? value.asText("") : "disabled";
        return text.equals("auto")
                || text.equals("disabled")
                || refusal.because("truncation must be one of auto, disabled; got " + Json.shown(value));
    }

    private void readConversation(JsonNode body, Reading into) {
        canonical.clear();
        CanonicalJson.write(body.get("instructions"), canonical, List.of());
        JsonNode items = body.get("input");
        if (Json.isText(items)) {
            canonical.string(items.textValue());
            addTurn(items, into);
            into.messages = 1;
        } else if (items != null) {
            items.forEach(item -> readItem(item, into));
        }
        into.conversation = Xxh64.mix(canonical.hash(), 1);
        if (into.session.isEmpty()) {
            JsonNode conversation = body.path("conversation");
            into.session = conversation.path("id").asText(conversation.asText(""));
        }
    }

    private void readItem(JsonNode item, Reading into) {
        String role = item.path("role").asText("");
        if (into.turn == 0 && !role.isEmpty() && !role.equals("assistant")) {
            canonical.string(role);
            CanonicalJson.write(item.get("content"), canonical, List.of());
        }
        if (role.equals("user")) {
            addTurn(item.get("content"), into);
        } else {
            into.beginsTurn = false;
            into.ask.hasToolResult = item.has("output");
        }
        into.messages++;
        into.prefill = role.equals("assistant");
    }

    private static void addTurn(JsonNode content, Reading into) {
        into.turn++;
        into.beginsTurn = true;
        into.ask.hint = ChatReader.text(content);
        into.ask.hasToolResult = false;
    }
}
