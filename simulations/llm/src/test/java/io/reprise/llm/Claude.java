package io.reprise.llm;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Anthropic's client, as far as tests need one. */
final class Claude {
    static final String HELLO = "{\"role\":\"user\",\"content\":\"Hello\"}";
    static final String WEATHER = """
            {"name":"get_weather","description":"The weather","input_schema":{"type":"object",
            "properties":{"city":{"type":"string"},"unit":{"type":"string","enum":["celsius","fahrenheit"]}},
            "required":["city","unit"],"additionalProperties":false}}""";
    static final String TIME = """
            {"name":"get_time","input_schema":{"type":"object","properties":{"zone":{"type":"string"}},"required":["zone"]}}""";

    private static final JsonMapper MAPPER = new JsonMapper();

    /** One event of a stream. */
    record Event(String name, JsonNode data) {}

    private Claude() {}

    /** A request with one user message, and {@code more} members, each with a comma before it. */
    static String hello(String more) {
        return body("claude-sonnet-4-6", HELLO, more);
    }

    /** @param messages without brackets */
    static String body(String model, String messages, String more) {
        return "{\"model\":\"" + model + "\",\"max_tokens\":4096,\"messages\":[" + messages + "]" + more + "}";
    }

    static LlmKernel.Answer ask(LlmKernel kernel, String body) {
        return post(kernel, "/v1/messages", body);
    }

    static LlmKernel.Answer post(LlmKernel kernel, String path, String body) {
        return kernel.ask(TestRequest.http("POST", path, version("2023-06-01"), body));
    }

    static LlmKernel.Answer get(LlmKernel kernel, String path) {
        return kernel.ask(TestRequest.http("GET", path, version("2023-06-01"), ""));
    }

    static Map<String, String> version(String version) {
        return Map.of("anthropic-version", version);
    }

    static JsonNode json(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON: " + text, e);
        }
    }

    /** The whole message of a body. */
    static JsonNode message(LlmKernel kernel, String body) {
        LlmKernel.Answer answer = ask(kernel, body);
        if (answer.reply().httpStatus != 200) {
            throw new AssertionError(answer.body());
        }
        return json(answer.body());
    }

    static List<Event> events(String stream) {
        List<Event> events = new ArrayList<>();
        for (String event : stream.split("\n\n")) {
            String[] lines = event.split("\n");
            if (lines.length != 2 || !lines[0].startsWith("event: ") || !lines[1].startsWith("data: ")) {
                throw new AssertionError("no event: " + event);
            }
            events.add(new Event(lines[0].substring(7), json(lines[1].substring(6))));
        }
        return events;
    }

    /** The blocks of some type. */
    static List<JsonNode> blocks(JsonNode message, String type) {
        List<JsonNode> blocks = new ArrayList<>();
        for (JsonNode block : message.get("content")) {
            if (block.get("type").textValue().equals(type)) {
                blocks.add(block);
            }
        }
        return blocks;
    }
}
