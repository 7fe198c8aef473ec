package io.reprise.llm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Streams of chats, read with the strictness of OpenAI's own clients. */
class OpenAiChatStreamTest {
    private static final OpenAiWire WIRE = new OpenAiWire(new LlmKernel(42));
    private static final String STREAM = ",\"stream\":true,\"stream_options\":{\"include_usage\":true}";
    private static final String TOOLS =
            ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"get_time\",\"parameters\":"
                    + "{\"type\":\"object\",\"properties\":{\"zone\":{\"type\":\"string\"}},\"required\":[\"zone\"]}}},"
                    + "{\"type\":\"custom\",\"custom\":{\"name\":\"shell\"}}]";

    /** For many seeds, so that prefaces and second calls come. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        text        | gpt-4o | `,"max_tokens":30`
        stop        | gpt-4o | `,"stop":["."]`
        choices     | gpt-4o | `,"n":3,"max_tokens":9`
        logprobs    | gpt-4o | `,"logprobs":true,"top_logprobs":2,"max_tokens":20`
        tools       | gpt-4o | `TOOLS`
        cut tools   | gpt-4o | `,"max_tokens":4,"n":2TOOLS`
        json        | gpt-4o | `,"response_format":{"type":"json_object"}`
        thinking    | o3     | `,"max_completion_tokens":90`
        all thought | o3     | `,"max_completion_tokens":3,"reasoning_effort":"high"`
        """)
    void shouldStreamWhatTheWholeAnswerSays(String name, String model, String more) {
        for (int seed = 0; seed < 8; seed++) {
            String body =
                    "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}],\"seed\":"
                            + seed + more.replace("TOOLS", TOOLS);

            JsonNode whole = WIRE.post("/v1/chat/completions", body + "}").json();

            assertEquals(
                    ChatAccumulator.of(whole),
                    ChatAccumulator.whole(WIRE.post("/v1/chat/completions", body + STREAM + "}")),
                    body);
        }
    }

    @Test
    void shouldTellRoleThenPiecesThenAnEmptyDelta() {
        OpenAiWire.Answered answer = WIRE.chat(",\"max_tokens\":1,\"stream\":true");

        List<String> choices = new ArrayList<>();
        answer.events().forEach(event -> {
            assertTrue(event.path("usage").isMissingNode());
            choices.add(event.at("/choices/0").toString());
        });
        JsonNode text = WIRE.chat(",\"max_tokens\":1").at("/choices/0/message/content");
        assertEquals(
                List.of(
                        "{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\",\"refusal\":null},"
                                + "\"logprobs\":null,\"finish_reason\":null}",
                        "{\"index\":0,\"delta\":{\"content\":" + text + "},\"logprobs\":null,\"finish_reason\":null}",
                        "{\"index\":0,\"delta\":{},\"logprobs\":null,\"finish_reason\":\"length\"}"),
                choices);
    }

    @Test
    void shouldTellUsageOnceAndWithoutChoices() {
        List<JsonNode> events = WIRE.chat(",\"max_tokens\":3" + STREAM).events();

        JsonNode last = events.get(events.size() - 1);
        assertEquals("[]", last.get("choices").toString());
        assertEquals(11, last.at("/usage/total_tokens").intValue());
        events.subList(0, events.size() - 1)
                .forEach(event -> assertTrue(event.get("usage").isNull(), event.toString()));
    }

    @Test
    void shouldBeginACallWithAllThatNamesIt() {
        OpenAiWire.Answered answer = WIRE.chat(
                ",\"seed\":1,\"stream\":true,\"tool_choice\":{\"type\":\"function\",\"function\":{\"name\":\"get_time\"}}"
                        + TOOLS);

        JsonNode call = answer.events().stream()
                .map(event -> event.at("/choices/0/delta/tool_calls/0"))
                .filter(found -> !found.isMissingNode())
                .findFirst()
                .orElseThrow();
        assertEquals(29, call.get("id").textValue().length());
        assertEquals("function", call.get("type").textValue());
        assertEquals(
                "{\"name\":\"get_time\",\"arguments\":\"\"}",
                call.get("function").toString());
    }

    @ParameterizedTest
    @CsvSource({"/v1/chat/completions, messages", "/v1/responses, input"})
    void shouldTellOneEventInBrokenJsonWhenThatIsTheFault(String path, String field) {
        String body =
                "{\"model\":\"gpt-4o\",\"" + field + "\":[{\"role\":\"user\",\"content\":\"Hello\"}],\"stream\":true}";
        LlmKernel.Answer answer =
                new LlmKernel(42).ask(TestRequest.http("POST", path, Map.of("x-sim-fault", "s10"), body));

        List<String> broken = new ArrayList<>();
        for (String event : answer.body().split("\n\n")) {
            String data = event.substring(event.lastIndexOf("data: ") + "data: ".length());
            if (!data.equals("[DONE]") && !data.endsWith("}")) {
                broken.add(data);
            }
        }
        assertEquals(1, broken.size(), answer.body());
        assertThrows(AssertionError.class, () -> OpenAiWire.parse(broken.get(0)));
    }

    @Test
    void shouldNotSayDoneWhenThatIsTheFault() {
        String body = Chats.ask("Hello", ",\"stream\":true");

        LlmKernel.Answer answer = new LlmKernel(42)
                .ask(TestRequest.http("POST", "/v1/chat/completions", Map.of("x-sim-fault", "s11"), body));

        assertTrue(answer.body().endsWith("\"finish_reason\":\"stop\"}]}\n\n"), answer.body());
    }
}
