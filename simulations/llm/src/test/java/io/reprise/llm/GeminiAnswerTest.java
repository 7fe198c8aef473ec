package io.reprise.llm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.reprise.llm.token.TokenCounter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole answers of the simulated Gemini. */
class GeminiAnswerTest {
    private static final LlmKernel KERNEL = new LlmKernel(1);
    private static final GeminiClient CLIENT = new GeminiClient(KERNEL);

    @Test
    void shouldAnswerInTheShapeOfTheApi() {
        JsonNode answer = CLIENT.generate("");

        assertEquals(List.of("candidates", "usageMetadata", "modelVersion", "responseId"), List.copyOf(names(answer)));
        assertEquals(List.of("content", "finishReason", "index"), List.copyOf(names(answer.at("/candidates/0"))));
        assertEquals("model", answer.at("/candidates/0/content/role").asText());
        assertEquals("STOP", GeminiClient.finish(answer));
        assertEquals("gemini-2.5-flash", answer.get("modelVersion").asText());
        assertEquals(22, answer.get("responseId").asText().length());
    }

    @Test
    void shouldCountTheTokensThatAreThere() {
        JsonNode answer = CLIENT.generate("");
        int answered = new TokenCounter().count(GeminiClient.text(answer));

        assertEquals(1, GeminiClient.usage(answer, "promptTokenCount"));
        assertEquals(answered, GeminiClient.usage(answer, "candidatesTokenCount"));
        assertEquals(answered + 1, GeminiClient.usage(answer, "totalTokenCount"));
        assertEquals(
                "[{\"modality\":\"TEXT\",\"tokenCount\":1}]",
                answer.at("/usageMetadata/promptTokensDetails").toString());
    }

    @Test
    void shouldAnswerTheSameRequestWithTheSameBytesHoweverItIsSpelled() {
        String camel =
                "{" + GeminiClient.HELLO + ",\"generationConfig\":{\"maxOutputTokens\":9,\"stopSequences\":[\"zzz\"]},"
                        + "\"systemInstruction\":{\"parts\":[{\"text\":\"Be brief\"}]}}";
        String snake =
                "{\"system_instruction\":{\"parts\":{\"text\":\"Be brief\"}},\"contents\":{\"role\":\"user\",\"parts\":"
                        + "{\"text\":\"Hello\"}},\"generation_config\":{\"stop_sequences\":[\"zzz\"],\"max_output_tokens\":9}}";
        String path = GeminiClient.MODEL + ":generateContent";

        assertEquals(CLIENT.post(path, camel).text(), CLIENT.post(path, snake).text());
        assertEquals(
                CLIENT.post(path, camel).text(),
                CLIENT.post("/gemini" + path.replace("v1beta", "v1"), camel).text());
    }

    @Test
    void shouldAnswerAnotherModelAnotherSeedAndAnotherSystemWithSomethingElse() {
        String hello = GeminiClient.text(CLIENT.generate(""));

        assertNotEquals(hello, GeminiClient.text(CLIENT.generate(",\"generationConfig\":{\"seed\":1}")));
        assertNotEquals(
                hello,
                GeminiClient.text(CLIENT.generate(",\"systemInstruction\":{\"parts\":[{\"text\":\"Be brief\"}]}")));
        String pro = CLIENT.post("/v1beta/models/gemini-2.5-pro:generateContent", "{" + GeminiClient.HELLO + "}")
                .text();
        assertNotEquals(hello, GeminiClient.text(GeminiClient.json(pro)));
    }

    @Test
    void shouldEndAtTheLimitAndBeforeAStopSequence() {
        JsonNode cut = CLIENT.generate(",\"generationConfig\":{\"maxOutputTokens\":5}");
        JsonNode stopped = CLIENT.generate(",\"generationConfig\":{\"stopSequences\":[\".\"]}");

        assertEquals("MAX_TOKENS", GeminiClient.finish(cut));
        assertEquals(5, GeminiClient.usage(cut, "candidatesTokenCount"));
        assertEquals("STOP", GeminiClient.finish(stopped));
        assertFalse(GeminiClient.text(stopped).contains("."));
    }

    @Test
    void shouldGiveSeveralCandidates() {
        JsonNode candidates =
                CLIENT.generate(",\"generationConfig\":{\"candidateCount\":3}").get("candidates");

        assertEquals(3, candidates.size());
        assertEquals(2, candidates.get(2).get("index").asInt());
        assertNotEquals(candidates.get(0).get("content"), candidates.get(1).get("content"));
    }

