package io.reprise.llm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A request in which one value is another one, wherever it stands, is answered or refused by Anthropic's API, never a fault. */
class AnthropicShapeTest {
    private static final String FULL = """
            {"model":"claude-opus-5-5","max_tokens":2,"stream":false,"stop_sequences":["a"],"speed":"fast",
            "system":[{"type":"text","text":"s","cache_control":{"type":"ephemeral","ttl":"1h"}}],
            "messages":[{"role":"user","content":[{"type":"text","text":"a","citations":[]},
            {"type":"image","source":{"type":"base64","media_type":"image/png","data":"x"}},
            {"type":"document","title":"t","source":{"type":"content","content":[{"type":"text","text":"a"}]}},
            {"type":"search_result","source":"s","title":"t","content":[{"type":"text","text":"a"}]}]},
            {"role":"system","content":"b"},
            {"role":"assistant","content":[{"type":"thinking","thinking":"t","signature":"s"},
            {"type":"tool_use","id":"1","name":"w","input":{"x":1}}]},
            {"role":"user","content":[{"type":"tool_result","tool_use_id":"1","is_error":false,
            "content":[{"type":"text","text":"r"}]}]}],
            "tools":[{"name":"w","description":"d","input_schema":{"type":"object","properties":{"x":{"type":"integer"}}}},
            {"type":"bash_20250124","name":"bash"}],
            "tool_choice":{"type":"auto","disable_parallel_tool_use":true},
            "thinking":{"type":"adaptive","display":"omitted"},"metadata":{"user_id":"u"},"service_tier":"auto",
            "output_config":{"effort":"low","format":{"type":"json_schema","schema":{"type":"object"}}}}""";

    private static final List<String> VALUES = List.of("null", "5", "\"x\"", "\"\"", "[]", "[{}]", "{}", "true");

    @Test
    void shouldAnswerOrRefuseWhateverStandsAnywhere() {
        LlmKernel kernel = new LlmKernel(1);
        JsonNode body = Claude.json(FULL);
        int refused = 0;
        int tried = 0;
        for (String pointer : pointers(body, "")) {
            for (String value : VALUES) {
                JsonNode changed = body.deepCopy();
                replace(changed, pointer, Claude.json(value));
                LlmKernel.Answer answer = Claude.ask(kernel, changed.toString());
                int status = answer.reply().httpStatus;
                assertTrue(status == 200 || status == 400 || status == 404, pointer + " as " + value + ": " + status);
                refused += status == 200 ? 0 : 1;
                tried++;
            }
        }

        assertEquals(200, Claude.ask(kernel, FULL).reply().httpStatus);
        assertTrue(refused > tried / 2, refused + " of " + tried);
        assertEquals(0, kernel.faults());
    }

    private static List<String> pointers(JsonNode node, String pointer) {
        List<String> pointers = new ArrayList<>();
        if (!pointer.isEmpty()) {
            pointers.add(pointer);
        }
        node.properties()
                .forEach(member -> pointers.addAll(pointers(member.getValue(), pointer + '/' + member.getKey())));
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            pointers.addAll(pointers(node.get(i), pointer + '/' + i));
        }
        return pointers;
    }

    private static void replace(JsonNode body, String pointer, JsonNode value) {
        int slash = pointer.lastIndexOf('/');
        JsonNode parent = body.at(pointer.substring(0, slash));
        String last = pointer.substring(slash + 1);
        if (parent.isArray()) {
            ((ArrayNode) parent).set(Integer.parseInt(last), value);
        } else {
            ((ObjectNode) parent).set(last, value);
        }
    }
}
