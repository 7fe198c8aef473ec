package io.reprise.llm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Follows the events of a streamed response as strictly as OpenAI's own clients do. */
final class ResponseAccumulator {
    private final ArrayNode output = JsonNodeFactory.instance.arrayNode();
    private ObjectNode item;
    private boolean inPart;
    private int sequence;

    /** The response object of the last event; what the events before it said is what it says. */
    static JsonNode whole(OpenAiWire.Answered answer) {
        assertEquals("text/event-stream; charset=utf-8", answer.reply().contentType);
        List<JsonNode> events = answer.events();
        ResponseAccumulator accumulator = new ResponseAccumulator();
        events.forEach(accumulator::add);
        for (String event : answer.body().split("\n\n")) {
            String type = event.substring("event: ".length(), event.indexOf('\n'));
            assertTrue(event.contains("\ndata: {\"type\":\"" + type + "\""), event);
        }
        JsonNode first = events.get(0).get("response");
        JsonNode last = events.get(events.size() - 1).get("response");
        assertEquals(first, events.get(1).get("response"));
        assertEquals("in_progress", first.get("status").textValue());
        assertTrue(first.get("usage").isNull() && first.get("output").isEmpty(), first.toString());
        assertEquals(first.get("id"), last.get("id"));
        assertEquals(accumulator.output, last.get("output"));
        return last;
    }

    private void add(JsonNode event) {
        assertEquals(sequence++, event.get("sequence_number").intValue());
        String type = event.get("type").textValue();
        if (item != null) {
            assertEquals(output.size(), event.get("output_index").intValue(), type);
            assertEquals(item.get("id"), event.has("item") ? event.at("/item/id") : event.get("item_id"), type);
        }
        switch (type) {
            case "response.created" -> assertEquals(1, sequence);
            case "response.in_progress" -> assertEquals(2, sequence);
            case "response.output_item.added" -> {
                assertTrue(item == null, "an item in an item");
                item = event.get("item").deepCopy();
            }
            case "response.content_part.added" -> part("content").add(event.get("part"));
            case "response.reasoning_summary_part.added" -> part("summary").add(event.get("part"));
            case "response.output_text.delta" -> append((ObjectNode) item.at("/content/0"), "text", event);
            case "response.refusal.delta" -> append((ObjectNode) item.at("/content/0"), "refusal", event);
            case "response.reasoning_summary_text.delta" -> append((ObjectNode) item.at("/summary/0"), "text", event);
            case "response.function_call_arguments.delta" -> appendToItem("arguments", event);
            case "response.custom_tool_call_input.delta" -> appendToItem("input", event);
            case "response.output_text.done" -> assertEquals(item.at("/content/0/text"), event.get("text"));
            case "response.refusal.done" -> assertEquals(item.at("/content/0/refusal"), event.get("refusal"));
            case "response.reasoning_summary_text.done" -> assertEquals(item.at("/summary/0/text"), event.get("text"));
            case "response.function_call_arguments.done" -> {
                assertEquals(item.get("arguments"), event.get("arguments"));
                assertEquals(item.get("name"), event.get("name"));
            }
            case "response.custom_tool_call_input.done" -> assertEquals(item.get("input"), event.get("input"));
            case "response.content_part.done" -> endPart(item.at("/content/0"), event);
            case "response.reasoning_summary_part.done" -> endPart(item.at("/summary/0"), event);
            case "response.output_item.done" -> endItem(event.get("item"));
            case "response.completed", "response.incomplete" -> assertTrue(item == null, "an item that has not ended");
            default -> throw new AssertionError("no event of this kind: " + type);
        }
    }

    private ArrayNode part(String field) {
        assertTrue(!inPart, "a part in a part");
        inPart = true;
        return (ArrayNode) item.get(field);
    }

    private void append(ObjectNode target, String field, JsonNode event) {
        assertTrue(inPart, "a delta outside of a part");
        target.put(field, target.get(field).textValue() + event.get("delta").textValue());
    }

    private void appendToItem(String field, JsonNode event) {
        item.put(field, item.get(field).textValue() + event.get("delta").textValue());
    }

    private void endPart(JsonNode part, JsonNode event) {
        assertEquals(part, event.get("part"));
        inPart = false;
    }

    private void endItem(JsonNode whole) {
        assertTrue(!inPart, "a part that has not ended");
        if (item.has("status")) {
            assertEquals("in_progress", item.get("status").textValue());
            item.set("status", whole.get("status"));
        }
        assertEquals(item, whole);
        output.add(whole);
        item = null;
    }
}
