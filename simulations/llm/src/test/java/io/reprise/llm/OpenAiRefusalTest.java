package io.reprise.llm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every text a client can be refused with, and what its SDK shows as param and code. */
class OpenAiRefusalTest {
    private static final String HELLO = "\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]";

    private static final String CALL =
            "{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\"c\",\"type\":\"function\","
                    + "\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}]}";
    private static final String TOOLS = "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}]";

    private static final LlmKernel KERNEL = new LlmKernel(1);
    private static final OpenAiWire WIRE = new OpenAiWire(KERNEL);

    /** In the bodies, HELLO stands for a valid array of messages, CALL for a message that calls a tool, ROLES for the list of roles. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        no model           | {HELLO}                          | model | missing_required_parameter | model is required: a name, such as gpt-4o-mini
        null model         | {"model":null,HELLO}             | model | missing_required_parameter | model is required: a name, such as gpt-4o-mini
        model not a string | {"model":5,HELLO}                | model | invalid_value | model must be a string; got 5
        empty model        | {"model":"",HELLO}               | model | invalid_value | model must be 1 to 256 characters long; got 0
        no messages        | {"model":"gpt-4o"}                    | messages | missing_required_parameter | messages is required: an array of at least one message
        messages a string  | {"model":"gpt-4o","messages":"hi"}    | messages | invalid_value | messages must be an array of at least one message; got "hi"
        empty messages     | {"model":"gpt-4o","messages":[]}      | messages | invalid_value | messages must be an array of at least one message; got an empty array
        message a string   | {"model":"gpt-4o","messages":["hi"]}  | messages[0] | invalid_value | messages[0] must be an object; got "hi"
        no role            | {"model":"gpt-4o","messages":[{"content":"hi"}]} | messages[0].role | missing_required_parameter | messages[0].role is required: one of ROLES
        unknown role       | {"model":"gpt-4o","messages":[{"role":"user","content":"hi"},{"role":"bot","content":"hi"}]} | messages[1].role | invalid_value | messages[1].role must be one of ROLES; got "bot"
        role a number      | {"model":"gpt-4o","messages":[{"role":7,"content":"hi"}]} | messages[0].role | invalid_value | messages[0].role must be one of ROLES; got 7
        name a number      | {"model":"gpt-4o","messages":[{"role":"user","name":1,"content":"hi"}]} | messages[0].name | invalid_value | messages[0].name must be a string; got 1
        no content         | {"model":"gpt-4o","messages":[{"role":"user"}]} | messages[0].content | invalid_value | messages[0].content must be a string or an array of parts when role is user; got nothing
        null content       | {"model":"gpt-4o","messages":[{"role":"system","content":null}]} | messages[0].content | invalid_value | messages[0].content must be a string or an array of parts when role is system; got null
        content a number   | {"model":"gpt-4o","messages":[{"role":"assistant","content":1.50}]} | messages[0].content | invalid_value | messages[0].content must be a string or an array of parts when role is assistant; got 1.50
        no parts           | {"model":"gpt-4o","messages":[{"role":"user","content":[]}]} | messages[0].content | invalid_value | messages[0].content must be a string or an array of parts when role is user; got an empty array
        part a string      | {"model":"gpt-4o","messages":[{"role":"user","content":["hi"]}]} | messages[0].content[0] | invalid_value | messages[0].content[0] must be an object; got "hi"
        part without type  | {"model":"gpt-4o","messages":[{"role":"user","content":[{"text":"hi"}]}]} | messages[0].content[0].type | invalid_value | messages[0].content[0].type must be one of text, refusal, image_url, input_audio, file; got nothing
        unknown part       | {"model":"gpt-4o","messages":[{"role":"user","content":[{"type":"text","text":"hi"},{"type":"smell"}]}]} | messages[0].content[1].type | invalid_value | messages[0].content[1].type must be one of text, refusal, image_url, input_audio, file; got "smell"
        text part no text  | {"model":"gpt-4o","messages":[{"role":"user","content":[{"type":"text","text":{}}]}]} | messages[0].content[0].text | invalid_value | messages[0].content[0].text must be a string; got an object
        image part no url  | {"model":"gpt-4o","messages":[{"role":"user","content":[{"type":"image_url"}]}]} | messages[0].content[0].image_url | invalid_value | messages[0].content[0].image_url must be an object; got nothing
        tool without id    | {"model":"gpt-4o","messages":[{"role":"tool","content":"42"}]} | messages[0].tool_call_id | missing_required_parameter | messages[0].tool_call_id is required when role is tool: the id of the call it answers
        max_tokens 0       | {"model":"gpt-4o",HELLO,"max_tokens":0} | max_tokens | invalid_value | max_tokens must be an integer from 1 to 2147483647; got 0
        max_tokens real    | {"model":"gpt-4o",HELLO,"max_tokens":1.5} | max_tokens | invalid_value | max_tokens must be an integer from 1 to 2147483647; got 1.5
        max_tokens huge    | {"model":"gpt-4o",HELLO,"max_tokens":2147483648} | max_tokens | invalid_value | max_tokens must be an integer from 1 to 2147483647; got 2147483648
        max_tokens absurd  | {"model":"gpt-4o",HELLO,"max_tokens":1e2147483647} | max_tokens | invalid_value | max_tokens must be an integer from 1 to 2147483647; got 1E+2147483647
        max_completion -1  | {"model":"gpt-4o",HELLO,"max_completion_tokens":-1} | max_completion_tokens | invalid_value | max_completion_tokens must be an integer from 1 to 2147483647; got -1
        both maxima        | {"model":"gpt-4o",HELLO,"max_tokens":1,"max_completion_tokens":1} | max_tokens | invalid_value | max_tokens and max_completion_tokens exclude each other; set max_completion_tokens
        stop a number      | {"model":"gpt-4o",HELLO,"stop":3}     | stop | invalid_value | stop must be a string or an array of up to 4 strings; got 3
        empty stop         | {"model":"gpt-4o",HELLO,"stop":""}    | stop | invalid_value | stop must be a string of at least one character; got ""
        five stops         | {"model":"gpt-4o",HELLO,"stop":["a","b","c","d","e"]} | stop | invalid_value | stop must be a string or an array of up to 4 strings; got 5 elements
        number among stops | {"model":"gpt-4o",HELLO,"stop":["a",2]} | stop[1] | invalid_value | stop[1] must be a string of at least one character; got 2
        seed a string      | {"model":"gpt-4o",HELLO,"seed":"1"}   | seed | invalid_value | seed must be an integer from -9223372036854775808 to 9223372036854775807; got "1"
        seed beyond i64    | {"model":"gpt-4o",HELLO,"seed":9223372036854775808} | seed | invalid_value | seed must be an integer from -9223372036854775808 to 9223372036854775807; got 9223372036854775808
        too hot            | {"model":"gpt-4o",HELLO,"temperature":2.1} | temperature | invalid_value | temperature must be a number from 0 to 2; got 2.1
        absurdly hot       | {"model":"gpt-4o",HELLO,"temperature":1e2147483647} | temperature | invalid_value | temperature must be a number from 0 to 2; got 1E+2147483647
        temperature text   | {"model":"gpt-4o",HELLO,"temperature":"hot"} | temperature | invalid_value | temperature must be a number from 0 to 2; got "hot"
        top_p below 0      | {"model":"gpt-4o",HELLO,"top_p":-0.1} | top_p | invalid_value | top_p must be a number from 0 to 1; got -0.1
        presence_penalty   | {"model":"gpt-4o",HELLO,"presence_penalty":3} | presence_penalty | invalid_value | presence_penalty must be a number from -2 to 2; got 3
        frequency_penalty  | {"model":"gpt-4o",HELLO,"frequency_penalty":true} | frequency_penalty | invalid_value | frequency_penalty must be a number from -2 to 2; got true
        user a number      | {"model":"gpt-4o",HELLO,"user":12}    | user | invalid_value | user must be a string; got 12
        cache key a number | {"model":"gpt-4o",HELLO,"prompt_cache_key":12} | prompt_cache_key | invalid_value | prompt_cache_key must be a string; got 12
        n 0                | {"model":"gpt-4o",HELLO,"n":0}        | n | invalid_value | n must be an integer from 1 to 128; got 0
        stream a string    | {"model":"gpt-4o",HELLO,"stream":"true"} | stream | invalid_value | stream must be true or false; got "true"
        format a string    | {"model":"gpt-4o",HELLO,"response_format":"json"} | response_format | invalid_value | response_format must be an object; got "json"
        unknown model      | {"model":"gpt-99",HELLO}         | model | model_not_found | model "gpt-99" does not exist; GET /v1/models lists some of those that do, and reprise-1 does whatever is asked
        embedding model    | {"model":"text-embedding-3-small",HELLO} | model | model_not_found | model must be one for this endpoint, which is of kind chat; got "text-embedding-3-small"
        silent assistant   | {"model":"gpt-4o","messages":[{"role":"assistant","content":null}]} | messages[0].content | invalid_value | messages[0].content must be a string or an array of parts when role is assistant; got null
        tool, no call      | {"model":"gpt-4o","messages":[{"role":"user","content":"x"},{"role":"tool","tool_call_id":"c","content":"y"}]} | messages[1].role | invalid_value | messages[1].role is not allowed here: messages with role 'tool' must be a response to a preceding message with 'tool_calls'
        tool, other call   | {"model":"gpt-4o","messages":[CALL,{"role":"tool","tool_call_id":"d","content":"y"}]} | messages[1].tool_call_id | invalid_value | messages[1].tool_call_id must be found in 'tool_calls' of messages[0]; got "d"
        call, no answer    | {"model":"gpt-4o","messages":[CALL,{"role":"user","content":"y"}]} | messages[0].tool_calls | invalid_value | messages[0].tool_calls must be followed by tool messages responding to each 'tool_call_id'. The following tool_call_ids did not have response messages: c
        call at the end    | {"model":"gpt-4o","messages":[CALL]} | messages[0].tool_calls | invalid_value | messages[0].tool_calls must be followed by tool messages responding to each 'tool_call_id'. The following tool_call_ids did not have response messages: c
        call, no name      | {"model":"gpt-4o","messages":[{"role":"assistant","tool_calls":[{"id":"c","type":"function","function":{"arguments":"{}"}}]}]} | messages[0].tool_calls[0].function.name | missing_required_parameter | messages[0].tool_calls[0].function.name is required: a string
        calls of a user    | {"model":"gpt-4o","messages":[{"role":"user","content":"x","tool_calls":[]}]} | messages[0].tool_calls | invalid_value | messages[0].tool_calls is not allowed unless role is assistant
        tier               | {"model":"gpt-4o",HELLO,"service_tier":"best"} | service_tier | invalid_value | service_tier must be one of auto, default, flex, scale, priority, fast, ultrafast; got "best"
        metadata           | {"model":"gpt-4o",HELLO,"metadata":[]} | metadata | invalid_value | metadata must be an object of strings; got an empty array
        n 129              | {"model":"gpt-4o",HELLO,"n":129}  | n | invalid_value | n must be an integer from 1 to 128; got 129
        logprobs           | {"model":"gpt-4o",HELLO,"logprobs":1} | logprobs | invalid_value | logprobs must be true or false; got 1
        top_logprobs 21    | {"model":"gpt-4o",HELLO,"logprobs":true,"top_logprobs":21} | top_logprobs | invalid_value | top_logprobs must be an integer from 0 to 20; got 21
        top_logprobs alone | {"model":"gpt-4o",HELLO,"top_logprobs":2} | top_logprobs | invalid_value | top_logprobs is not allowed unless logprobs is true
        include_usage      | {"model":"gpt-4o",HELLO,"stream_options":{"include_usage":1}} | stream_options.include_usage | invalid_value | stream_options.include_usage must be true or false; got 1
        no tools           | {"model":"gpt-4o",HELLO,"tools":[]} | tools | invalid_value | tools must be an array of 1 to 128 tools; got an empty array
        tool type          | {"model":"gpt-4o",HELLO,"tools":[{"type":"web_search"}]} | tools[0].type | invalid_value | tools[0].type must be one of function, custom; got "web_search"
        tool name          | {"model":"gpt-4o",HELLO,"tools":[{"type":"function","function":{"name":"a b"}}]} | tools[0].function.name | invalid_value | tools[0].function.name must be 1 to 64 letters, digits, _ or -; got "a b"
        parameters         | {"model":"gpt-4o",HELLO,"tools":[{"type":"function","function":{"name":"f","parameters":{"type":"string"}}}]} | tools[0].function.parameters.type | invalid_value | tools[0].function.parameters.type must be "object"; got "string"
        a keyword          | {"model":"gpt-4o",HELLO,"tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object","properties":{"p":{"not":{}}}}}}]} | tools[0].function.parameters.properties.p.not | invalid_function_parameters | tools[0].function.parameters.properties.p.not is not offered by the simulator
        strict, open       | {"model":"gpt-4o",HELLO,"tools":[{"type":"function","function":{"name":"f","strict":true,"parameters":{"type":"object","properties":{}}}}]} | tools[0].function.parameters.additionalProperties | invalid_function_parameters | tools[0].function.parameters.additionalProperties is required in strict mode, and must be false
        choice, no tools   | {"model":"gpt-4o",HELLO,"tool_choice":"required"} | tool_choice | invalid_value | tool_choice is not allowed without tools; add tools or leave it out
        choice             | {"model":"gpt-4o",HELLO,TOOLS,"tool_choice":"some"} | tool_choice | invalid_value | tool_choice must be one of none, auto, required or an object of type function, custom or allowed_tools; got "some"
        choice, no tool    | {"model":"gpt-4o",HELLO,TOOLS,"tool_choice":{"type":"function","function":{"name":"g"}}} | tool_choice.function.name | invalid_value | tool_choice.function.name must be the name of one of tools; got "g"
        parallel           | {"model":"gpt-4o",HELLO,TOOLS,"parallel_tool_calls":"no"} | parallel_tool_calls | invalid_value | parallel_tool_calls must be true or false; got "no"
        format type        | {"model":"gpt-4o",HELLO,"response_format":{"type":"xml"}} | response_format.type | invalid_value | response_format.type must be one of text, json_object, json_schema; got "xml"
        no schema          | {"model":"gpt-4o",HELLO,"response_format":{"type":"json_schema","json_schema":{"name":"n"}}} | response_format.json_schema.schema | missing_required_parameter | response_format.json_schema.schema is required: a JSON schema
        strict, optional   | {"model":"gpt-4o",HELLO,"response_format":{"type":"json_schema","json_schema":{"name":"n","strict":true,"schema":{"type":"object","additionalProperties":false,"properties":{"a":{"type":"string"}}}}}} | response_format.json_schema.schema.required | invalid_json_schema | response_format.json_schema.schema.required must have every property in strict mode; "a" is missing
        effort             | {"model":"gpt-4o",HELLO,"reasoning_effort":"low"} | reasoning_effort | unsupported_parameter | reasoning_effort is not supported with gpt-4o, which does not think
        effort name        | {"model":"o3",HELLO,"reasoning_effort":"most"} | reasoning_effort | invalid_value | reasoning_effort must be one of none, minimal, low, medium, high, xhigh, max; got "most"
        o3 max_tokens      | {"model":"o3",HELLO,"max_tokens":5} | max_tokens | unsupported_parameter | max_tokens is not supported with o3; use max_completion_tokens
        o3 temperature     | {"model":"o3",HELLO,"temperature":0.5} | temperature | unsupported_value | temperature may not be 0.5 with o3, which thinks: only 1, the default, is supported
        gpt-5 stop         | {"model":"gpt-5-mini",HELLO,"stop":"."} | stop | unsupported_parameter | stop is not supported with gpt-5-mini, which thinks; leave it out
        empty              | ``                               | | | the body is empty; send a JSON object
        blank              | `  `                             | | | the body is empty; send a JSON object
        an array           | [1]                              | | | the body must be a JSON object; got an array
        a word             | hello                            | | | the body is not JSON, line 1, column 1: Unrecognized token 'hello': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')
        cut off            | {"model":"gpt-4o",                    | | | the body is not JSON, line 1, column 19: Unexpected end-of-input within/between Object entries
        an open object     | {                                | | | the body is not JSON, line 1, column 2: Unexpected end-of-input: expected close marker for Object (start marker at [line: 1, column: 1])
        a comma too many   | {"a":[1,]}                       | | | the body is not JSON, line 1, column 9: Unexpected character (']' (code 93)): expected a valid value (JSON String, Number, Array, Object or token 'null', 'true' or 'false')
        not a number       | {"a":NaN}                        | | | the body is not JSON, line 1, column 9: Non-standard token 'NaN'
        a key twice        | {"a":1,"b":{"a":1},"a":2}        | | | the body is not JSON, line 1, column 23: Duplicate field 'a'
        two values         | {} {}                            | | | the body is not one JSON value, line 1, column 4: something follows it
        absurd exponent    | {"a":1e99999999999}              | | | the body is beyond a limit, line 1, column 19: an exponent beyond 2147483647
        """)
    void shouldRefuseWithThisText(String name, String body, String param, String code, String text) {
        OpenAiWire.assertRefused(
                answer(body.replace("HELLO", HELLO).replace("CALL", CALL).replace("TOOLS", TOOLS)),
                "model_not_found".equals(code) ? 404 : 400,
                param,
                code,
                text.replace("ROLES", "developer, system, user, assistant, tool, function"));
    }

    @Test
    void shouldNameTheLineWhenTheBodyHasSeveral() {
        String body = "{\n  \"model\": \"m\",\n  \"messages\": [}\n}";

        assertEquals(
                "the body is not JSON, line 3, column 16: Unexpected close marker '}': expected ']' (for Array starting"
                        + " at [line: 3, column: 15])",
                refusalOf(body));
    }

    @Test
    void shouldRefuseWhenJsonIsBeyondALimit() {
        String limits = ": nesting 64, numbers of 64 characters, names of 1024 characters";

        assertEquals("the body is beyond a limit, line 1, column 70" + limits, refusalOf("{\"a\":" + "[".repeat(64)));
        assertEquals(
                "the body is beyond a limit, line 1, column 71" + limits, refusalOf("{\"a\":" + "9".repeat(65) + "}"));
        assertEquals(
                "the body is beyond a limit, line 1, column 1029" + limits,
                refusalOf("{\"" + "k".repeat(1025) + "\":1}"));
    }

    @Test
    void shouldRefuseWhenTheModelIsTooLong() {
        String body = "{\"model\":\"" + "m".repeat(257) + "\"," + HELLO + "}";

        assertEquals("model must be 1 to 256 characters long; got 257", refusalOf(body));
    }

    @Test
    void shouldShowAtMost40CharactersOfAValue() {
        String body = "{\"model\":\"gpt-4o\"," + HELLO + ",\"temperature\":\"" + "x".repeat(60) + "\\n\"}";

        assertEquals("temperature must be a number from 0 to 2; got \"" + "x".repeat(40) + "…\"", refusalOf(body));
    }

    @Test
    void shouldRefuseWhenTheBodyIsNotUtf8() {
        byte[] body = "{\"model\":\"?\"}".getBytes(StandardCharsets.US_ASCII);
        body[10] = (byte) 0xC3;

        assertEquals("the body is not UTF-8: byte 10 starts no character", refusalOf(body));
    }

    @Test
    void shouldRefuseAPromptThatIsTooLongForTheModel() {
        String body =
                "{\"model\":\"gpt-4\",\"messages\":[{\"role\":\"user\",\"content\":\"" + "a b ".repeat(5_000) + "\"}]}";

        OpenAiWire.assertRefused(
                answer(body),
                400,
                "messages",
                "context_length_exceeded",
                "messages must have no more than the 8192 tokens of the context of gpt-4; got 10008");
    }

    private static OpenAiWire.Answered answer(String body) {
        return WIRE.post("/v1/chat/completions", body);
    }

    private static String refusalOf(String body) {
        return answer(body).at("/error/message").textValue();
    }

    private static String refusalOf(byte[] body) {
        return Chats.json(KERNEL.send(LlmKernel.CHAT, body, 0))
                .at("/error/message")
                .textValue();
    }
}
