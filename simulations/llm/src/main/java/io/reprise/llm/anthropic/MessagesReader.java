package io.reprise.llm.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import io.reprise.kernel.state.Xxh64;
import io.reprise.llm.api.Fields;
import io.reprise.llm.api.Problem;
import io.reprise.llm.api.Reading;
import io.reprise.llm.ask.Ask;
import io.reprise.llm.frame.Action;
import io.reprise.llm.json.CanonicalJson;
import io.reprise.llm.json.Json;
import io.reprise.llm.json.JsonWriter;
import io.reprise.llm.json.Refusal;
import io.reprise.llm.token.TokenCounter;
import java.util.List;

/** Reads a request for a message, or for the count of its tokens, checked the way the real API does. Event loop only. */
final class MessagesReader {
    static final int MAX_MODEL_LENGTH = 256;

    /** Those of betas too, which are taken and ignored. */
    private static final List<String> FIELDS = List.of(
            "model",
            "messages",
            "max_tokens",
            "system",
            "stream",
            "stop_sequences",
            "temperature",
            "top_p",
            "top_k",
            "tools",
            "tool_choice",
            "thinking",
            "output_config",
            "metadata",
            "service_tier",
            "speed",
            "cache_control",
            "billing_policy",
            "compaction",
            "container",
            "context_management",
            "diagnostics",
            "fallback_credit_token",
            "fallbacks",
            "inference_geo",
            "mcp_servers",
            "output_format",
            "thread",
            "user_profile_id",
            "workspace_id");

    private final Refusal refusal = new Refusal();
    private final Demands demands = new Demands(refusal);
    private final Fields fields = new Fields(refusal);
    private final MessageBlocks blocks = new MessageBlocks(refusal);
    private final Messages messages = new Messages(refusal, blocks);
    private final ToolsReader tools = new ToolsReader(refusal, blocks);
    private final OptionsReader options = new OptionsReader(refusal);
    private final JsonWriter canonical = new JsonWriter();
    private final PromptTokens tokens;

    MessagesReader(TokenCounter counter) {
        tokens = new PromptTokens(counter);
    }

    /**
     * Says what is asked, or why it is refused.
     *
     * @param counting whether only the prompt's tokens are asked for
     */
    void read(JsonNode body, Dialect dialect, boolean counting, Reading into) {
        blocks.start(dialect);
        boolean valid = readModel(body, into)
                && (counting || options.readMaxTokens(body, into.ask))
                && blocks.checkSystem(body.get("system"))
                && messages.check(body.get("messages"), into.model)
                && blocks.checkCacheControl(body, "")
                && readConversation(body, into)
                && tools.read(body, into.ask)
                && options.readStops(body, into.ask)
                && options.checkSampling(body, dialect)
                && options.readThinking(body, into.ask)
                && options.readOutput(body, into.ask)
                && options.readUrgency(body, into)
                && options.readMetadata(body, into)
                && fields.of(body).bool("stream")
                && demands.nothingBut(body, "", FIELDS)
                && checkPrefill(body.get("messages"), into)
                && checkThoughts(body);
        Problem unknown = valid ? Models.problem(into.model, "model") : Problem.invalid(refusal.text());
        if (unknown != null) {
            into.refuse(unknown);
            return;
        }
        into.promptTokens = tokens.count(body);
        into.stream = !counting && fields.of(body).isTrue("stream");
        if (counting) {
            into.action = Action.ACCOUNT;
        }
    }

    private boolean readModel(JsonNode body, Reading into) {
        JsonNode value = body.get("model");
        if (!Json.isGiven(value)) {
            return refusal.because("model is required: a name, such as " + Models.EXAMPLE);
        }
        if (!value.isTextual()) {
            return refusal.because("model must be a string; got " + Json.shown(value));
        }
        into.model = value.textValue();
        return !into.model.isEmpty() && into.model.length() <= MAX_MODEL_LENGTH
                || refusal.because(
                        "model must be 1 to " + MAX_MODEL_LENGTH + " characters long; got " + into.model.length());
    }

    /** How the conversation began, how long it is, and who spoke last. Results of tools begin no turn. */
    private boolean readConversation(JsonNode body, Reading into) {
        JsonNode all = body.get("messages");
        canonical.clear();
        CanonicalJson.write(body.get("system"), canonical, List.of());
        CanonicalJson.write(all.get(0).get("content"), canonical, List.of());
        into.conversation = Xxh64.mix(canonical.hash(), 1);
        into.messages = all.size();
        for (JsonNode message : all) {
            String role = message.get("role").textValue();
            if (role.equals(Messages.USER)) {
                into.ask.hasToolResult = Messages.hasToolResult(message);
                into.beginsTurn = !into.ask.hasToolResult;
                into.turn += into.beginsTurn ? 1 : 0;
                into.ask.hint = text(message.get("content"));
            } else if (role.equals(Messages.ASSISTANT)) {
                into.ask.hasToolResult = false;
                into.beginsTurn = false;
            }
        }
        into.prefill = Messages.endsWithPrefill(all);
        return true;
    }

    private static String text(JsonNode content) {
        if (content.isTextual()) {
            return content.textValue();
        }
        StringBuilder text = new StringBuilder();
        content.forEach(block -> text.append(block.path("text").asText("")).append(' '));
        return text.toString();
    }

    private boolean checkPrefill(JsonNode all, Reading into) {
        if (!into.prefill) {
            return true;
        }
        Ask ask = into.ask;
        int last = all.size() - 1;
        if (!Models.takesPrefill(into.model) || ask.thinkingTokens > 0 || ask.form != Ask.Form.TEXT) {
            return refusal.because("messages[" + last + "].role must be user: " + MessageOrder.NO_PREFILL);
        }
        JsonNode content = all.get(last).get("content");
        String end = content.isTextual()
                ? content.textValue()
                : content.path(content.size() - 1).path("text").asText("");
        return end.isEmpty()
                || !Character.isWhitespace(end.charAt(end.length() - 1))
                || refusal.because(
                        "messages[" + last + "].content must be without whitespace at its end: final assistant"
                                + " content cannot end with trailing whitespace");
    }

    /** With a budget for thinking, the assistant's message before the results of its calls has to begin with its thoughts. */
    private boolean checkThoughts(JsonNode body) {
        JsonNode all = body.get("messages");
        int results = all.size() - 1;
        while (results > 0 && !all.get(results).get("role").textValue().equals(Messages.USER)) {
            results--;
        }
        if (!body.path("thinking").path("type").asText("").equals("enabled")
                || !Messages.hasToolResult(all.get(results))) {
            return true;
        }
        int first = results;
        while (first > 0 && !all.get(first - 1).get("role").textValue().equals(Messages.ASSISTANT)) {
            first--;
        }
        while (first > 0 && all.get(first - 1).get("role").textValue().equals(Messages.ASSISTANT)) {
            first--;
        }
        String type = all.get(first).get("content").path(0).path("type").asText("text");
        return type.equals("thinking")
                || type.equals("redacted_thinking")
                || refusal.because("messages[" + first + "].content[0].type must be thinking or redacted_thinking: when"
                        + " thinking is enabled, a final assistant message must start with a thinking block; got \""
                        + type + '"');
    }
}
