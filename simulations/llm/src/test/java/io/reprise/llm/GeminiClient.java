package io.reprise.llm;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Asks the simulated Gemini as a client of it does. */
final class GeminiClient {
    static final String HELLO = "\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"Hello\"}]}]";
    static final String MODEL = "/v1beta/models/gemini-2.5-flash";
    static final String WEATHER = "\"tools\":[{\"functionDeclarations\":[{\"name\":\"get_weather\",\"parameters\":"
            + "{\"type\":\"OBJECT\",\"properties\":{\"city\":{\"type\":\"STRING\"},\"unit\":{\"type\":\"STRING\","
            + "\"enum\":[\"celsius\",\"fahrenheit\"]}},\"required\":[\"city\",\"unit\"]}}]}]";

    private static final JsonMapper MAPPER = new JsonMapper();

    private final LlmKernel kernel;

    GeminiClient(LlmKernel kernel) {
        this.kernel = kernel;
    }

    /** Generates with the members of a body beside the greeting, each with a comma before it. */
    JsonNode generate(String more) {
        return json(post(MODEL + ":generateContent", "{" + HELLO + more + "}").text());
    }

    TestReply post(String target, String body) {
        return kernel.ask(TestRequest.http("POST", target, Map.of("x-goog-api-key", "any"), body))
                .reply();
    }

    TestReply get(String target) {
        return kernel.ask(TestRequest.http("GET", target, Map.of("x-goog-api-key", "any"), ""))
                .reply();
    }

    /** Streams the answer to a body in events, checked as the JavaScript SDK checks them. */
    List<JsonNode> stream(String body) {
        return events(post(MODEL + ":streamGenerateContent?alt=sse", body).text());
    }

    static List<JsonNode> events(String text) {
        List<JsonNode> events = new ArrayList<>();
        for (String event : text.split("\n\n")) {
            if (!event.startsWith("data: ")) {
                throw new AssertionError("no event: " + event);
            }
            events.add(json(event.substring("data: ".length())));
        }
        return events;
    }

    static JsonNode json(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON: " + text, e);
        }
    }

    /** Texts of the first candidate that are no thoughts. */
    static String text(JsonNode answer) {
        StringBuilder text = new StringBuilder();
        for (JsonNode part : parts(answer)) {
            text.append(
                    part.path("thought").asBoolean() ? "" : part.path("text").asText());
        }
        return text.toString();
    }

    static String text(List<JsonNode> chunks) {
        StringBuilder text = new StringBuilder();
        chunks.forEach(chunk -> text.append(text(chunk)));
        return text.toString();
    }

    static JsonNode parts(JsonNode answer) {
        return answer.at("/candidates/0/content/parts");
    }

    static List<JsonNode> calls(JsonNode answer) {
        List<JsonNode> calls = new ArrayList<>();
        parts(answer).forEach(part -> {
            if (part.has("functionCall")) {
                calls.add(part.get("functionCall"));
            }
        });
        return calls;
    }

    static String finish(JsonNode answer) {
        return answer.at("/candidates/0/finishReason").asText();
    }

    static int usage(JsonNode answer, String field) {
        return answer.at("/usageMetadata/" + field).asInt();
    }
}
