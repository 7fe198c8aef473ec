package io.reprise.llm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Puts a message together from its events as Anthropic's SDKs do, and fails where they do, or should. */
final class StreamedMessage {
    private ObjectNode message;
    private ObjectNode block;
    private StringBuilder input;
    private boolean signed;
    private boolean ended;
    private boolean stopped;

    void accept(Claude.Event event) {
        JsonNode data = event.data();
        assertEquals(event.name(), data.get("type").textValue());
        assertFalse(stopped, "an event behind message_stop");
        if (!event.name().equals("ping") && !event.name().equals("message_start")) {
            assertTrue(message != null, event.name() + " before message_start");
        }
        switch (event.name()) {
            case "ping" -> {}
            case "message_start" -> start(data);
            case "content_block_start" -> startBlock(data);
            case "content_block_delta" -> delta(data);
            case "content_block_stop" -> stopBlock(data);
            case "message_delta" -> end(data);
            case "message_stop" -> {
                assertTrue(ended, "message_stop before message_delta");
                stopped = true;
            }
            default -> throw new AssertionError("unknown event " + event.name());
        }
    }

    JsonNode message() {
        return message;
    }

    boolean isDone() {
        return stopped;
    }

    private void start(JsonNode data) {
        assertNull(message, "message_start twice");
        message = data.get("message").deepCopy();
        assertTrue(message.get("content").isEmpty());
        assertTrue(message.get("stop_reason").isNull());
        assertEquals(1, message.at("/usage/output_tokens").intValue());
    }

    private void startBlock(JsonNode data) {
        assertNull(block, "a block starts before the one before it stops");
        assertFalse(ended);
        assertEquals(message.get("content").size(), data.get("index").intValue());
        block = data.get("content_block").deepCopy();
        input = null;
        signed = false;
        if (block.get("type").textValue().equals("tool_use")) {
            assertTrue(block.get("input").isObject() && block.get("input").isEmpty());
        }
        ((ArrayNode) message.get("content")).add(block);
    }

    private void delta(JsonNode data) {
        assertEquals(message.get("content").size() - 1, data.get("index").intValue());
        assertFalse(signed, "a delta behind the signature");
        JsonNode delta = data.get("delta");
        switch (delta.get("type").textValue()) {
            case "text_delta" -> append("text", delta);
            case "thinking_delta" -> append("thinking", delta);
            case "signature_delta" -> {
                append("signature", delta);
                signed = true;
            }
            case "input_json_delta" -> {
                String part = delta.get("partial_json").textValue();
                if (input == null) {
                    assertEquals("", part);
                    input = new StringBuilder();
                }
                input.append(part);
            }
            default -> throw new AssertionError("unknown delta " + delta);
        }
    }

    private void append(String field, JsonNode delta) {
        assertNotEquals("", delta.get(field).textValue());
        block.put(field, block.get(field).textValue() + delta.get(field).textValue());
    }

    private void stopBlock(JsonNode data) {
        assertEquals(message.get("content").size() - 1, data.get("index").intValue());
        if (input != null) {
            block.set("input", Claude.json(input.toString()));
        }
        assertEquals(block.get("type").textValue().equals("thinking"), signed);
        block = null;
    }

    private void end(JsonNode data) {
        assertNull(block, "a block does not stop before the message");
        assertFalse(ended, "message_delta twice");
        ended = true;
        message.set("stop_reason", data.at("/delta/stop_reason"));
        message.set("stop_sequence", data.at("/delta/stop_sequence"));
        ((ObjectNode) message.get("usage")).setAll((ObjectNode) data.get("usage"));
    }
}
