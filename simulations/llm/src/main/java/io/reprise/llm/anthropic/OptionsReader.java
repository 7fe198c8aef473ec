package io.reprise.llm.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import io.reprise.llm.api.Fields;
import io.reprise.llm.api.Reading;
import io.reprise.llm.ask.Ask;
import io.reprise.llm.json.Json;
import io.reprise.llm.json.Refusal;
import io.reprise.llm.slots.Priorities;
import java.util.List;

/** Reads how an answer has to be: limits, sampling, thinking, form, urgency. One thread. */
final class OptionsReader {
    private static final List<String> SAMPLING = List.of("temperature", "top_p", "top_k");
    private static final List<String> THINKING = List.of("enabled", "adaptive", "between_tools", "disabled");
    private static final List<String> DISPLAYS = List.of("summarized", "omitted");
    private static final List<String> EFFORTS = List.of("low", "medium", "high", "xhigh", "max");
    private static final int MIN_BUDGET = 1_024;

    private final Refusal refusal;
    private final Demands demands;
    private final Fields fields;

    OptionsReader(Refusal refusal) {
        this.refusal = refusal;
        demands = new Demands(refusal);
        fields = new Fields(refusal);
    }

    boolean readMaxTokens(JsonNode body, Ask ask) {
        if (!Json.isGiven(body.get("max_tokens"))) {
            return refusal.because("max_tokens is required: an integer, such as 1024");
        }
        if (!fields.of(body).integer("max_tokens", 0, Integer.MAX_VALUE)) {
            return false;
        }
        ask.maxTokens = fields.integerOr("max_tokens", 0);
        return true;
    }

    boolean readStops(JsonNode body, Ask ask) {
        JsonNode stops = body.get("stop_sequences");
        if (!Json.isGiven(stops)) {
            return true;
        }
        if (!stops.isArray()) {
            return refusal.because("stop_sequences must be an array of strings; got " + Json.shown(stops));
        }
        ask.stops = new String[stops.size()];
        for (int i = 0; i < ask.stops.length; i++) {
            JsonNode stop = stops.get(i);
            if (!stop.isTextual() || stop.textValue().isBlank()) {
                return refusal.because("stop_sequences[" + i + "] must be a string: each stop sequence must contain"
                        + " non-whitespace; got " + Json.shown(stop));
            }
            ask.stops[i] = stop.textValue();
        }
        return true;
    }

    /** Checks what has no effect here: answers have no temperature. */
    boolean checkSampling(JsonNode body, Dialect dialect) {
        for (String field : SAMPLING) {
            if (dialect == Dialect.V2026_10_21 && Json.isGiven(body.get(field))) {
                return refusal.because(
                        field + " may not be sent under anthropic-version " + dialect.version() + "; leave it out");
            }
        }
        fields.of(body);
        return fields.range("temperature", 0, 1)
                && fields.range("top_p", 0, 1)
                && fields.integer("top_k", 0, Integer.MAX_VALUE);
    }

    /** Behind max_tokens and the messages. */
    boolean readThinking(JsonNode body, Ask ask) {
        JsonNode thinking = body.get("thinking");
        if (!Json.isGiven(thinking)) {
            return true;
        }
        if (!demands.object(thinking, "thinking")
                || !demands.oneOf(thinking, "thinking", "type", THINKING)
                || !demands.oneOfIfGiven(thinking, "thinking", "display", DISPLAYS)) {
            return false;
        }
        String type = thinking.get("type").textValue();
        if (type.equals("enabled") && !checkBudget(thinking, ask)) {
            return false;
        }
        ask.thinkingTokens = switch (type) {
            case "enabled" -> thinking.get("budget_tokens").intValue();
            case "adaptive" -> MIN_BUDGET;
            case "between_tools" -> ask.hasToolResult ? MIN_BUDGET : 0;
            default -> 0;
        };
        return type.equals("disabled") || type.equals("between_tools") || checkThinkingAgrees(body, ask);
    }

    private boolean checkBudget(JsonNode thinking, Ask ask) {
        if (!Json.isGiven(thinking.get("budget_tokens"))) {
            return refusal.because(
                    "thinking.budget_tokens is required when type is enabled: an integer of at least " + MIN_BUDGET);
        }
        if (!fields.of(thinking, "thinking").integer("budget_tokens", MIN_BUDGET, Integer.MAX_VALUE)) {
            return false;
        }
        int budget = thinking.get("budget_tokens").intValue();
        return budget < ask.maxTokens
                || refusal.because("max_tokens must be greater than thinking.budget_tokens; got " + ask.maxTokens
                        + " and " + budget);
    }

    private boolean checkThinkingAgrees(JsonNode body, Ask ask) {
        if (ask.toolChoice == Ask.ToolChoice.REQUIRED || ask.toolChoice == Ask.ToolChoice.NAMED) {
            return refusal.because("tool_choice.type must be auto or none when thinking is on: Thinking may not be"
                    + " enabled when tool_choice forces tool use");
        }
        double temperature = body.path("temperature").asDouble(1);
        if (temperature != 1) {
            return refusal.because("temperature must be 1 when thinking is on; got " + temperature);
        }
        double topP = body.path("top_p").asDouble(1);
        if (topP < 0.95) {
            return refusal.because("top_p must be at least 0.95 when thinking is on; got " + topP);
        }
        return !Json.isGiven(body.get("top_k"))
                || refusal.because("top_k may not be sent when thinking is on; leave it out");
    }

    boolean readOutput(JsonNode body, Ask ask) {
        JsonNode config = body.get("output_config");
        if (!Json.isGiven(config)) {
            return true;
        }
        if (!demands.object(config, "output_config")
                || !demands.oneOfIfGiven(config, "output_config", "effort", EFFORTS)) {
            return false;
        }
        JsonNode format = config.get("format");
        if (!Json.isGiven(format)) {
            return true;
        }
        String path = "output_config.format";
        if (!demands.object(format, path)
                || !demands.oneOf(format, path, "type", List.of("json_schema"))
                || !demands.object(format, path, "schema")
                || !ToolsReader.isSchema(format.get("schema"), path + ".schema", refusal)) {
            return false;
        }
        ask.form = Ask.Form.JSON_SCHEMA;
        ask.schema = format.get("schema");
        return true;
    }

    boolean readUrgency(JsonNode body, Reading into) {
        if (!demands.oneOfIfGiven(body, "", "service_tier", List.of("auto", "standard_only"))
                || !demands.oneOfIfGiven(body, "", "speed", List.of("standard", "fast"))) {
            return false;
        }
        String tier = body.path("service_tier").asText("auto");
        boolean fast = body.path("speed").asText("").equals("fast");
        if (fast || Json.isGiven(body.get("service_tier"))) {
            into.priority = Priorities.ofServiceTier(fast ? "fast" : tier);
        }
        return true;
    }

    boolean readMetadata(JsonNode body, Reading into) {
        JsonNode metadata = body.get("metadata");
        if (!Json.isGiven(metadata)) {
            return true;
        }
        if (!demands.object(metadata, "metadata")
                || !fields.of(metadata, "metadata").text("user_id")) {
            return false;
        }
        into.session = fields.textOr("user_id", "");
        return true;
    }
}
