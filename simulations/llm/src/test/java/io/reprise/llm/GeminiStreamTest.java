package io.reprise.llm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams of the simulated Gemini keep the rules of the official SDKs' parsers, and say what whole answers say. */
class GeminiStreamTest {
    private static final GeminiClient CLIENT = new GeminiClient(new LlmKernel(1));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ",\"generationConfig\":{\"maxOutputTokens\":3}",
                ",\"generationConfig\":{\"stopSequences\":[\" \"]}",
                ",\"generationConfig\":{\"thinkingConfig\":{\"includeThoughts\":true,\"thinkingBudget\":64}}",
                ",\"generationConfig\":{\"thinkingConfig\":{\"thinkingLevel\":\"LOW\"}}",
                ",\"generationConfig\":{\"responseMimeType\":\"application/json\"}",
                ",\"generationConfig\":{\"responseLogprobs\":true,\"logprobs\":1}",
                ",\"tools\":[{\"functionDeclarations\":[{\"name\":\"f\"},{\"name\":\"g\"}]}]"
            })
    void shouldSayInChunksWhatItSaysAtOnce(String more) {
        JsonNode whole = CLIENT.generate(more);
        List<JsonNode> chunks = CLIENT.stream("{" + GeminiClient.HELLO + more + "}");
        JsonNode last = chunks.get(chunks.size() - 1);

        assertRules(chunks);
        assertEquals(GeminiClient.text(whole), GeminiClient.text(chunks));
        assertEquals(
                GeminiClient.calls(whole),
                chunks.stream()
                        .flatMap(chunk -> GeminiClient.calls(chunk).stream())
                        .toList());
        assertEquals(whole.get("usageMetadata"), last.get("usageMetadata"));
        assertEquals(whole.get("responseId"), last.get("responseId"));
        assertEquals(GeminiClient.finish(whole), GeminiClient.finish(last));
        assertEquals(whole.at("/candidates/0/logprobsResult"), last.at("/candidates/0/logprobsResult"));
    }

    /** What the SDKs demand of a stream, and what their helpers lose when it is not so. */
    private static void assertRules(List<JsonNode> chunks) {
        TreeSet<String> names = new TreeSet<>();
        int total = 0;
        for (int i = 0; i < chunks.size(); i++) {
            JsonNode chunk = chunks.get(i);
            boolean last = i == chunks.size() - 1;
            names.add(chunk.get("responseId") + " " + chunk.get("modelVersion"));
            assertFalse(GeminiClient.parts(chunk).isEmpty(), "no parts: " + chunk);
            assertEquals(last, chunk.at("/candidates/0").has("finishReason"), "finish reason: " + chunk);
            assertEquals("model", chunk.at("/candidates/0/content/role").asText());
            int now = GeminiClient.usage(chunk, "totalTokenCount");
            assertTrue(now >= total, "tokens become fewer: " + chunk);
            total = now;
        }
        assertEquals(1, names.size());
        assertEquals(
                "[{\"text\":\"\"}]",
                GeminiClient.parts(chunks.get(chunks.size() - 1)).toString());
    }

    @Test
    void shouldEndAllCandidatesInTheLastChunk() {
        String body = "{" + GeminiClient.HELLO + ",\"generationConfig\":{\"candidateCount\":2,\"maxOutputTokens\":4}}";
        List<JsonNode> chunks = CLIENT.stream(body);
        JsonNode last = chunks.get(chunks.size() - 1);

        assertEquals(2, last.get("candidates").size());
        assertEquals(1, last.at("/candidates/1/index").asInt());
        assertEquals("MAX_TOKENS", last.at("/candidates/1/finishReason").asText());
        assertEquals(8, GeminiClient.usage(last, "candidatesTokenCount"));
    }

    @Test
    void shouldStreamAnArrayWithoutEvents() {
        String body = "{" + GeminiClient.HELLO + ",\"generationConfig\":{\"maxOutputTokens\":3}}";
        TestReply reply = CLIENT.post(GeminiClient.MODEL + ":streamGenerateContent", body);
        JsonNode chunks = GeminiClient.json(reply.text());

        assertEquals("application/json", reply.contentType);
        assertEquals(TestReply.End.STREAMED, reply.end);
        assertTrue(reply.text().startsWith("[{") && reply.text().endsWith("}]"));
        assertRules(List.copyOf(elements(chunks)));
        assertEquals(CLIENT.stream(body), List.copyOf(elements(chunks)), "events and elements say the same");
    }

    @Test
    void shouldSendEventsAsEvents() {
        TestReply reply =
                CLIENT.post(GeminiClient.MODEL + ":streamGenerateContent?alt=sse", "{" + GeminiClient.HELLO + "}");

        assertEquals("text/event-stream", reply.contentType);
        assertTrue(reply.text().startsWith("data: {") && reply.text().endsWith("}\n\n"));
        assertFalse(reply.text().contains("[DONE]"));
        assertFalse(reply.text().contains("event:"));
    }

    @Test
    void shouldRefuseAStreamWithAnErrorInTheShapeThatWasAskedFor() {
        TestReply events = CLIENT.post(GeminiClient.MODEL + ":streamGenerateContent?alt=sse", "{}");
        TestReply array = CLIENT.post(GeminiClient.MODEL + ":streamGenerateContent", "{}");

        assertEquals(400, events.httpStatus);
        assertEquals(400, array.httpStatus);
        assertEquals("application/json", events.contentType);
        assertEquals("[" + events.text() + "]", array.text());
    }

    private static List<JsonNode> elements(JsonNode array) {
        List<JsonNode> elements = new java.util.ArrayList<>();
        array.forEach(elements::add);
        return elements;
    }
}
