package io.reprise.llm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.reprise.ingress.codec.HttpError;
import io.reprise.kernel.frame.Status;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every text a client can be refused with, and what its SDK shows as param and code. */
class RefusalTest {
    private static final String HELLO = "\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]";

    private static final LlmKernel KERNEL = new LlmKernel(1);

    /** In the bodies, HELLO stands for a valid array of messages and ROLES for the list of roles. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        no model           | {HELLO}                          | model | missing_required_parameter | model is required: a name, such as gpt-4o-mini
        null model         | {"model":null,HELLO}             | model | missing_required_parameter | model is required: a name, such as gpt-4o-mini
        model not a string | {"model":5,HELLO}                | model | invalid_value | model must be a string; got 5
        empty model        | {"model":"",HELLO}               | model | invalid_value | model must be 1 to 256 characters long; got 0
        no messages        | {"model":"m"}                    | messages | missing_required_parameter | messages is required: an array of at least one message
        messages a string  | {"model":"m","messages":"hi"}    | messages | invalid_value | messages must be an array of at least one message; got "hi"
        empty messages     | {"model":"m","messages":[]}      | messages | invalid_value | messages must be an array of at least one message; got an empty array
        message a string   | {"model":"m","messages":["hi"]}  | messages[0] | invalid_value | messages[0] must be an object; got "hi"
        no role            | {"model":"m","messages":[{"content":"hi"}]} | messages[0].role | missing_required_parameter | messages[0].role is required: one of ROLES
        unknown role       | {"model":"m","messages":[{"role":"user","content":"hi"},{"role":"bot","content":"hi"}]} | messages[1].role | invalid_value | messages[1].role must be one of ROLES; got "bot"
        role a number      | {"model":"m","messages":[{"role":7,"content":"hi"}]} | messages[0].role | invalid_value | messages[0].role must be one of ROLES; got 7
        name a number      | {"model":"m","messages":[{"role":"user","name":1,"content":"hi"}]} | messages[0].name | invalid_value | messages[0].name must be a string; got 1
        no content         | {"model":"m","messages":[{"role":"user"}]} | messages[0].content | invalid_value | messages[0].content must be a string or an array of parts when role is user; got nothing
        null content       | {"model":"m","messages":[{"role":"system","content":null}]} | messages[0].content | invalid_value | messages[0].content must be a string or an array of parts when role is system; got null
        content a number   | {"model":"m","messages":[{"role":"assistant","content":1.50}]} | messages[0].content | invalid_value | messages[0].content must be a string or an array of parts or null when role is assistant; got 1.50
        no parts           | {"model":"m","messages":[{"role":"user","content":[]}]} | messages[0].content | invalid_value | messages[0].content must be a string or an array of parts when role is user; got an empty array
        part a string      | {"model":"m","messages":[{"role":"user","content":["hi"]}]} | messages[0].content[0] | invalid_value | messages[0].content[0] must be an object; got "hi"
        part without type  | {"model":"m","messages":[{"role":"user","content":[{"text":"hi"}]}]} | messages[0].content[0].type | invalid_value | messages[0].content[0].type must be one of text, refusal, image_url, input_audio, file; got nothing
        unknown part       | {"model":"m","messages":[{"role":"user","content":[{"type":"text","text":"hi"},{"type":"smell"}]}]} | messages[0].content[1].type | invalid_value | messages[0].content[1].type must be one of text, refusal, image_url, input_audio, file; got "smell"
        text part no text  | {"model":"m","messages":[{"role":"user","content":[{"type":"text","text":{}}]}]} | messages[0].content[0].text | invalid_value | messages[0].content[0].text must be a string; got an object
        image part no url  | {"model":"m","messages":[{"role":"user","content":[{"type":"image_url"}]}]} | messages[0].content[0].image_url | invalid_value | messages[0].content[0].image_url must be an object; got nothing
        tool without id    | {"model":"m","messages":[{"role":"tool","content":"42"}]} | messages[0].tool_call_id | missing_required_parameter | messages[0].tool_call_id is required when role is tool: the id of the call it answers
        max_tokens 0       | {"model":"m",HELLO,"max_tokens":0} | max_tokens | invalid_value | max_tokens must be an integer from 1 to 2147483647; got 0
        max_tokens real    | {"model":"m",HELLO,"max_tokens":1.5} | max_tokens | invalid_value | max_tokens must be an integer from 1 to 2147483647; got 1.5
        max_tokens huge    | {"model":"m",HELLO,"max_tokens":2147483648} | max_tokens | invalid_value | max_tokens must be an integer from 1 to 2147483647; got 2147483648
        max_tokens absurd  | {"model":"m",HELLO,"max_tokens":1e2147483647} | max_tokens | invalid_value | max_tokens must be an integer from 1 to 2147483647; got 1E+2147483647
        max_completion -1  | {"model":"m",HELLO,"max_completion_tokens":-1} | max_completion_tokens | invalid_value | max_completion_tokens must be an integer from 1 to 2147483647; got -1
        both maxima        | {"model":"m",HELLO,"max_tokens":1,"max_completion_tokens":1} | max_tokens | invalid_value | max_tokens and max_completion_tokens exclude each other; set max_completion_tokens
        stop a number      | {"model":"m",HELLO,"stop":3}     | stop | invalid_value | stop must be a string or an array of up to 4 strings; got 3
        empty stop         | {"model":"m",HELLO,"stop":""}    | stop | invalid_value | stop must be a string of at least one character; got ""
        five stops         | {"model":"m",HELLO,"stop":["a","b","c","d","e"]} | stop | invalid_value | stop must be a string or an array of up to 4 strings; got 5 elements
        number among stops | {"model":"m",HELLO,"stop":["a",2]} | stop[1] | invalid_value | stop[1] must be a string of at least one character; got 2
        seed a string      | {"model":"m",HELLO,"seed":"1"}   | seed | invalid_value | seed must be an integer from -9223372036854775808 to 9223372036854775807; got "1"
        seed beyond i64    | {"model":"m",HELLO,"seed":9223372036854775808} | seed | invalid_value | seed must be an integer from -9223372036854775808 to 9223372036854775807; got 9223372036854775808
        too hot            | {"model":"m",HELLO,"temperature":2.1} | temperature | invalid_value | temperature must be a number from 0 to 2; got 2.1
        absurdly hot       | {"model":"m",HELLO,"temperature":1e2147483647} | temperature | invalid_value | temperature must be a number from 0 to 2; got 1E+2147483647
        temperature text   | {"model":"m",HELLO,"temperature":"hot"} | temperature | invalid_value | temperature must be a number from 0 to 2; got "hot"
        top_p below 0      | {"model":"m",HELLO,"top_p":-0.1} | top_p | invalid_value | top_p must be a number from 0 to 1; got -0.1
        presence_penalty   | {"model":"m",HELLO,"presence_penalty":3} | presence_penalty | invalid_value | presence_penalty must be a number from -2 to 2; got 3
        frequency_penalty  | {"model":"m",HELLO,"frequency_penalty":true} | frequency_penalty | invalid_value | frequency_penalty must be a number from -2 to 2; got true
        user a number      | {"model":"m",HELLO,"user":12}    | user | invalid_value | user must be a string; got 12
        cache key a number | {"model":"m",HELLO,"prompt_cache_key":12} | prompt_cache_key | invalid_value | prompt_cache_key must be a string; got 12
        n 0                | {"model":"m",HELLO,"n":0}        | n | invalid_value | n must be an integer from 1 to 128; got 0
        n 2                | {"model":"m",HELLO,"n":2}        | n | unsupported_value | n must be 1: more than one choice is not offered yet; got 2
        stream             | {"model":"m",HELLO,"stream":true} | stream | unsupported_value | stream must be false: streaming is not offered yet; got true
        stream a string    | {"model":"m",HELLO,"stream":"true"} | stream | invalid_value | stream must be true or false; got "true"
        logprobs           | {"model":"m",HELLO,"logprobs":true} | logprobs | unsupported_value | logprobs must be false: log probabilities are not offered yet; got true
        tool_choice        | {"model":"m",HELLO,"tool_choice":"required"} | tool_choice | unsupported_value | tool_choice must be auto or none: tool calls are not offered yet; got "required"
        format a string    | {"model":"m",HELLO,"response_format":"json"} | response_format | invalid_value | response_format must be an object; got "json"
        format json        | {"model":"m",HELLO,"response_format":{"type":"json_object"}} | response_format.type | unsupported_value | response_format.type must be text: JSON answers are not offered yet; got "json_object"
        empty              | ``                               | | | the body is empty; send a JSON object
        blank              | `  `                             | | | the body is empty; send a JSON object
        an array           | [1]                              | | | the body must be a JSON object; got an array
        a word             | hello                            | | | the body is not JSON, line 1, column 1: Unrecognized token 'hello': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')
        cut off            | {"model":"m",                    | | | the body is not JSON, line 1, column 14: Unexpected end-of-input within/between Object entries
        an open object     | {                                | | | the body is not JSON, line 1, column 2: Unexpected end-of-input: expected close marker for Object (start marker at [line: 1, column: 1])
        a comma too many   | {"a":[1,]}                       | | | the body is not JSON, line 1, column 9: Unexpected character (']' (code 93)): expected a valid value (JSON String, Number, Array, Object or token 'null', 'true' or 'false')
        not a number       | {"a":NaN}                        | | | the body is not JSON, line 1, column 9: Non-standard token 'NaN'
        a key twice        | {"a":1,"b":{"a":1},"a":2}        | | | the body is not JSON, line 1, column 23: Duplicate field 'a'
        two values         | {} {}                            | | | the body is not one JSON value, line 1, column 4: something follows it
        absurd exponent    | {"a":1e99999999999}              | | | the body is beyond a limit, line 1, column 19: an exponent beyond 2147483647
        """)
    void shouldRefuseWithThisText(String name, String body, String param, String code, String text) throws IOException {
        LlmKernel.Answer answer = KERNEL.chat(body.replace("HELLO", HELLO));

        String expected = text.replace("ROLES", "developer, system, user, assistant, tool, function");
        assertEquals(new LlmKernel.Answer(Status.INVALID_REQUEST, expected), answer);
        JsonNode error = new JsonMapper()
                .readTree(new OpenAiCodec().errorBody(new HttpError(answer.status(), answer.body(), "id", 1)))
                .get("error");
        assertEquals(expected, error.get("message").textValue());
        assertEquals("invalid_request_error", error.get("type").textValue());
        assertEquals(param, error.get("param").textValue());
        assertEquals(code, error.get("code").textValue());
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
        String body = "{\"model\":\"m\"," + HELLO + ",\"temperature\":\"" + "x".repeat(60) + "\\n\"}";

        assertEquals("temperature must be a number from 0 to 2; got \"" + "x".repeat(40) + "…\"", refusalOf(body));
    }

    @Test
    void shouldRefuseWhenTheBodyIsNotUtf8() {
        byte[] body = "{\"model\":\"?\"}".getBytes(StandardCharsets.US_ASCII);
        body[10] = (byte) 0xC3;

        LlmKernel.Answer answer = KERNEL.send(LlmProvider.CHAT, body, 0);

        assertEquals(
                new LlmKernel.Answer(Status.INVALID_REQUEST, "the body is not UTF-8: byte 10 starts no character"),
                answer);
    }

    private String refusalOf(String body) {
        LlmKernel.Answer answer = KERNEL.chat(body);
        assertEquals(Status.INVALID_REQUEST, answer.status());
        return answer.body();
    }
}
