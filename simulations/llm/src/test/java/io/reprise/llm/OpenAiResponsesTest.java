package io.reprise.llm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpenAiResponsesTest {
    private static final String TOOLS = ",\"tools\":[{\"type\":\"function\",\"name\":\"get_time\",\"parameters\":"
            + "{\"type\":\"object\",\"properties\":{\"zone\":{\"type\":\"string\"}},\"required\":[\"zone\"]}},"
            + "{\"type\":\"custom\",\"name\":\"shell\"},{\"type\":\"web_search\"}]";

    private final LlmKernel kernel = new LlmKernel(42);
    private final OpenAiWire wire = new OpenAiWire(kernel);

    @Test
    void shouldAnswerWithWhatWasAskedAndWhatIsUsual() {
        JsonNode response = wire.respond(
                        ",\"instructions\":\"Be brief\",\"max_output_tokens\":20,\"metadata\":{\"k\":\"é\"}")
                .json();

        assertEquals("response", response.get("object").textValue());
        assertTrue(response.get("id").textValue().matches("resp_[0-9a-f]{16}[0-9A-Za-z]{32}"), response.toString());
        assertEquals("Be brief", response.get("instructions").textValue());
        assertEquals("é", response.at("/metadata/k").textValue());
        assertEquals("gpt-4o", response.get("model").textValue());
        assertEquals(
                "{\"format\":{\"type\":\"text\"},\"verbosity\":\"medium\"}",
                response.get("text").toString());
        assertEquals("auto", response.get("tool_choice").textValue());
        assertEquals("[]", response.get("tools").toString());
        assertTrue(response.get("store").booleanValue()
                && response.get("previous_response_id").isNull());
        assertEquals("message", response.at("/output/0/type").textValue());
        assertEquals("output_text", response.at("/output/0/content/0/type").textValue());
        assertEquals(8 + 3 + 1 + 2, response.at("/usage/input_tokens").intValue()); // a message, its role, "Be brief"
    }

    @Test
    void shouldBeIncompleteWhenTheTokensAreUsedUp() {
        JsonNode response = wire.respond(",\"max_output_tokens\":16").json();

        assertEquals("incomplete", response.get("status").textValue());
        assertEquals(
                "{\"reason\":\"max_output_tokens\"}",
                response.get("incomplete_details").toString());
        assertEquals("incomplete", response.at("/output/0/status").textValue());
        assertEquals(16, response.at("/usage/output_tokens").intValue());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        text      | gpt-4o | `,"instructions":"Be kind"`
        cut       | gpt-4o | `,"max_output_tokens":16`
        tools     | gpt-4o | `TOOLS,"tool_choice":"required"`
        json      | gpt-4o | `,"text":{"format":{"type":"json_object"}}`
        thinking  | gpt-5  | `,"metadata":{}`
        summary   | o3     | `,"reasoning":{"effort":"low","summary":"auto"},"include":["reasoning.encrypted_content"]`
        all thought | o3   | `,"reasoning":{"effort":"high","summary":"auto"},"max_output_tokens":16`
        """)
    void shouldStreamWhatTheWholeAnswerSays(String name, String model, String more) {
        for (int turn = 0; turn < 8; turn++) {
            String body =
                    "{\"model\":\"" + model + "\",\"input\":\"Hello " + turn + "\"" + more.replace("TOOLS", TOOLS);

            JsonNode whole = wire.post("/v1/responses", body + "}").json();

            assertEquals(
                    whole, ResponseAccumulator.whole(wire.post("/v1/responses", body + ",\"stream\":true}")), body);
            JsonNode stored =
                    wire.get("/v1/responses/" + whole.get("id").textValue()).json();
            if (!more.contains("encrypted_content")) {
                assertEquals(whole, stored);
            }
        }
    }

    @Test
    void shouldTellTheEventsOfATextInTheirOrder() {
        List<String> types = wire.respond(",\"stream\":true").events().stream()
                .map(event -> event.get("type").textValue())
                .distinct()
                .toList();

        assertEquals(
                List.of(
                        "response.created",
                        "response.in_progress",
                        "response.output_item.added",
                        "response.content_part.added",
                        "response.output_text.delta",
                        "response.output_text.done",
                        "response.content_part.done",
                        "response.output_item.done",
                        "response.completed"),
                types);
    }

    @Test
    void shouldShowThinkingOnlyAsASummaryThatWasAskedFor() {
        String body = "{\"model\":\"o3\",\"input\":\"Hello\",\"reasoning\":{%s}}";

        JsonNode silent = wire.post("/v1/responses", body.replace("%s", "")).json();
        JsonNode shown = wire.post("/v1/responses", body.replace("%s", "\"summary\":\"auto\""))
                .json();

        assertEquals("reasoning", silent.at("/output/0/type").textValue());
        assertEquals("[]", silent.at("/output/0/summary").toString());
        assertEquals("summary_text", shown.at("/output/0/summary/0/type").textValue());
        assertTrue(shown.at("/usage/output_tokens_details/reasoning_tokens").intValue() > 0);
        assertEquals("medium", silent.at("/reasoning/effort").textValue());
    }

    @Test
    void shouldGoOnFromAStoredResponse() {
        JsonNode first = wire.respond("").json();

        JsonNode second =
                wire.respond(",\"previous_response_id\":" + first.get("id")).json();

        assertEquals(first.get("id"), second.get("previous_response_id"));
        assertEquals(
                first.at("/usage/total_tokens").intValue() + 8,
                second.at("/usage/input_tokens").intValue());
    }

    @Test
    void shouldCallAToolAndAnswerItsOutputInProse() {
        JsonNode first = wire.respond(TOOLS + ",\"tool_choice\":{\"type\":\"function\",\"name\":\"get_time\"}")
                .json();
        JsonNode call = first.get("output").get(first.get("output").size() - 1);
        assertEquals("function_call", call.get("type").textValue());

        OpenAiWire.Answered second = wire.post(
                "/v1/responses",
                "{\"model\":\"gpt-4o\",\"previous_response_id\":" + first.get("id") + TOOLS
                        + ",\"input\":[{\"type\":\"function_call_output\",\"output\":\"noon\",\"call_id\":"
                        + call.get("call_id") + "}]}");

        assertEquals("message", second.at("/output/0/type").textValue(), second.body());
        assertEquals(1, second.at("/output").size());
    }

    @Test
    void shouldForgetWhatIsDeletedOrNotStored() {
        String id = wire.respond("").at("/id").textValue();
        String unstored = wire.respond(",\"store\":false").at("/id").textValue();

        OpenAiWire.Answered deleted = wire.ask("DELETE", "/v1/responses/" + id, "");

        assertEquals("{\"id\":\"" + id + "\",\"object\":\"response\",\"deleted\":true}", deleted.body());
        for (String gone : List.of(id, unstored, "resp_1")) {
            String text = "Response with id '" + gone
                    + "' not found: it was never stored, was deleted, or made room for newer ones";
            OpenAiWire.assertRefused(wire.get("/v1/responses/" + gone), 404, null, null, text);
            OpenAiWire.assertRefused(wire.ask("DELETE", "/v1/responses/" + gone, ""), 404, null, null, text);
        }
    }

    @Test
    void shouldRefuseToGoOnFromWhatIsNotStored() {
        String unstored = wire.respond(",\"store\":false").at("/id").textValue();

        OpenAiWire.assertRefused(
                wire.respond(",\"previous_response_id\":\"" + unstored + "\""),
                400,
                "previous_response_id",
                "previous_response_not_found",
                "Previous response not found: it was not stored, was deleted, or made room for newer ones");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        no input      | {"model":"gpt-4o"} | input | missing_required_parameter | input is required: a text or an array of items
        input         | {"model":"gpt-4o","input":5} | input | invalid_value | input must be a string or an array of at least one item; got 5
        item          | {"model":"gpt-4o","input":[5]} | input[0] | invalid_value | input[0] must be an object; got 5
        role          | {"model":"gpt-4o","input":[{"role":"tool","content":"x"}]} | input[0].role | invalid_value | input[0].role must be one of user, assistant, system, developer; got "tool"
        content       | {"model":"gpt-4o","input":[{"role":"user","content":5}]} | input[0].content | invalid_value | input[0].content must be a string or an array of parts; got 5
        part          | {"model":"gpt-4o","input":[{"role":"user","content":[{"type":"text"}]}]} | input[0].content[0].type | invalid_value | input[0].content[0].type must be one of input_text, input_image, input_file, input_audio, output_text, refusal; got "text"
        text          | {"model":"gpt-4o","input":[{"role":"user","content":[{"type":"input_text"}]}]} | input[0].content[0].text | missing_required_parameter | input[0].content[0].text is required: a string
        output        | {"model":"gpt-4o","input":[{"type":"function_call_output","call_id":"c","output":"x"}]} | input[0].call_id | invalid_value | input[0].call_id must be that of a call before it: no tool call found for function call output with call_id c
        no output     | {"model":"gpt-4o","input":[{"type":"function_call","call_id":"c","name":"f","arguments":"{}"}]} | input | invalid_value | input is not whole: no tool output found for function call c
        few tokens    | {"model":"gpt-4o","input":"x","max_output_tokens":15} | max_output_tokens | invalid_value | max_output_tokens must be an integer from 16 to 2147483647; got 15
        previous      | {"model":"gpt-4o","input":"x","previous_response_id":"resp_x"} | previous_response_id | previous_response_not_found | previous_response_id is not the id of a stored response; got "resp_x"
        both          | {"model":"gpt-4o","input":"x","previous_response_id":"resp_x","conversation":"c"} | previous_response_id | invalid_value | previous_response_id and conversation exclude each other; leave out one
        tool          | {"model":"gpt-4o","input":"x","tools":[{"type":"function"}]} | tools[0].name | missing_required_parameter | tools[0].name is required: up to 64 letters, digits, _ or -
        choice        | {"model":"gpt-4o","input":"x","tool_choice":"required"} | tool_choice | invalid_value | tool_choice is not allowed without tools; add tools or leave it out
        format        | {"model":"gpt-4o","input":"x","text":{"format":{"type":"xml"}}} | text.format.type | invalid_value | text.format.type must be one of text, json_object, json_schema; got "xml"
        schema        | {"model":"gpt-4o","input":"x","text":{"format":{"type":"json_schema","name":"n","schema":{"type":"object","properties":{"a1":{"type":"string","pattern":5}}}}}} | text.format.schema.properties.a1.pattern | invalid_json_schema | text.format.schema.properties.a1.pattern must be a regular expression
        effort        | {"model":"gpt-4o","input":"x","reasoning":{"effort":"low"}} | reasoning.effort | unsupported_parameter | reasoning.effort is not supported with gpt-4o, which does not think
        truncation    | {"model":"gpt-4o","input":"x","truncation":"some"} | truncation | invalid_value | truncation must be one of auto, disabled; got "some"
        """)
    void shouldRefuseWithThisText(String name, String body, String param, String code, String text) {
        OpenAiWire.assertRefused(wire.post("/v1/responses", body), 400, param, code, text);
    }
}
