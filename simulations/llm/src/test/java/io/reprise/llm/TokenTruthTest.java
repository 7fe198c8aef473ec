package io.reprise.llm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What usage says is what the tokens are. */
class TokenTruthTest {
    private static final int ANSWERS = 10_000;
    private static final Encoding TRUTH = Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.O200K_BASE);
    private static final LlmKernel KERNEL = new LlmKernel(4);

    @Test
    void shouldCountEveryAnswerAsJtokkitDoes() {
        List<String> requests = Corpus.requests(2, ANSWERS);
        int cut = 0;
        for (String request : requests) {
            LlmKernel.Answer answer = KERNEL.chat(request);

            assertEquals(200, answer.httpStatus(), answer.body());
            JsonNode usage = Chats.json(answer).get("usage");
            int tokens = usage.get("completion_tokens").intValue();
            assertEquals(TRUTH.countTokensOrdinary(Chats.content(answer)), tokens, answer.body());
            assertEquals(
                    usage.get("prompt_tokens").intValue() + tokens,
                    usage.get("total_tokens").intValue());
            if (Chats.finishReason(answer).equals("length")) {
                assertTrue(request.contains("\"max_tokens\":" + tokens), request);
                cut++;
            }
        }

        assertTrue(cut > ANSWERS / 4 && cut < ANSWERS / 2, "cut by length: " + cut);
    }

    @Test
    void shouldAnswerInAbout120TokensWhenNothingLimitsIt() {
        int[] tokens = new int[2_001];
        for (int i = 0; i < tokens.length; i++) {
            tokens[i] = Chats.completionTokens(KERNEL.chat(Chats.ask("question " + i, "")));
        }
        Arrays.sort(tokens);

        assertEquals(120, tokens[1_000], 5);
        assertTrue(tokens[2_000] > 500 && tokens[0] < 30, tokens[0] + " to " + tokens[2_000]);
    }

    /**
     * The conversation for which OpenAI's cookbook ("How to count tokens with tiktoken") publishes both its own count and
     * the API's: 124 prompt tokens with gpt-4o and gpt-4o-mini.
     */
    @Test
    void shouldCountThePromptAsTheRealApiDoes() {
        String body = """
                {"model": "gpt-4o-mini", "messages": [
                {"role": "system", "content": "You are a helpful, pattern-following assistant that translates \
                corporate jargon into plain English."},
                {"role": "system", "name": "example_user", "content": "New synergies will help drive top-line growth."},
                {"role": "system", "name": "example_assistant", "content": "Things working well together will increase \
                revenue."},
                {"role": "system", "name": "example_user", "content": "Let's circle back when we have more bandwidth to \
                touch base on opportunities for increased leverage."},
                {"role": "system", "name": "example_assistant", "content": "Let's talk later when we're less busy about \
                how to do better."},
                {"role": "user", "content": "This late pivot means we don't have time to boil the ocean for the client \
                deliverable."}]}
                """;

        assertEquals(124, Chats.promptTokens(KERNEL.chat(body)));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        one word    | 8  | {"role":"user","content":"Hello"}
        no text     | 7  | {"role":"user","content":""}
        two parts   | 9  | {"role":"user","content":[{"type":"text","text":"Hello"},{"type":"text","text":"Hello"}]}
        with image  | 8  | {"role":"user","content":[{"type":"text","text":"Hello"},{"type":"image_url","image_url":{"url":"x"}}]}
        with name   | 10 | {"role":"user","name":"Ada","content":"Hello"}
        tool call   | 22 | {"role":"user","content":"Hello"},{"role":"assistant","content":null,"tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{}"}}]},{"role":"tool","tool_call_id":"c","content":"Hello"}
        refusal     | 13 | {"role":"user","content":"Hello"},{"role":"assistant","content":[{"type":"refusal","refusal":"No"}]}
        special     | 14 | `{"role":"user","content":"<|endoftext|>"}`
        """)
    void shouldCountPromptsByTheRecipe(String name, int tokens, String messages) {
        assertEquals(
                tokens, Chats.promptTokens(KERNEL.chat("{\"model\":\"reprise-1\",\"messages\":[" + messages + "]}")));
    }

    /** The tool and the conversation for which the cookbook publishes the API's count: 101 with gpt-4o and gpt-4o-mini. */
    @Test
    void shouldCountToolsAsTheRealApiDoes() {
        String body = """
                {"model": "gpt-4o-mini", "messages": [
                {"role": "system", "content": "You are a helpful assistant that can answer to questions about the weather."},
                {"role": "user", "content": "What's the weather like in San Francisco?"}],
                "tools": [{"type": "function", "function": {"name": "get_current_weather",
                "description": "Get the current weather in a given location",
                "parameters": {"type": "object", "properties": {
                "location": {"type": "string", "description": "The city and state, e.g. San Francisco, CA"},
                "unit": {"type": "string", "description": "The unit of temperature to return",
                "enum": ["celsius", "fahrenheit"]}}, "required": ["location"]}}}]}
                """;

        assertEquals(101, Chats.promptTokens(KERNEL.chat(body)));
    }

    @Test
    void shouldAnswerALongPromptOfOneLetter() {
        LlmKernel.Answer answer = KERNEL.chat(Chats.ask("a".repeat(500_000), ",\"max_tokens\":1"));

        assertEquals(62_500 + 7, Chats.promptTokens(answer));
    }
}