    @Test
    void shouldSayHowSureItWas() {
        JsonNode answer = CLIENT.generate(",\"generationConfig\":{\"responseLogprobs\":true,\"logprobs\":2}");
        JsonNode result = answer.at("/candidates/0/logprobsResult");
        StringBuilder text = new StringBuilder();
        result.get("chosenCandidates")
                .forEach(token -> text.append(token.get("token").asText()));

        assertEquals(GeminiClient.text(answer), text.toString());
        assertEquals(
                result.get("chosenCandidates").size(),
                result.get("topCandidates").size());
        result.get("topCandidates")
                .forEach(top -> assertEquals(2, top.get("candidates").size()));
        assertTrue(answer.at("/candidates/0/avgLogprobs").asDouble() < 0);
    }

    @Test
    void shouldThinkOnlyWhenAskedTo() {
        JsonNode shown = CLIENT.generate(
                ",\"generationConfig\":{\"thinkingConfig\":{\"includeThoughts\":true,\"thinkingBudget\":64}}");
        JsonNode hidden = CLIENT.generate(",\"generationConfig\":{\"thinkingConfig\":{\"thinkingBudget\":64}}");

        assertTrue(GeminiClient.parts(shown).get(0).get("thought").asBoolean());
        assertFalse(GeminiClient.text(shown).isEmpty());
        for (JsonNode answer : List.of(shown, hidden)) {
            int thoughts = GeminiClient.usage(answer, "thoughtsTokenCount");
            assertTrue(thoughts > 0 && thoughts <= 64, "thoughts " + thoughts);
            assertEquals(
                    1 + GeminiClient.usage(answer, "candidatesTokenCount") + thoughts,
                    GeminiClient.usage(answer, "totalTokenCount"));
        }
        assertEquals(1, GeminiClient.parts(hidden).size());
        assertEquals(0, GeminiClient.usage(CLIENT.generate(""), "thoughtsTokenCount"));
    }

    @Test
    void shouldCallFunctionsAndStopWhenTheResultIsThere() {
        JsonNode first = CLIENT.generate("," + GeminiClient.WEATHER);
        List<JsonNode> calls = GeminiClient.calls(first);

        assertEquals("STOP", GeminiClient.finish(first));
        assertFalse(calls.isEmpty());
        for (JsonNode call : calls) {
            assertEquals("get_weather", call.get("name").asText());
            assertTrue(call.at("/args/city").isTextual());
            assertTrue(List.of("celsius", "fahrenheit")
                    .contains(call.at("/args/unit").asText()));
            assertEquals(8, call.get("id").asText().length());
        }
        String responses = "{\"functionResponse\":{\"name\":\"get_weather\",\"response\":{\"output\":\"sunny\"}}},"
                .repeat(calls.size());
        String body = "{\"contents\":[{\"parts\":[{\"text\":\"Hello\"}]},"
                + first.at("/candidates/0/content") + ",{\"role\":\"user\",\"parts\":["
                + responses.substring(0, responses.length() - 1) + "]}]," + GeminiClient.WEATHER + "}";
        JsonNode second = GeminiClient.json(
                CLIENT.post(GeminiClient.MODEL + ":generateContent", body).text());
        assertTrue(GeminiClient.calls(second).isEmpty());
        assertFalse(GeminiClient.text(second).isEmpty());
    }

    @Test
    void shouldCallWhatIsAllowed() {
        String tools = ",\"tools\":{\"function_declarations\":[{\"name\":\"get_time\"},{\"name\":\"get_weather\","
                + "\"parametersJsonSchema\":{\"properties\":{\"first_name\":{\"type\":\"string\"}},"
                + "\"required\":[\"first_name\"]}}]},\"tool_config\":{\"function_calling_config\":";
        JsonNode none = CLIENT.generate(tools + "{\"mode\":\"NONE\"}}");
        JsonNode named = CLIENT.generate(tools + "{\"mode\":\"ANY\",\"allowed_function_names\":[\"get_weather\"]}}");

        assertTrue(GeminiClient.calls(none).isEmpty());
        assertTrue(GeminiClient.calls(named).get(0).at("/args/first_name").isTextual());
    }

    /** The limit may cut the arguments, which then are no JSON. */
    @Test
    void shouldNeverTellHalfACall() {
        for (int tokens = 1; tokens < 30; tokens++) {
            String more = "," + GeminiClient.WEATHER + ",\"generationConfig\":{\"maxOutputTokens\":" + tokens + "}";
            JsonNode answer = CLIENT.generate(more);
            List<JsonNode> chunks = CLIENT.stream("{" + GeminiClient.HELLO + more + "}");

            assertFalse(GeminiClient.parts(answer).isEmpty());
            assertEquals(
                    GeminiClient.calls(answer),
                    chunks.stream()
                            .flatMap(chunk -> GeminiClient.calls(chunk).stream())
                            .toList());
            assertEquals(GeminiClient.finish(answer), GeminiClient.finish(chunks.get(chunks.size() - 1)));
        }
    }

