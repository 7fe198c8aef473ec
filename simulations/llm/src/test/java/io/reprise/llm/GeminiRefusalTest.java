package io.reprise.llm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every text a Gemini client can be refused with, and the field that is named. */
class GeminiRefusalTest {
    private static final GeminiClient CLIENT = new GeminiClient(new LlmKernel(1));

    /** HELLO is a valid list of contents, CONFIG a generationConfig around the braces, WEATHER a valid list of tools. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        unknown name         | {HELLO,"stream":true} | | Invalid JSON payload received. Unknown name "stream": Cannot find field.
        unknown in config    | {HELLO,CONFIG{"max_tokens":1}} | generation_config | Invalid JSON payload received. Unknown name "maxTokens" at 'generation_config': Cannot find field.
        unknown in turn      | {"contents":[{"content":"hi"}]} | contents[0] | Invalid JSON payload received. Unknown name "content" at 'contents[0]': Cannot find field.
        both spellings       | {HELLO,"tool_config":{},"toolConfig":{}} | | Invalid JSON payload received. Unknown name "tool_config": Cannot find field.
        no contents          | {} | contents | contents is required: an array of at least one turn, such as {"role":"user","parts":[{"text":"Hello"}]}
        empty contents       | {"contents":[]} | contents | contents is required: an array of at least one turn, such as {"role":"user","parts":[{"text":"Hello"}]}
        contents a string    | {"contents":"hi"} | contents | contents must be an array of turns; got "hi"
        turn a string        | {"contents":["hi"]} | contents[0] | contents[0] must be an object with parts; got "hi"
        no parts             | {"contents":[{"role":"user"}]} | contents[0].parts | contents[0].parts is required: an array of at least one part, such as {"text":"Hello"}
        empty parts          | {"contents":[{"parts":[]}]} | contents[0].parts | contents[0].parts is required: an array of at least one part, such as {"text":"Hello"}
        parts a string       | {"contents":[{"parts":"hi"}]} | contents[0].parts | contents[0].parts must be an array of parts; got "hi"
        part a string        | {"contents":[{"parts":["hi"]}]} | contents[0].parts[0] | contents[0].parts[0] must be an object; got "hi"
        part of no kind      | {"contents":[{"parts":[{"txt":"hi"}]}]} | contents[0].parts[0] | contents[0].parts[0] must have one of KINDS; got none
        part of two kinds    | {"contents":[{"parts":[{"text":"a","fileData":{}}]}]} | contents[0].parts[0] | contents[0].parts[0] must have one of KINDS; got text and fileData
        text a number        | {"contents":[{"parts":[{"text":"x"}]},{"parts":[{"text":5}]}]} | contents[1].parts[0].text | contents[1].parts[0].text must be a string; got 5
        unknown role         | {"contents":[{"role":"bot","parts":[{"text":"x"}]}]} | contents[0].role | contents[0].role must be user or model; got "bot"
        model begins         | {"contents":[{"role":"model","parts":[{"text":"x"}]}]} | contents[0].role | contents[0].role must be user: a user's turn begins a conversation; got "model"
        data no base64       | {"contents":[{"parts":[{"inlineData":{"mimeType":"image/png","data":"{}"}}]}]} | contents[0].parts[0].inlineData.data | contents[0].parts[0].inlineData.data must be base64; got "{}"
        data without type    | {"contents":[{"parts":[{"inlineData":{"data":"AA=="}}]}]} | contents[0].parts[0].inlineData.mimeType | contents[0].parts[0].inlineData.mimeType is required: a string of at least one character
        file without uri     | {"contents":[{"parts":[{"fileData":{"fileUri":""}}]}]} | contents[0].parts[0].fileData.fileUri | contents[0].parts[0].fileData.fileUri must be a string of at least one character; got ""
        call of a user       | {"contents":[{"parts":[{"functionCall":{"name":"f"}}]}]} | contents[0].parts[0].functionCall | contents[0].parts[0].functionCall may not be in a turn of role user; calls are a model's
        result of a model    | {"contents":[{"parts":[{"text":"x"}]},{"role":"model","parts":[{"functionResponse":{"name":"f"}}]}]} | contents[1].parts[0].functionResponse | contents[1].parts[0].functionResponse may not be in a turn of role model; results are a user's
        args a string        | {"contents":[{"parts":[{"text":"x"}]},{"role":"model","parts":[{"functionCall":{"name":"f","args":"{}"}}]}]} | contents[1].parts[0].functionCall.args | contents[1].parts[0].functionCall.args must be an object; got "{}"
        result without call  | {"contents":[{"parts":[{"functionResponse":{"name":"f","response":{}}}]}]} | contents[0].parts | contents[0].parts must be as many function responses as the model's turn before has function calls, 0; got 1
        call without result  | {"contents":[{"parts":[{"text":"x"}]},{"role":"model","parts":[{"functionCall":{"name":"f"}},{"functionCall":{"name":"g"}}]},{"parts":[{"text":"y"}]}]} | contents[2].parts | contents[2].parts must be as many function responses as the model's turn before has function calls, 2; got 0
        system a string      | {HELLO,"systemInstruction":"x"} | systemInstruction | systemInstruction must be an object with parts; got "x"
        tools a string       | {HELLO,"tools":"x"} | tools | tools must be an array; got "x"
        function no name     | {HELLO,"tools":[{"functionDeclarations":[{}]}]} | tools[0].functionDeclarations[0].name | tools[0].functionDeclarations[0].name must be up to 128 letters, digits, underscores, dots, colons and dashes, of which the first is a letter or an underscore; got nothing
        function twice       | {HELLO,"tools":[{"functionDeclarations":[{"name":"f"},{"name":"f"}]}]} | tools[0].functionDeclarations[1].name | tools[0].functionDeclarations[1].name must be a name that no other function has; got "f"
        two schemas          | {HELLO,"tools":[{"functionDeclarations":[{"name":"f","parameters":{},"parametersJsonSchema":{}}]}]} | tools[0].functionDeclarations[0].parametersJsonSchema | tools[0].functionDeclarations[0].parametersJsonSchema may not be given beside parameters
        arguments a string   | {HELLO,"tools":[{"functionDeclarations":[{"name":"f","parameters":{"type":"STRING"}}]}]} | tools[0].functionDeclarations[0].parameters.type | tools[0].functionDeclarations[0].parameters.type must be OBJECT, because arguments have names; got "STRING"
        wrong type           | {HELLO,"tools":[{"functionDeclarations":[{"name":"f","parameters":{"type":"OBJECT","properties":{"a":{"type":"WORD"}}}}]}]} | tools[0].functionDeclarations[0].parameters.properties.a.type | tools[0].functionDeclarations[0].parameters.properties.a.type must name types of JSON
        unknown mode         | {HELLO,WEATHER,"toolConfig":{"functionCallingConfig":{"mode":"any"}}} | toolConfig.functionCallingConfig.mode | toolConfig.functionCallingConfig.mode must be one of MODE_UNSPECIFIED, AUTO, ANY, NONE, VALIDATED; got "any"
        any of nothing       | {HELLO,"toolConfig":{"functionCallingConfig":{"mode":"ANY"}}} | toolConfig.functionCallingConfig.mode | toolConfig.functionCallingConfig.mode may not be ANY, because tools declare no function
        allowed when auto    | {HELLO,WEATHER,"toolConfig":{"functionCallingConfig":{"allowedFunctionNames":["get_weather"]}}} | toolConfig.functionCallingConfig.allowedFunctionNames | toolConfig.functionCallingConfig.allowedFunctionNames may not be given unless the mode is ANY or VALIDATED
        allowed undeclared   | {HELLO,WEATHER,"toolConfig":{"functionCallingConfig":{"mode":"ANY","allowedFunctionNames":["f"]}}} | toolConfig.functionCallingConfig.allowedFunctionNames[0] | toolConfig.functionCallingConfig.allowedFunctionNames[0] must be the name of a function that tools declare; got "f"
        config a string      | {HELLO,CONFIG"x"} | generationConfig | generationConfig must be an object; got "x"
        no candidate         | {HELLO,CONFIG{"candidateCount":0}} | generationConfig.candidateCount | generationConfig.candidateCount must be an integer from 1 to 8; got 0
        no tokens            | {HELLO,CONFIG{"maxOutputTokens":0}} | generationConfig.maxOutputTokens | generationConfig.maxOutputTokens must be an integer from 1 to 2147483647; got 0
        too hot              | {HELLO,CONFIG{"temperature":2.5}} | generationConfig.temperature | generationConfig.temperature must be a number from 0 to 2; got 2.5
        seed beyond i32      | {HELLO,CONFIG{"seed":2147483648}} | generationConfig.seed | generationConfig.seed must be an integer from -2147483648 to 2147483647; got 2147483648
        six stops            | {HELLO,CONFIG{"stopSequences":["a","b","c","d","e","f"]}} | generationConfig.stopSequences | generationConfig.stopSequences must be an array of up to 5 strings; got 6 elements
        empty stop           | {HELLO,CONFIG{"stopSequences":[""]}} | generationConfig.stopSequences[0] | generationConfig.stopSequences[0] must be a string of at least one character; got ""
        logprobs alone       | {HELLO,CONFIG{"logprobs":2}} | generationConfig.logprobs | generationConfig.logprobs may not be given unless responseLogprobs is true
        an image             | {HELLO,CONFIG{"responseModalities":["TEXT","IMAGE"]}} | generationConfig.responseModalities[1] | generationConfig.responseModalities[1] must be TEXT: the simulator answers with nothing else; got "IMAGE"
        unknown type         | {HELLO,CONFIG{"responseMimeType":"json"}} | generationConfig.responseMimeType | generationConfig.responseMimeType must be one of text/plain, application/json, text/x.enum, application/xml, application/yaml; got "json"
        schema without type  | {HELLO,CONFIG{"responseSchema":{}}} | generationConfig.responseSchema | generationConfig.responseSchema may not be given unless responseMimeType is application/json or text/x.enum; got none
        two schemas for JSON | {HELLO,CONFIG{"responseMimeType":"application/json","responseSchema":{},"responseJsonSchema":{}}} | generationConfig.responseJsonSchema | generationConfig.responseJsonSchema may not be given beside responseSchema
        schema with not      | {HELLO,CONFIG{"responseMimeType":"application/json","responseJsonSchema":{"not":{}}}} | generationConfig.responseJsonSchema.not | generationConfig.responseJsonSchema.not is not offered by the simulator
        enum without words   | {HELLO,CONFIG{"responseMimeType":"text/x.enum"}} | generationConfig.responseSchema | generationConfig.responseSchema must be a STRING with an enum when responseMimeType is text/x.enum
        JSON and functions   | {HELLO,WEATHER,CONFIG{"responseMimeType":"application/json"}} | generationConfig.responseMimeType | generationConfig.responseMimeType must be text/plain when tools declare functions: models/gemini-2.5-flash cannot do both; got application/json
        two thinking limits  | {HELLO,CONFIG{"thinkingConfig":{"thinkingBudget":1,"thinkingLevel":"LOW"}}} | generationConfig.thinkingConfig.thinkingLevel | generationConfig.thinkingConfig.thinkingLevel may not be given beside thinkingBudget
        unknown level        | {HELLO,CONFIG{"thinkingConfig":{"thinkingLevel":"DEEP"}}} | generationConfig.thinkingConfig.thinkingLevel | generationConfig.thinkingConfig.thinkingLevel must be one of THINKING_LEVEL_UNSPECIFIED, MINIMAL, LOW, MEDIUM, HIGH; got "DEEP"
        cache a number       | {HELLO,"cachedContent":5} | cachedContent | cachedContent must be a string; got 5
        unknown tier         | {HELLO,"serviceTier":"gold"} | serviceTier | serviceTier must be one of unspecified, standard, flex, priority; got "gold"
        not JSON             | {"contents":[} | | the body is not JSON, line 1, column 14: Unexpected close marker '}': expected ']' (for Array starting at [line: 1, column: 13])
        """)
    void shouldRefuseWithThisText(String name, String body, String field, String text) {
        String sent = body.replace("HELLO", GeminiClient.HELLO)
                .replace("WEATHER", GeminiClient.WEATHER)
                .replace("CONFIG", "\"generationConfig\":");
        TestReply reply = CLIENT.post(GeminiClient.MODEL + ":generateContent", sent);

        assertRefused(reply, text, field);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        no content      | embedContent | {} | content | content is required: an object with parts
        no text         | embedContent | {"content":{"parts":[{"text":""}]}} | content | content must be a text of at least one character; got none
        unknown name    | embedContent | {"input":"x"} | | Invalid JSON payload received. Unknown name "input": Cannot find field.
        dimensions      | embedContent | {"content":{"parts":{"text":"x"}},"outputDimensionality":3073} | outputDimensionality | outputDimensionality must be an integer from 1 to 3072; got 3073
        title           | embedContent | {"content":{"parts":{"text":"x"}},"title":"t"} | title | title may not be given unless taskType is RETRIEVAL_DOCUMENT
        no requests     | batchEmbedContents | {"requests":[]} | requests | requests is required: an array of 1 to 100 requests
        in the batch    | batchEmbedContents | {"requests":[{"content":{"parts":[{"text":7}]}}]} | requests[0].content.parts[0].text | requests[0].content.parts[0].text must be a string; got 7
        task            | batchEmbedContents | {"requests":[{"content":{"parts":{"text":"x"}},"taskType":"NAP"}]} | requests[0].taskType | requests[0].taskType must be one of TASK_TYPE_UNSPECIFIED, RETRIEVAL_QUERY, RETRIEVAL_DOCUMENT, SEMANTIC_SIMILARITY, CLASSIFICATION, CLUSTERING, QUESTION_ANSWERING, FACT_VERIFICATION, CODE_RETRIEVAL_QUERY; got "NAP"
        no contents     | countTokens | {} | contents | contents is required: an array of at least one turn, such as {"role":"user","parts":[{"text":"Hello"}]}
        both            | countTokens | {"contents":[],"generateContentRequest":{}} | contents | contents may not be given beside generateContentRequest, which has its own
        system          | countTokens | {"contents":[],"systemInstruction":{}} | | Invalid JSON payload received. Unknown name "systemInstruction": Cannot find field.
        """)
    void shouldRefuseWhatIsNotGeneration(String name, String method, String body, String field, String text) {
        TestReply reply = CLIENT.post("/v1beta/models/gemini-embedding-001:" + method, body);

        assertRefused(reply, text, field);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
        unknown     | gpt-4o               | generateContent | models/gpt-4o is not found for API version v1beta, or is not supported for generateContent. Call ListModels to see the list of available models and their supported methods.
        embedding   | gemini-embedding-001 | generateContent | models/gemini-embedding-001 is not found for API version v1beta, or is not supported for generateContent. Call ListModels to see the list of available models and their supported methods.
        no vectors  | gemini-2.5-pro       | embedContent    | models/gemini-2.5-pro is not found for API version v1beta, or is not supported for embedContent. Call ListModels to see the list of available models and their supported methods.
        """)
    void shouldNotFindModels(String name, String model, String method, String text) {
        TestReply reply = CLIENT.post("/v1beta/models/" + model + ":" + method, "{}");

        JsonNode error = GeminiClient.json(reply.text()).get("error");
        assertEquals(404, reply.httpStatus);
        assertEquals("NOT_FOUND", error.get("status").asText());
        assertEquals(text, error.get("message").asText());
    }

    private static void assertRefused(TestReply reply, String text, String field) {
        String kinds = "text, inlineData, fileData, functionCall, functionResponse, executableCode,"
                + " codeExecutionResult, toolCall, toolResponse";
        String expected = text.replace("KINDS", kinds);
        JsonNode error = GeminiClient.json(reply.text()).get("error");
        assertEquals(expected, error.get("message").asText());
        assertEquals(400, reply.httpStatus);
        assertEquals(400, error.get("code").asInt());
        assertEquals("INVALID_ARGUMENT", error.get("status").asText());
        JsonNode violation = error.at("/details/0/fieldViolations/0");
        assertEquals(field == null ? "" : field, violation.path("field").asText());
        assertEquals(
                field == null ? "" : expected, violation.path("description").asText());
    }
}
