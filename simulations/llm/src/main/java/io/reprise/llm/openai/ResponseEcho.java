package io.reprise.llm.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.reprise.llm.api.Reading;
import io.reprise.llm.json.Json;

/** What a response repeats of its request, with what stands for fields that were left out. Pure. */
final class ResponseEcho {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private ResponseEcho() {}

    /** A JSON object: members of the response object. */
    static String of(JsonNode body, Reading reading) {
        ObjectNode echo = NODES.objectNode();
        JsonNode background = body.get("background");
        echo.put("background", Json.isGiven(background) && background.booleanValue());
        put(echo, body, "instructions", NODES.nullNode());
        put(echo, body, "max_output_tokens", NODES.nullNode());
        put(echo, body, "max_tool_calls", NODES.nullNode());
        echo.put("model", reading.model);
        put(echo, body, "parallel_tool_calls", NODES.booleanNode(true));
        put(echo, body, "previous_response_id", NODES.nullNode());
        put(echo, body, "prompt_cache_key", NODES.nullNode());
        echo.set("reasoning", reasoning(body.path("reasoning"), reading));
        put(echo, body, "safety_identifier", NODES.nullNode());
        echo.put("service_tier", SettingsReader.tierOf(body));
        echo.put("store", reading.store);
        put(echo, body, "temperature", NODES.numberNode(1));
        echo.set("text", text(body.path("text")));
        put(echo, body, "tool_choice", NODES.textNode("auto"));
        put(echo, body, "tools", NODES.arrayNode());
        put(echo, body, "top_logprobs", NODES.numberNode(0));
        put(echo, body, "top_p", NODES.numberNode(1));
        put(echo, body, "truncation", NODES.textNode("disabled"));
        put(echo, body, "user", NODES.nullNode());
        put(echo, body, "metadata", NODES.objectNode());
        conversation(echo, body.path("conversation"));
        return echo.toString();
    }

    private static void put(ObjectNode echo, JsonNode body, String field, JsonNode absent) {
        JsonNode value = body.get(field);
        echo.set(field, Json.isGiven(value) ? value : absent);
    }

    private static ObjectNode reasoning(JsonNode asked, Reading reading) {
        ObjectNode reasoning = NODES.objectNode();
        JsonNode usual =
                Models.reasons(reading.model) ? NODES.textNode(Reasoning.usual(reading.model)) : NODES.nullNode();
        put(reasoning, asked, "effort", usual);
        put(reasoning, asked, "summary", NODES.nullNode());
        return reasoning;
    }

    private static ObjectNode text(JsonNode asked) {
        ObjectNode text = NODES.objectNode();
        put(text, asked, "format", NODES.objectNode().put("type", "text"));
        put(text, asked, "verbosity", NODES.textNode("medium"));
        return text;
    }

    private static void conversation(ObjectNode echo, JsonNode asked) {
        String id = asked.path("id").asText(asked.asText(""));
        if (!id.isEmpty()) {
            echo.set("conversation", NODES.objectNode().put("id", id));
        }
    }
}
