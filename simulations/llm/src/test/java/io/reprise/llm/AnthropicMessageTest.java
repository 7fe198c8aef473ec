package io.reprise.llm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.reprise.llm.token.TokenCounter;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Anthropic's API answers, whole. */
class AnthropicMessageTest {
    private static final String TOOLS = ",\"tools\":[" + Claude.WEATHER + "," + Claude.TIME + "]";
    private static final String SCHEMA =
            ",\"output_config\":{\"format\":{\"type\":\"json_schema\",\"schema\":{\"type\":\"object\",\"properties\":"
                    + "{\"name\":{\"type\":\"string\"},\"age\":{\"type\":\"integer\"}},\"required\":[\"name\",\"age\"]}}}";
    private static final String THINKING = ",\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":1024";

    private static final LlmKernel KERNEL = new LlmKernel(1);

    @Test
    void shouldAnswerInTheShapeOfAMessage() {
        JsonNode message = message("");

        assertEquals("message", message.get("type").textValue());
        assertEquals("assistant", message.get("role").textValue());
        assertEquals("claude-sonnet-4-6", message.get("model").textValue());
        assertTrue(message.get("id").textValue().matches("msg_[0-9A-Za-z]{24}"));
        assertEquals("end_turn", message.get("stop_reason").textValue());
        assertTrue(message.get("stop_sequence").isNull());
        assertEquals("text", message.at("/content/0/type").textValue());
        assertEquals(1, message.get("content").size());
    }

    @Test
    void shouldCountTruly() {
        JsonNode message = message("");

        String text = message.at("/content/0/text").textValue();
        assertEquals(
                new TokenCounter().count(text),
                message.at("/usage/output_tokens").intValue());
        assertEquals(8, message.at("/usage/input_tokens").intValue()); // 3, 4 and Hello
        assertEquals(0, message.at("/usage/cache_read_input_tokens").intValue());
    }

    @Test
    void shouldAnswerTheSameToTheSame() {
        assertEquals(message(""), message(""));
        assertEquals(
                message("").get("content"),
                Claude.json(Claude.post(KERNEL, "/anthropic/v1/messages", Claude.hello(""))
                                .body())
                        .get("content"));
        assertNotEquals(
                message("").get("content"), message(",\"system\":\"Be brief\"").get("content"));
        assertNotEquals(
                message("").get("id"), message(",\"system\":\"Be brief\"").get("id"));
    }

    @Test
    void shouldAnswerUnderBothVersions() {
        LlmKernel.Answer answer =
                KERNEL.ask(TestRequest.http("POST", "/v1/messages", Claude.version("2026-10-21"), Claude.hello("")));

        assertEquals(message("").get("content"), Claude.json(answer.body()).get("content"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]",
                "\"system\":\"Be kind\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]",
                "\"system\":[{\"type\":\"text\",\"text\":\"Be kind\"}],\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]",
                "\"tools\":[WEATHER],\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]",
                "\"tools\":[WEATHER],\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"},{\"role\":\"assistant\",\"content\":"
                        + "[{\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"get_weather\",\"input\":{\"city\":\"Rome\"}}]},{\"role\":"
                        + "\"user\",\"content\":[{\"type\":\"tool_result\",\"tool_use_id\":\"t\",\"content\":\"sunny\"}]}]",
                "\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image\",\"source\":{\"type\":\"url\",\"url\":\"u\"}},"
                        + "{\"type\":\"text\",\"text\":\"What is it?\"}]}]"
            })
    void shouldCountWhatTheMessageReports(String members) {
        String body = members.replace("WEATHER", Claude.WEATHER);

        JsonNode count = Claude.json(
                Claude.post(KERNEL, "/v1/messages/count_tokens", "{\"model\":\"claude-sonnet-4-6\"," + body + "}")
                        .body());
        JsonNode message = Claude.message(KERNEL, "{\"model\":\"claude-sonnet-4-6\",\"max_tokens\":9," + body + "}");

        assertTrue(count.get("input_tokens").intValue() > 0);
        assertEquals(count.get("input_tokens"), message.at("/usage/input_tokens"));
    }

    @Test
    void shouldCountToolsAndTurns() {
        int plain = message("").at("/usage/input_tokens").intValue();

        assertTrue(message(TOOLS).at("/usage/input_tokens").intValue() > plain);
        assertTrue(Claude.message(
                                KERNEL,
                                Claude.body(
                                        "claude-sonnet-4-6",
                                        Claude.HELLO + ",{\"role\":\"assistant\",\"content\":\"Hi\"}," + Claude.HELLO,
                                        ""))
                        .at("/usage/input_tokens")
                        .intValue()
                > plain);
    }

    @Test
    void shouldCutAtMaxTokens() {
        JsonNode message = Claude.message(KERNEL, Claude.hello("").replace("\"max_tokens\":4096", "\"max_tokens\":5"));

        assertEquals("max_tokens", message.get("stop_reason").textValue());
        assertEquals(5, message.at("/usage/output_tokens").intValue());
    }

    @Test
    void shouldEndBeforeAStopSequenceAndNameIt() {
        JsonNode message = message(",\"stop_sequences\":[\"never said\",\".\"]");

        assertEquals("stop_sequence", message.get("stop_reason").textValue());
        assertEquals(".", message.get("stop_sequence").textValue());
        assertFalse(message.at("/content/0/text").textValue().contains("."));
    }

