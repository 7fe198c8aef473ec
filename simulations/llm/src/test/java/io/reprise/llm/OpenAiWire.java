package io.reprise.llm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Asks as OpenAI's clients do, and reads what they read. */
final class OpenAiWire {
    private static final JsonMapper MAPPER = new JsonMapper();

    private final LlmKernel kernel;

    OpenAiWire(LlmKernel kernel) {
        this.kernel = kernel;
    }

    /** What a request was answered over HTTP. */
    record Answered(int status, String body, TestReply reply) {
        JsonNode json() {
            return parse(body);
        }

        /** The value at a JSON pointer. */
        JsonNode at(String pointer) {
            return json().at(pointer);
        }

        /** What stands behind {@code data:} in each event; none of them is checked. */
        List<String> data() {
            List<String> data = new ArrayList<>();
            for (String event : body.split("\n\n")) {
                String last = event.substring(event.lastIndexOf('\n') + 1);
                assertTrue(last.startsWith("data: "), event);
                data.add(last.substring("data: ".length()));
            }
            return data;
        }

        /** All events but the last word. */
        List<JsonNode> events() {
            return data().stream()
                    .filter(data -> !data.equals("[DONE]"))
                    .map(OpenAiWire::parse)
                    .toList();
        }
    }

    Answered post(String path, String body) {
        return ask("POST", path, body);
    }

    Answered get(String path) {
        return ask("GET", path, "");
    }

    Answered ask(String httpMethod, String path, String body) {
        LlmKernel.Answer answer = kernel.ask(TestRequest.http(httpMethod, path, Map.of(), body));
        return new Answered(answer.httpStatus(), answer.body(), answer.reply());
    }

    /** A chat with one user message. @param more members, each with a comma before it */
    Answered chat(String more) {
        return post("/v1/chat/completions", Chats.ask("Hello", more));
    }

    Answered respond(String more) {
        return post("/v1/responses", "{\"model\":\"gpt-4o\",\"input\":\"Hello\"" + more + "}");
    }

    static JsonNode parse(String json) {
        try {
            return MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON: " + json, e);
        }
    }

    static void assertRefused(Answered answer, int status, String param, String code, String text) {
        JsonNode error = answer.at("/error");
        assertEquals(text, error.path("message").asText());
        assertEquals(param, error.get("param").textValue());
        assertEquals(code, error.get("code").textValue());
        assertEquals("invalid_request_error", error.get("type").textValue());
        assertEquals(status, answer.status());
    }
}
