package io.reprise.llm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The old completions API, and embeddings. */
class OpenAiTextTest {
    private static final OpenAiWire WIRE = new OpenAiWire(new LlmKernel(42));

    @Test
    void shouldCompleteAPromptInSixteenTokensWhenNobodySaysMore() {
        JsonNode answer = complete("\"prompt\":\"Hello\"").json();

        assertEquals("text_completion", answer.get("object").textValue());
        assertTrue(answer.get("id").textValue().startsWith("cmpl-"));
        assertEquals("length", answer.at("/choices/0/finish_reason").textValue());
        assertEquals(1, answer.at("/usage/prompt_tokens").intValue());
        assertEquals(16, answer.at("/usage/completion_tokens").intValue());
    }

    @Test
    void shouldCompleteEachPromptAsOftenAsAskedAndRepeatIt() {
        JsonNode choices =
                complete("\"prompt\":[\"One\",\"Two\"],\"n\":2,\"echo\":true").at("/choices");

        assertEquals(4, choices.size());
        for (int i = 0; i < 4; i++) {
            assertEquals(i, choices.get(i).get("index").intValue());
            assertTrue(choices.get(i).get("text").textValue().startsWith(i < 2 ? "One" : "Two"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"prompt\":[13225,2375]", "\"prompt\":[[13225,2375]]"})
    void shouldReadThePromptFromItsTokens(String prompt) {
        JsonNode answer = complete(prompt + ",\"echo\":true").json();

        assertTrue(answer.at("/choices/0/text").textValue().startsWith("Hello world"), answer.toString());
        assertEquals(2, answer.at("/usage/prompt_tokens").intValue());
    }

    @Test
    void shouldStreamWhatTheWholeCompletionSays() {
        String more = "\"prompt\":[\"One\",\"Two\"],\"echo\":true,\"logprobs\":2";
        JsonNode whole = complete(more).json();

        OpenAiWire.Answered streamed = complete(more + ",\"stream\":true,\"stream_options\":{\"include_usage\":true}");

        String[] texts = {"", ""};
        int[] tokens = {0, 0};
        for (JsonNode event : streamed.events()) {
            assertEquals(whole.get("id"), event.get("id"));
            for (JsonNode choice : event.get("choices")) {
                int index = choice.get("index").intValue();
                texts[index] += choice.get("text").textValue();
                tokens[index] += choice.at("/logprobs/tokens").size();
            }
        }
        for (int i = 0; i < 2; i++) {
            assertEquals(whole.at("/choices/" + i + "/text").textValue(), texts[i]);
            assertEquals(whole.at("/choices/" + i + "/logprobs/tokens").size(), tokens[i]);
            assertEquals(
                    3, whole.at("/choices/" + i + "/logprobs/text_offset/0").intValue());
        }
        JsonNode last = streamed.events().get(streamed.events().size() - 1);
        assertEquals(whole.get("usage"), last.get("usage"));
        assertTrue(streamed.body().endsWith("data: [DONE]\n\n"));
    }

    @Test
    void shouldEmbedTheSameInEveryForm() {
        JsonNode floats = embed("\"input\":\"Hello world\"").json();
        JsonNode tokens = embed("\"input\":[13225,2375]").json();
        JsonNode base64 = embed("\"input\":[\"other\",\"Hello world\"],\"encoding_format\":\"base64\"")
                .json();

        assertEquals(floats.at("/data/0/embedding"), tokens.at("/data/0/embedding"));
        assertEquals(1_536, floats.at("/data/0/embedding").size());
        ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder()
                        .decode(base64.at("/data/1/embedding").textValue()))
                .order(ByteOrder.LITTLE_ENDIAN);
        double square = 0;
        for (JsonNode value : floats.at("/data/0/embedding")) {
            assertEquals(bytes.getFloat(), value.doubleValue(), 1e-9);
            square += value.doubleValue() * value.doubleValue();
        }
        assertEquals(1, square, 1e-6);
        assertEquals(
                "{\"prompt_tokens\":2,\"total_tokens\":2}", floats.get("usage").toString());
    }

    @Test
    void shouldEmbedInAsManyDimensionsAsAskedFor() {
        assertEquals(
                7,
                embed("\"input\":\"Hello\",\"dimensions\":7")
                        .at("/data/0/embedding")
                        .size());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        chat model  | completions | {"model":"gpt-4o","prompt":"x"} | 404 | model | model_not_found | model must be one for this endpoint, which is of kind completion; got "gpt-4o"
        prompt      | completions | {"model":"davinci-002","prompt":5} | 400 | prompt | invalid_value | prompt must be a string, an array of tokens, or an array of 1 to 2048 of these; got 5
        token       | completions | {"model":"davinci-002","prompt":[1,-1]} | 400 | prompt[1] | invalid_value | prompt[1] must be a token, from 0 to 200018; got -1
        choices     | completions | {"model":"davinci-002","prompt":["a","b"],"n":65} | 400 | n | invalid_value | n must be such that all prompts have no more than 128 choices together; got 130
        logprobs    | completions | {"model":"davinci-002","prompt":"a","logprobs":6} | 400 | logprobs | invalid_value | logprobs must be an integer from 0 to 5; got 6
        no input    | embeddings  | {"model":"text-embedding-3-small"} | 400 | input | missing_required_parameter | input is required: a text, an array of tokens, or an array of these
        empty       | embeddings  | {"model":"text-embedding-3-small","input":["a",""]} | 400 | input | invalid_value | input must be texts of at least one character; got ""
        mixed       | embeddings  | {"model":"text-embedding-3-small","input":["a",{}]} | 400 | input[1] | invalid_value | input[1] must be a string or an array of at least one token; got an object
        format      | embeddings  | {"model":"text-embedding-3-small","input":"a","encoding_format":"hex"} | 400 | encoding_format | invalid_value | encoding_format must be one of float, base64; got "hex"
        dimensions  | embeddings  | {"model":"text-embedding-3-small","input":"a","dimensions":1537} | 400 | dimensions | invalid_value | dimensions must be an integer from 1 to 1536; got 1537
        old model   | embeddings  | {"model":"text-embedding-ada-002","input":"a","dimensions":10} | 400 | dimensions | unsupported_parameter | dimensions is not supported with text-embedding-ada-002; leave it out
        """)
    void shouldRefuseWithThisText(
            String name, String path, String body, int status, String param, String code, String text) {
        OpenAiWire.assertRefused(WIRE.post("/v1/" + path, body), status, param, code, text);
    }

    private static OpenAiWire.Answered complete(String more) {
        return WIRE.post("/v1/completions", "{\"model\":\"gpt-3.5-turbo-instruct\"," + more + "}");
    }

    private static OpenAiWire.Answered embed(String more) {
        return WIRE.post("/v1/embeddings", "{\"model\":\"text-embedding-3-small\"," + more + "}");
    }
}
