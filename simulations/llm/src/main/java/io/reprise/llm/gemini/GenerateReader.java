package io.reprise.llm.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import io.reprise.kernel.state.Xxh64;
import io.reprise.llm.api.Fields;
import io.reprise.llm.api.Reading;
import io.reprise.llm.ask.Ask;
import io.reprise.llm.json.CanonicalJson;
import io.reprise.llm.json.Json;
import io.reprise.llm.json.JsonWriter;
import io.reprise.llm.json.Refusal;
import io.reprise.llm.slots.Priorities;
import java.util.List;
import java.util.Locale;

/** Reads a request to generate, checked the way the real API does. Event loop only. */
final class GenerateReader {
    private static final List<String> NAMES = List.of(
            "model",
            "contents",
            "systemInstruction",
            "tools",
            "toolConfig",
            "safetySettings",
            "generationConfig",
            "cachedContent",
            "serviceTier",
            "labels",
            "store",
            "continuationToken");
    private static final List<String> TIERS = List.of("unspecified", "standard", "flex", "priority");

    private final Refusal refusal;
    private final Contents contents;
    private final PromptTokens tokens;
    private final Fields fields;
    private final ToolsReader tools;
    private final ConfigReader config;
    private final JsonWriter canonical = new JsonWriter();

    GenerateReader(Refusal refusal, Contents contents, PromptTokens tokens) {
        this.refusal = refusal;
        this.contents = contents;
        this.tokens = tokens;
        this.fields = new Fields(refusal);
        this.tools = new ToolsReader(refusal);
        this.config = new ConfigReader(refusal);
    }

    /** Whether a request may be counted: its fields have names, and its prompt is one. */
    boolean check(JsonNode body) {
        return UnknownNames.check(body, NAMES, "", refusal)
                && contents.check(body.get("contents"))
                && (!Json.isGiven(body.get("systemInstruction"))
                        || contents.checkContent(body.get("systemInstruction"), "systemInstruction"));
    }

    /** Says what is asked; if it is to be refused, the reason is with the refusal. */
    boolean read(JsonNode body, Reading into) {
        if (!check(body)) {
            return false;
        }
        readConversation(body, into);
        boolean valid = tools.read(body, into.ask)
                && config.read(body.get("generationConfig"), into)
                && fields.of(body).text("cachedContent")
                && readTier(body.get("serviceTier"), into);
        if (valid) {
            into.session = fields.textOr("cachedContent", "");
            into.promptTokens = tokens.count(body);
        }
        return valid;
    }

    private boolean readTier(JsonNode tier, Reading into) {
        if (!Json.isGiven(tier)) {
            return true;
        }
        String name = tier.asText().toLowerCase(Locale.ROOT);
        if (!tier.isTextual() || !TIERS.contains(name)) {
            return refusal.because(
                    "serviceTier must be one of " + String.join(", ", TIERS) + "; got " + Json.shown(tier));
        }
        into.priority = Priorities.ofServiceTier(name); // for unspecified, that of a request that says nothing
        return true;
    }

    /** Hash of the model, the system instruction and the first turn; and how long the conversation is. */
    private void readConversation(JsonNode body, Reading into) {
        JsonNode turns = body.get("contents");
        Ask ask = into.ask;
        canonical.clear().string(into.model); // stands in no body
        CanonicalJson.write(body.get("systemInstruction"), canonical, List.of("role"));
        CanonicalJson.write(turns.get(0), canonical, List.of());
        into.conversation = Xxh64.mix(canonical.hash(), 1);
        for (JsonNode turn : turns) {
            ask.hasToolResult = Contents.hasFunctionResponse(turn);
            into.prefill = Contents.isModel(turn);
            into.beginsTurn = !into.prefill && !ask.hasToolResult;
            if (into.beginsTurn) {
                into.turn++;
                ask.hint = Contents.text(turn);
            }
        }
        into.messages = turns.size();
    }
}
