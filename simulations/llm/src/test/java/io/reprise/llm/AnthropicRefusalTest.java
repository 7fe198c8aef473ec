package io.reprise.llm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Anthropic's API refuses, and with which text; and what looks wrong and is accepted. */
class AnthropicRefusalTest {
    private static final String CALL =
            "{\"role\":\"assistant\",\"content\":[{\"type\":\"tool_use\",\"id\":\"t1\",\"name\":\"get_time\",\"input\":{}}]}";
    private static final String RESULT = "{\"type\":\"tool_result\",\"tool_use_id\":\"t1\",\"content\":\"noon\"}";
    private static final String TEXT = "{\"type\":\"text\",\"text\":\"Hi\"}";

    private static final LlmKernel KERNEL = new LlmKernel(1);

    /** HELLO stands for the user's first message, M for the model, MAX for max_tokens. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        no model          | {MAX,"messages":[HELLO]} | model is required: a name, such as claude-sonnet-4-6
        model a number    | {"model":5,MAX,"messages":[HELLO]} | model must be a string; got 5
        empty model       | {"model":"",MAX,"messages":[HELLO]} | model must be 1 to 256 characters long; got 0
        no max_tokens     | {M,"messages":[HELLO]} | max_tokens is required: an integer, such as 1024
        max_tokens -1     | {M,"max_tokens":-1,"messages":[HELLO]} | max_tokens must be an integer from 0 to 2147483647; got -1
        max_tokens text   | {M,"max_tokens":"9","messages":[HELLO]} | max_tokens must be an integer from 0 to 2147483647; got "9"
        system a number   | {M,MAX,"system":5,"messages":[HELLO]} | system must be a string or an array of blocks; got 5
        system an image   | {M,MAX,"system":[{"type":"image"}],"messages":[HELLO]} | system[0].type must be text; got "image"
        no messages       | {M,MAX} | messages is required: an array of at least one message
        messages empty    | {M,MAX,"messages":[]} | messages must be an array of at least one message; got an empty array
        message a text    | {M,MAX,"messages":["hi"]} | messages[0] must be an object; got "hi"
        no role           | {M,MAX,"messages":[{"content":"hi"}]} | messages[0].role is required: one of user, assistant, system
        unknown role      | {M,MAX,"messages":[HELLO,{"role":"bot","content":"hi"}]} | messages[1].role must be one of user, assistant, system; got "bot"
        no content        | {M,MAX,"messages":[{"role":"user"}]} | messages[0].content is required: a string or an array of blocks
        content a number  | {M,MAX,"messages":[{"role":"user","content":5}]} | messages[0].content must be a string or an array of blocks; got 5
        content empty     | {M,MAX,"messages":[{"role":"user","content":""}]} | messages[0].content must be non-empty: all messages must have non-empty content except for the optional final assistant message; got ""
        blocks empty      | {M,MAX,"messages":[{"role":"user","content":[]}]} | messages[0].content must be non-empty: all messages must have non-empty content except for the optional final assistant message; got an empty array
        name of a message | {M,MAX,"messages":[{"role":"user","content":"a","name":"b"}]} | messages[0].name is not known: Extra inputs are not permitted; leave it out
        unknown field     | {M,MAX,"messages":[HELLO],"n":2} | n is not known: Extra inputs are not permitted; leave it out
        block a text      | {M,MAX,"messages":[{"role":"user","content":["a"]}]} | messages[0].content[0] must be an object; got "a"
        text block empty  | {M,MAX,"messages":[{"role":"user","content":[{"type":"text","text":" "}]}]} | messages[0].content[0].text must be a text: text content blocks must contain non-whitespace text
        text block bare   | {M,MAX,"messages":[{"role":"user","content":[{"type":"text"}]}]} | messages[0].content[0].text is required: a string
        image bare        | {M,MAX,"messages":[{"role":"user","content":[{"type":"image"}]}]} | messages[0].content[0].source is required: an object
        image as bmp      | {M,MAX,"messages":[{"role":"user","content":[{"type":"image","source":{"type":"base64","media_type":"image/bmp","data":""}}]}]} | messages[0].content[0].source.media_type must be one of image/jpeg, image/png, image/gif, image/webp; got "image/bmp"
        image of no kind  | {M,MAX,"messages":[{"role":"user","content":[{"type":"image","source":{"type":"text"}}]}]} | messages[0].content[0].source.type must be one of base64, url, file; got "text"
        call of a user    | {M,MAX,"messages":[{"role":"user","content":[{"type":"tool_use","id":"a","name":"b","input":{}}]}]} | messages[0].content[0].type may not be tool_use in a message of role user: tool_use blocks can only be in assistant messages
        result of nobody  | {M,MAX,"messages":[HELLO,{"role":"assistant","content":[RESULT]}]} | messages[1].content[0].type may not be tool_result in a message of role assistant: tool_result blocks can only be in user messages
        result of no call | {M,MAX,"messages":[{"role":"user","content":[RESULT]}]} | messages[0].content[0].tool_use_id must be the id of a tool_use block in the message before that has no other result: unexpected `tool_use_id` found in `tool_result` blocks: t1
        call w/o result   | {M,MAX,"messages":[HELLO,CALL,HELLO]} | messages[1] must be followed by a `tool_result` block for every `tool_use` block: `tool_use` ids were found without `tool_result` blocks immediately after: t1
        result too late   | {M,MAX,"messages":[HELLO,CALL,{"role":"user","content":[TEXT,RESULT]}]} | messages[2].content[1] must be before all other blocks of the user: `tool_result` blocks must come first
        call twice        | {M,MAX,"messages":[HELLO,CALL,CALL]} | messages[2].content[0].id must be unique: `tool_use` ids must be unique; got "t1" again
        input a text      | {M,MAX,"messages":[HELLO,{"role":"assistant","content":[{"type":"tool_use","id":"a","name":"b","input":"c"}]}]} | messages[1].content[0].input must be an object; got "c"
        no signature      | {M,MAX,"messages":[HELLO,{"role":"assistant","content":[{"type":"thinking","thinking":"x"}]},HELLO]} | messages[1].content[0].signature is required: a string
        assistant first   | {M,MAX,"messages":[{"role":"assistant","content":"Hi"}]} | messages[0].role must be user: the first message is the user's, and what the system says before it goes into the field system; got "assistant"
        system first      | {"model":"claude-opus-5-5",MAX,"messages":[{"role":"system","content":"Hi"},HELLO]} | messages[0].role must be user: the first message is the user's, and what the system says before it goes into the field system; got "system"
        system of 4.6     | {M,MAX,"messages":[HELLO,{"role":"system","content":"Hi"}]} | messages[1].role must be user or assistant: role 'system' is not supported on this model
        system then user  | {"model":"claude-opus-5-5",MAX,"messages":[HELLO,{"role":"system","content":"Hi"},HELLO]} | messages[1].role must be user or assistant here: role 'system' must precede an 'assistant' message or end the array
        system and system | {"model":"claude-opus-5-5",MAX,"messages":[HELLO,{"role":"system","content":"Hi"},{"role":"system","content":"Hi"}]} | messages[1].role must be user or assistant here: role 'system' must precede an 'assistant' message or end the array
        prefill of 4.6    | {M,MAX,"messages":[HELLO,{"role":"assistant","content":"Hi"}]} | messages[1].role must be user: This model does not support assistant message prefill. The conversation must end with a user message.
        prefill thinking  | {"model":"claude-haiku-4-5",MAX,"thinking":{"type":"enabled","budget_tokens":1024},"messages":[HELLO,{"role":"assistant","content":"Hi"}]} | messages[1].role must be user: This model does not support assistant message prefill. The conversation must end with a user message.
        prefill and space | {"model":"claude-haiku-4-5",MAX,"messages":[HELLO,{"role":"assistant","content":"Hi "}]} | messages[1].content must be without whitespace at its end: final assistant content cannot end with trailing whitespace
        five breakpoints  | {M,MAX,"messages":[{"role":"user","content":[CACHED,CACHED,CACHED,CACHED,CACHED]}]} | messages[0].content[4].cache_control is not the first to the fourth: a maximum of 4 blocks with cache_control may be provided
        cache for 2 h     | {M,MAX,"cache_control":{"type":"ephemeral","ttl":"2h"},"messages":[HELLO]} | cache_control.ttl must be one of 5m, 1h; got "2h"
        tools an object   | {M,MAX,"tools":{},"messages":[HELLO]} | tools must be an array of tools; got an object
        tool of no type   | {M,MAX,"tools":[{"type":"smell"}],"messages":[HELLO]} | tools[0].type must be custom, or the type of a tool that Anthropic defines, such as web_search_20250305; got "smell"
        tool without name | {M,MAX,"tools":[{"input_schema":{"type":"object"}}],"messages":[HELLO]} | tools[0].name is required: a string
        tool's bad name   | {M,MAX,"tools":[{"name":"a b","input_schema":{"type":"object"}}],"messages":[HELLO]} | tools[0].name must be 1 to 128 letters, digits, _ and -; got "a b"
        tool twice        | {M,MAX,"tools":[TIME,TIME],"messages":[HELLO]} | tools[1].name must be unique: Tool names must be unique; got "get_time" again
        no schema         | {M,MAX,"tools":[{"name":"a"}],"messages":[HELLO]} | tools[0].input_schema is required: an object
        schema of no type | {M,MAX,"tools":[{"name":"a","input_schema":{}}],"messages":[HELLO]} | tools[0].input_schema.type is required: object
        schema w/o value  | {M,MAX,"tools":[{"name":"a","input_schema":{"type":"object","properties":{"x":{"type":"integer","minimum":2,"maximum":1}}}}],"messages":[HELLO]} | tools[0].input_schema.properties.x.minimum must not be above the maximum
        choice w/o tools  | {M,MAX,"tool_choice":{"type":"any"},"messages":[HELLO]} | tool_choice.type must be auto or none: a call may only be forced while providing tools to call; got "any"
        choice a text     | {M,MAX,"tools":[TIME],"tool_choice":"auto","messages":[HELLO]} | tool_choice must be an object; got "auto"
        choice of OpenAI  | {M,MAX,"tools":[TIME],"tool_choice":{"type":"required"},"messages":[HELLO]} | tool_choice.type must be one of auto, any, tool, none; got "required"
        choice of no tool | {M,MAX,"tools":[TIME],"tool_choice":{"type":"tool","name":"x"},"messages":[HELLO]} | tool_choice.name must be the name of one of the tools; got "x"
        stops a text      | {M,MAX,"stop_sequences":"a","messages":[HELLO]} | stop_sequences must be an array of strings; got "a"
        stop blank        | {M,MAX,"stop_sequences":["a"," "],"messages":[HELLO]} | stop_sequences[1] must be a string: each stop sequence must contain non-whitespace; got " "
        too hot           | {M,MAX,"temperature":1.1,"messages":[HELLO]} | temperature must be a number from 0 to 1; got 1.1
        top_p             | {M,MAX,"top_p":2,"messages":[HELLO]} | top_p must be a number from 0 to 1; got 2
        top_k             | {M,MAX,"top_k":-1,"messages":[HELLO]} | top_k must be an integer from 0 to 2147483647; got -1
        thinking of what  | {M,MAX,"thinking":{"type":"hard"},"messages":[HELLO]} | thinking.type must be one of enabled, adaptive, between_tools, disabled; got "hard"
        no budget         | {M,MAX,"thinking":{"type":"enabled"},"messages":[HELLO]} | thinking.budget_tokens is required when type is enabled: an integer of at least 1024
        small budget      | {M,MAX,"thinking":{"type":"enabled","budget_tokens":1023},"messages":[HELLO]} | thinking.budget_tokens must be an integer from 1024 to 2147483647; got 1023
        great budget      | {M,MAX,"thinking":{"type":"enabled","budget_tokens":4096},"messages":[HELLO]} | max_tokens must be greater than thinking.budget_tokens; got 4096 and 4096
        thinking and any  | {M,MAX,"tools":[TIME],"tool_choice":{"type":"any"},"thinking":{"type":"adaptive"},"messages":[HELLO]} | tool_choice.type must be auto or none when thinking is on: Thinking may not be enabled when tool_choice forces tool use
        thinking and cold | {M,MAX,"temperature":0,"thinking":{"type":"adaptive"},"messages":[HELLO]} | temperature must be 1 when thinking is on; got 0.0
        thinking, top_k   | {M,MAX,"top_k":5,"thinking":{"type":"adaptive"},"messages":[HELLO]} | top_k may not be sent when thinking is on; leave it out
        thoughts missing  | {M,MAX,"thinking":{"type":"enabled","budget_tokens":1024},"messages":[HELLO,CALL,{"role":"user","content":[RESULT]}]} | messages[1].content[0].type must be thinking or redacted_thinking: when thinking is enabled, a final assistant message must start with a thinking block; got "tool_use"
        effort            | {M,MAX,"output_config":{"effort":"none"},"messages":[HELLO]} | output_config.effort must be one of low, medium, high, xhigh, max; got "none"
        format            | {M,MAX,"output_config":{"format":{"type":"json_object"}},"messages":[HELLO]} | output_config.format.type must be json_schema; got "json_object"
        format w/o schema | {M,MAX,"output_config":{"format":{"type":"json_schema"}},"messages":[HELLO]} | output_config.format.schema is required: an object
        tier              | {M,MAX,"service_tier":"flex","messages":[HELLO]} | service_tier must be one of auto, standard_only; got "flex"
        speed             | {M,MAX,"speed":"slow","messages":[HELLO]} | speed must be one of standard, fast; got "slow"
        metadata          | {M,MAX,"metadata":{"user_id":7},"messages":[HELLO]} | metadata.user_id must be a string; got 7
        stream            | {M,MAX,"stream":"yes","messages":[HELLO]} | stream must be true or false; got "yes"
        no JSON           | {M | the body is not JSON, line 1, column 29: Unexpected end-of-input: expected close marker for Object (start marker at [line: 1, column: 1])
        """)
    void shouldRefuseWithThisText(String name, String body, String text) {
        LlmKernel.Answer answer = Claude.ask(KERNEL, full(body));

        JsonNode json = Claude.json(answer.body());
        assertEquals(text, json.at("/error/message").textValue());
        assertEquals("invalid_request_error", json.at("/error/type").textValue());
        assertEquals(400, answer.reply().httpStatus);
        assertEquals("false", answer.reply().headers.get("x-should-retry"));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        one role in a row  | {M,MAX,"messages":[HELLO,HELLO,{"role":"assistant","content":"a"},{"role":"assistant","content":"b"},HELLO]}
        prefill of 4.5     | {"model":"claude-haiku-4-5-20251001",MAX,"messages":[HELLO,{"role":"assistant","content":"The best answer is ("}]}
        prefill of nothing | {"model":"reprise-1",MAX,"messages":[HELLO,{"role":"assistant","content":""}]}
        a server's turn    | {M,MAX,"messages":[HELLO,{"role":"assistant","content":[{"type":"server_tool_use","id":"s","name":"web_search","input":{}}]}]}
        system at the end  | {"model":"claude-opus-4-8",MAX,"messages":[HELLO,{"role":"system","content":[TEXT]}]}
        system in between  | {"model":"claude-opus-5-5",MAX,"messages":[HELLO,{"role":"system","content":"a"},{"role":"assistant","content":"b"},HELLO]}
        result, then text  | {M,MAX,"messages":[HELLO,CALL,{"role":"user","content":[RESULT,TEXT]}]}
        results in a row   | {M,MAX,"messages":[HELLO,CALL,{"role":"user","content":[RESULT]},HELLO]}
        all blocks         | {M,MAX,"messages":[{"role":"user","content":[TEXT,IMAGE,PDF,{"type":"search_result","source":"s","title":"t","content":[TEXT]},{"type":"container_upload","file_id":"f"}]},{"role":"assistant","content":[{"type":"thinking","thinking":"","signature":"x"},{"type":"redacted_thinking","data":"x"},TEXT]},HELLO]}
        result of blocks   | {M,MAX,"messages":[HELLO,CALL,{"role":"user","content":[{"type":"tool_result","tool_use_id":"t1","is_error":true,"content":[TEXT,IMAGE]}]}]}
        nulls              | {M,MAX,"system":null,"tools":null,"tool_choice":null,"thinking":null,"output_config":null,"metadata":null,"service_tier":null,"stream":null,"stop_sequences":null,"messages":[HELLO]}
        Anthropic's tools  | {M,MAX,"tools":[{"type":"web_search_20250305","name":"web_search"},{"type":"bash_20250124","name":"bash"}],"messages":[HELLO]}
        sampling           | {M,MAX,"temperature":0,"top_p":0.1,"top_k":3,"messages":[HELLO]}
        fields of betas    | {M,MAX,"container":"c","context_management":{},"mcp_servers":[],"messages":[HELLO]}
        max_tokens 0       | {M,"max_tokens":0,"messages":[HELLO]}
        disabled thinking  | {M,MAX,"thinking":{"type":"disabled"},"messages":[HELLO]}
        """)
    void shouldAccept(String name, String body) {
        LlmKernel.Answer answer = Claude.ask(KERNEL, full(body));

        assertEquals(200, answer.reply().httpStatus, answer.body());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        temperature | {M,MAX,"temperature":1,"messages":[HELLO]} | temperature may not be sent under anthropic-version 2026-10-21; leave it out
        top_p       | {M,MAX,"top_p":1,"messages":[HELLO]} | top_p may not be sent under anthropic-version 2026-10-21; leave it out
        top_k       | {M,MAX,"top_k":1,"messages":[HELLO]} | top_k may not be sent under anthropic-version 2026-10-21; leave it out
        document    | {M,MAX,"messages":[HELLO,{"role":"assistant","content":[PDF]},HELLO]} | messages[1].content[0].type may not be document in an assistant message under anthropic-version 2026-10-21; put the document into a user message
        citations   | {M,MAX,"messages":[{"role":"user","content":[{"type":"text","text":"a","citations":[{}]}]}]} | messages[0].content[0].citations must be empty in a user message under anthropic-version 2026-10-21; got an array
        """)
    void shouldRefuseUnderTheNewerVersionAlone(String name, String body, String text) {
        LlmKernel.Answer newer = post(Claude.version("2026-10-21"), full(body));
        LlmKernel.Answer older = post(Claude.version("2023-06-01"), full(body));

        assertEquals(text, Claude.json(newer.body()).at("/error/message").textValue());
        assertEquals(400, newer.reply().httpStatus);
        assertEquals(200, older.reply().httpStatus, older.body());
    }

    @Test
    void shouldRefuseWithoutAVersionThereIs() {
        LlmKernel.Answer missing = post(Map.of("x-api-key", "k"), Claude.hello(""));
        LlmKernel.Answer wrong = post(Claude.version("2023-06-01, 2023-06-01"), Claude.hello(""));

        assertEquals(400, missing.reply().httpStatus);
        assertEquals(
                "anthropic-version: header is required; send 2026-10-21 or 2023-06-01",
                Claude.json(missing.body()).at("/error/message").textValue());
        assertEquals(
                "anthropic-version: \"2023-06-01, 2023-06-01\" is not a valid version; send 2026-10-21 or 2023-06-01",
                Claude.json(wrong.body()).at("/error/message").textValue());
    }

    @Test
    void shouldNotKnowOtherModels() {
        LlmKernel.Answer answer = Claude.ask(KERNEL, Claude.body("gpt-4o", Claude.HELLO, ""));

        assertEquals(404, answer.reply().httpStatus);
        assertEquals(
                "not_found_error", Claude.json(answer.body()).at("/error/type").textValue());
        assertEquals(
                "model must be a known one, such as claude-sonnet-4-6 or reprise-1; got \"gpt-4o\"",
                Claude.json(answer.body()).at("/error/message").textValue());
    }

    @Test
    void shouldSayTheRequestIdInHeaderAndBody() {
        LlmKernel.Answer answer = Claude.ask(KERNEL, "{}");

        String id = Claude.json(answer.body()).get("request_id").textValue();
        assertTrue(id.startsWith("req_"), id);
        assertEquals(id, answer.reply().headers.get("request-id"));
        assertEquals("error", Claude.json(answer.body()).get("type").textValue());
    }

    @Test
    void shouldRefuseToCountWhatItRefusesToAnswer() {
        LlmKernel.Answer answer = Claude.post(
                KERNEL,
                "/v1/messages/count_tokens",
                full("{M,\"messages\":[{\"role\":\"user\",\"content\":[RESULT]}]}"));

        assertEquals(400, answer.reply().httpStatus);
    }

    private static LlmKernel.Answer post(Map<String, String> headers, String body) {
        return KERNEL.ask(TestRequest.http("POST", "/v1/messages", headers, body));
    }

    private static String full(String body) {
        return body.replace("HELLO", Claude.HELLO)
                .replace("RESULT", RESULT)
                .replace("CALL", CALL)
                .replace("CACHED", "{\"type\":\"text\",\"text\":\"a\",\"cache_control\":{\"type\":\"ephemeral\"}}")
                .replace("TEXT", TEXT)
                .replace("IMAGE", "{\"type\":\"image\",\"source\":{\"type\":\"url\",\"url\":\"http://a/b.png\"}}")
                .replace(
                        "PDF",
                        "{\"type\":\"document\",\"source\":{\"type\":\"base64\",\"media_type\":\"application/pdf\",\"data\":\"\"}}")
                .replace("TIME", Claude.TIME)
                .replace("MAX", "\"max_tokens\":4096")
                .replace("{M", "{\"model\":\"claude-sonnet-4-6\"");
    }
}