    @Test
    void shouldCallAToolUntilThereIsAResult() {
        JsonNode first = message(TOOLS);
        JsonNode call = Claude.blocks(first, "tool_use").get(0);
        StringBuilder results = new StringBuilder();
        for (JsonNode block : Claude.blocks(first, "tool_use")) {
            results.append(results.length() == 0 ? "" : ",")
                    .append("{\"type\":\"tool_result\",\"tool_use_id\":")
                    .append(block.get("id"))
                    .append(",\"content\":\"42\"}");
        }
        JsonNode second = Claude.message(
                KERNEL,
                Claude.body(
                        "claude-sonnet-4-6",
                        Claude.HELLO + ",{\"role\":\"assistant\",\"content\":" + first.get("content")
                                + "},{\"role\":\"user\",\"content\":[" + results + "]}",
                        TOOLS));

        assertEquals("tool_use", first.get("stop_reason").textValue());
        assertTrue(call.get("id").textValue().matches("toolu_[0-9A-Za-z]{24}"));
        assertTrue(call.get("input").isObject());
        assertEquals("end_turn", second.get("stop_reason").textValue());
        assertTrue(Claude.blocks(second, "tool_use").isEmpty());
    }

    @Test
    void shouldObeyTheChoiceOfTools() {
        JsonNode none = message(TOOLS + ",\"tool_choice\":{\"type\":\"none\"}");
        JsonNode named = message(TOOLS + ",\"tool_choice\":{\"type\":\"tool\",\"name\":\"get_time\"}");

        assertTrue(Claude.blocks(none, "tool_use").isEmpty());
        Claude.blocks(named, "tool_use")
                .forEach(call -> assertEquals("get_time", call.get("name").textValue()));
        assertTrue(named.at("/content").size() > 0);
    }

    @Test
    void shouldCallSeveralToolsAtOnceUnlessForbidden() {
        int several = 0;
        for (int i = 0; i < 32; i++) {
            String choice = TOOLS + ",\"tool_choice\":{\"type\":\"any\",\"disable_parallel_tool_use\":";
            List<JsonNode> calls = Claude.blocks(seeded(i, choice + "false}"), "tool_use");
            several += calls.size() > 1 ? 1 : 0;
            assertEquals(
                    calls.size(),
                    calls.stream().map(call -> call.get("id")).distinct().count());
            assertEquals(
                    1, Claude.blocks(seeded(i, choice + "true}"), "tool_use").size());
        }

        assertTrue(several > 0);
    }

    @Test
    void shouldGiveAnEmptyInputWhenTheLimitCutsIt() {
        JsonNode message = Claude.message(
                KERNEL,
                Claude.hello(TOOLS + ",\"tool_choice\":{\"type\":\"tool\",\"name\":\"get_weather\"}")
                        .replace("\"max_tokens\":4096", "\"max_tokens\":2"));

        assertEquals("max_tokens", message.get("stop_reason").textValue());
        Claude.blocks(message, "tool_use")
                .forEach(call -> assertTrue(call.get("input").isEmpty()));
    }

    @Test
    void shouldAnswerByASchema() {
        JsonNode object = Claude.json(message(SCHEMA).at("/content/0/text").textValue());

        assertTrue(object.get("name").isTextual());
        assertTrue(object.get("age").isIntegralNumber());
    }

    @Test
    void shouldThinkFirstAndSign() {
        JsonNode message = message(THINKING + "}");
        JsonNode hidden = message(THINKING + ",\"display\":\"omitted\"}");

        assertEquals("thinking", message.at("/content/0/type").textValue());
        assertFalse(message.at("/content/0/thinking").textValue().isEmpty());
        assertEquals(
                96,
                Base64.getDecoder().decode(message.at("/content/0/signature").textValue()).length);
        assertEquals("text", message.at("/content/1/type").textValue());
        assertEquals("", hidden.at("/content/0/thinking").textValue());
        assertFalse(hidden.at("/content/0/signature").textValue().isEmpty());
    }

    @Test
    void shouldTakeItsOwnThoughtsBack() {
        JsonNode first = message(THINKING + "}");

        JsonNode second = Claude.message(
                KERNEL,
                Claude.body(
                        "claude-sonnet-4-6",
                        Claude.HELLO + ",{\"role\":\"assistant\",\"content\":" + first.get("content") + "},"
                                + Claude.HELLO,
                        THINKING + "}"));

        assertEquals("end_turn", second.get("stop_reason").textValue());
    }

    @Test
    void shouldHurryWhenAsked() {
        LlmKernel.Answer fast = Claude.ask(KERNEL, Claude.hello(",\"speed\":\"fast\""));
        LlmKernel.Answer standard = Claude.ask(KERNEL, Claude.hello(",\"service_tier\":\"standard_only\""));

        assertEquals("224", fast.reply().headers.get("x-sim-priority"));
        assertEquals("fast", Claude.json(fast.body()).at("/usage/speed").textValue());
        assertEquals("128", standard.reply().headers.get("x-sim-priority"));
    }

    @Test
    void shouldGiveSessionsDifferentAnswers() {
        JsonNode one = message(",\"metadata\":{\"user_id\":\"one\"}");
        JsonNode named = Claude.json(KERNEL.ask(TestRequest.http(
                        "POST",
                        "/v1/messages",
                        Map.of("anthropic-version", "2023-06-01", "x-sim-session", "two"),
                        Claude.hello("")))
                .body());

        assertNotEquals(one.get("content"), message("").get("content"));
        assertNotEquals(named.get("content"), message("").get("content"));
    }

    private static JsonNode message(String more) {
        return Claude.message(KERNEL, Claude.hello(more));
    }

    private static JsonNode seeded(int seed, String more) {
        return Claude.message(KERNEL, Claude.hello(more).replace("Hello", "Hello " + seed));
    }
}
