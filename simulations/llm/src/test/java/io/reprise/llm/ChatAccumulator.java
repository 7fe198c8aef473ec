package io.reprise.llm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Puts the chunks of a chat together as strictly as OpenAI's own clients do, and gives what the whole answer would be. */
final class ChatAccumulator {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final Map<Integer, ObjectNode> choices = new TreeMap<>();
    private JsonNode first;
    private JsonNode usage = NODES.nullNode();

    static ObjectNode whole(OpenAiWire.Answered answer) {
        assertEquals("text/event-stream; charset=utf-8", answer.reply().contentType);
        assertEquals(TestReply.End.STREAMED, answer.reply().end);
        List<String> data = answer.data();
        assertEquals("[DONE]", data.get(data.size() - 1));
        ChatAccumulator accumulator = new ChatAccumulator();
        answer.events().forEach(accumulator::add);
        return accumulator.whole();
    }

    private void add(JsonNode chunk) {
        first = first == null ? chunk : first;
        for (String field : List.of("id", "object", "created", "model", "service_tier", "system_fingerprint")) {
            assertEquals(first.get(field), chunk.get(field), field);
        }
        assertEquals("chat.completion.chunk", chunk.get("object").textValue());
        assertTrue(usage.isNull(), "a chunk behind usage");
        usage = chunk.path("usage").isObject() ? chunk.get("usage") : usage;
        assertEquals(usage.isNull(), !chunk.get("choices").isEmpty(), "choices and usage");
        chunk.get("choices").forEach(this::addChoice);
    }

    private void addChoice(JsonNode told) {
        JsonNode delta = told.get("delta");
        ObjectNode choice = choices.get(told.get("index").intValue());
        if (choice == null) {
            assertEquals("assistant", delta.path("role").asText(), "the first delta says who speaks");
            choice = NODES.objectNode();
            choice.set("index", told.get("index"));
            choice.putObject("message")
                    .put("role", "assistant")
                    .putNull("content")
                    .putNull("refusal");
            choice.putNull("finish_reason");
            choices.put(told.get("index").intValue(), choice);
        } else {
            assertFalse(delta.has("role"), "who speaks is said once");
        }
        assertTrue(choice.get("finish_reason").isNull(), "a delta behind the finish reason");
        ObjectNode message = (ObjectNode) choice.get("message");
        append(message, delta, "content");
        append(message, delta, "refusal");
        delta.path("tool_calls").forEach(call -> addCall(message.withArray("tool_calls"), call));
        addLogprobs(choice, told.get("logprobs"));
        if (!told.get("finish_reason").isNull()) {
            assertTrue(delta.isEmpty(), "the delta with the finish reason is empty");
            choice.set("finish_reason", told.get("finish_reason"));
        }
    }

    private static void addCall(ArrayNode calls, JsonNode told) {
        int index = told.get("index").intValue();
        if (index == calls.size()) {
            ObjectNode call = calls.addObject();
            call.set("id", told.get("id"));
            call.set("type", told.get("type"));
            call.set(
                    told.get("type").textValue(),
                    told.get(told.get("type").textValue()).deepCopy());
            return;
        }
        assertEquals(calls.size() - 1, index, "calls come one behind the other");
        ObjectNode call = (ObjectNode) calls.get(index);
        String type = call.get("type").textValue();
        assertNull(told.get("id"));
        append((ObjectNode) call.get(type), told.get(type), type.equals("custom") ? "input" : "arguments");
    }

    private static void addLogprobs(ObjectNode choice, JsonNode told) {
        if (told.isNull()) {
            return;
        }
        ObjectNode logprobs =
                choice.has("logprobs") ? (ObjectNode) choice.get("logprobs") : choice.putObject("logprobs");
        logprobs.putNull("refusal");
        told.get("content").forEach(token -> logprobs.withArray("content").add(token));
    }

    private static void append(ObjectNode object, JsonNode told, String field) {
        if (told.path(field).isTextual()) {
            object.put(field, object.path(field).asText("") + told.get(field).textValue());
        }
    }

    private ObjectNode whole() {
        ObjectNode whole = NODES.objectNode();
        whole.set("id", first.get("id"));
        whole.set("choices", NODES.arrayNode().addAll(choices.values()));
        choices.values()
                .forEach(choice -> assertFalse(choice.get("finish_reason").isNull(), "no finish reason"));
        whole.set("usage", usage);
        return whole;
    }

    /** The same part of a whole answer. */
    static ObjectNode of(JsonNode answer) {
        ObjectNode whole = NODES.objectNode();
        whole.set("id", answer.get("id"));
        ArrayNode choices = whole.putArray("choices");
        for (JsonNode choice : answer.get("choices")) {
            ObjectNode copy = choice.deepCopy();
            ((ObjectNode) copy.get("message")).remove("annotations");
            if (copy.get("logprobs").isNull()) {
                copy.remove("logprobs");
            }
            choices.add(copy);
        }
        whole.set("usage", answer.get("usage"));
        return whole;
    }
}