    @Test
    void shouldAnswerInJson() {
        String schema = "{\"type\":\"OBJECT\",\"required\":[\"first_name\",\"age\"],\"properties\":{\"first_name\":"
                + "{\"type\":\"STRING\"},\"age\":{\"type\":\"INTEGER\",\"format\":\"int32\",\"nullable\":false}},"
                + "\"propertyOrdering\":[\"first_name\",\"age\"]}";
        String json = ",\"generationConfig\":{\"responseMimeType\":\"application/json\"";
        JsonNode fitting =
                GeminiClient.json(GeminiClient.text(CLIENT.generate(json + ",\"responseSchema\":" + schema + "}")));

        assertTrue(fitting.get("first_name").isTextual());
        assertTrue(fitting.get("age").isIntegralNumber());
        assertTrue(GeminiClient.json(GeminiClient.text(CLIENT.generate(json + "}")))
                .isObject());
    }

    @Test
    void shouldAnswerWithOneOfSomeWords() {
        String answer = GeminiClient.text(CLIENT.generate(",\"generationConfig\":{\"responseMimeType\":\"text/x.enum\","
                + "\"responseSchema\":{\"type\":\"STRING\",\"enum\":[\"yes\",\"no\"]}}"));

        assertTrue(List.of("yes", "no").contains(answer), answer);
    }

    @Test
    void shouldTakeWhatMeansNothingHere() {
        JsonNode answer = CLIENT.generate(
                ",\"safetySettings\":[{\"category\":\"HARM_CATEGORY_HATE_SPEECH\"}],"
                        + "\"cachedContent\":\"cachedContents/1\",\"serviceTier\":\"flex\",\"tools\":[{\"googleSearch\":{}}],"
                        + "\"generationConfig\":{\"topK\":40.0,\"mediaResolution\":\"MEDIA_RESOLUTION_LOW\",\"speechConfig\":{}}");

        assertEquals("STOP", GeminiClient.finish(answer));
    }

    @Test
    void shouldTakeTheTierAsPriority() {
        String body = "{" + GeminiClient.HELLO + ",\"serviceTier\":\"flex\"}";

        assertEquals(
                "64",
                CLIENT.post(GeminiClient.MODEL + ":generateContent", body)
                        .headers
                        .get("x-sim-priority"));
    }

    /** The count is that of the same prompt when it is answered. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ",\"systemInstruction\":{\"parts\":[{\"text\":\"Be brief\"}]}",
                ",\"tools\":[{\"functionDeclarations\":[{\"name\":\"f\",\"description\":\"Does it\"}]}]"
            })
    void shouldCountPromptsAsItAnswersThem(String more) {
        String body =
                "{\"contents\":[{\"parts\":[{\"text\":\"How are you?\"},{\"inlineData\":{\"mimeType\":\"image/png\","
                        + "\"data\":\"iVBORw0KGgo=\"}}]}]" + more + "}";
        JsonNode answer = GeminiClient.json(
                CLIENT.post(GeminiClient.MODEL + ":generateContent", body).text());
        JsonNode count = GeminiClient.json(
                CLIENT.post(GeminiClient.MODEL + ":countTokens", "{\"generateContentRequest\":" + body + "}")
                        .text());

        assertTrue(count.get("totalTokens").asInt() >= 4 + 258);
        assertEquals(
                GeminiClient.usage(answer, "promptTokenCount"),
                count.get("totalTokens").asInt());
        assertEquals(answer.at("/usageMetadata/promptTokensDetails"), count.get("promptTokensDetails"));
    }

    /** Binary clients have no path: the body names the model, and streams come in events. */
    @Test
    void shouldAnswerBinaryClients() {
        String body = "{\"model\":\"models/gemini-2.5-flash\"," + GeminiClient.HELLO + "}";
        byte[] bytes = body.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        JsonNode whole =
                GeminiClient.json(KERNEL.ask(TestRequest.binary(41, bytes, 0)).body());
        List<JsonNode> chunks =
                GeminiClient.events(KERNEL.ask(TestRequest.binary(42, bytes, 0)).body());

        assertEquals(GeminiClient.text(whole), GeminiClient.text(chunks));
    }

    @Test
    void shouldTellTheListOfModelsFromThatOfAnotherApi() {
        TestRequest other = TestRequest.http("GET", "/v1/models", Map.of(), "");
        TestRequest ours = TestRequest.http("GET", "/v1/models?key=any", Map.of(), "");

        assertTrue(KERNEL.ask(other).body().startsWith("{\"object\":\"list\""));
        assertTrue(KERNEL.ask(ours).body().startsWith("{\"models\":["));
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new java.util.ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
