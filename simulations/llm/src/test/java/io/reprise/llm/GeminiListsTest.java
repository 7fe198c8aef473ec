package io.reprise.llm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Models and embeddings of the simulated Gemini. */
class GeminiListsTest {
    private static final GeminiClient CLIENT = new GeminiClient(new LlmKernel(1));

    @Test
    void shouldListModelsInPages() {
        List<String> all = names(models("?pageSize=1000"));
        List<String> paged = new ArrayList<>();
        String token = "";
        do {
            JsonNode page = models("?pageSize=4&pageToken=" + token);
            assertTrue(page.get("models").size() <= 4);
            paged.addAll(names(page));
            token = page.path("nextPageToken").asText();
        } while (!token.isEmpty());

        assertTrue(all.contains("models/gemini-2.5-flash"));
        assertEquals(all, paged);
        assertFalse(models("").has("nextPageToken"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"?pageSize=-1", "?pageSize=x", "?pageToken=99"})
    void shouldRefuseAPageThatIsNone(String query) {
        TestReply reply = CLIENT.get("/v1beta/models" + query);

        assertEquals(400, reply.httpStatus);
        assertTrue(reply.text().contains(query.substring(1).replaceFirst("=.*", " must be")), reply.text());
    }

    @Test
    void shouldKnowModelsOfTheSameFamilies() {
        JsonNode model = GeminiClient.json(
                CLIENT.get("/v1/models/gemini-2.5-pro-preview-06-05").text());

        assertEquals("models/gemini-2.5-pro-preview-06-05", model.get("name").asText());
        assertEquals("Gemini 2.5 Pro Preview 06 05", model.get("displayName").asText());
        TestReply unknown = CLIENT.get("/v1beta/models/no-such-model");
        assertEquals(404, unknown.httpStatus);
        assertEquals(
                "Model is not found: models/no-such-model for api version v1beta",
                GeminiClient.json(unknown.text()).at("/error/message").asText());
    }

    @ParameterizedTest
    @CsvSource({"gemini-embedding-001, 3072", "text-embedding-004, 768"})
    void shouldGiveVectorsOfLengthOne(String model, int dimensions) {
        String content = "{\"content\":{\"parts\":[{\"text\":\"Hello\"}]},\"taskType\":\"RETRIEVAL_QUERY\"}";
        JsonNode one = GeminiClient.json(CLIENT.post("/v1beta/models/" + model + ":embedContent", content)
                        .text())
                .at("/embedding/values");
        double square = 0;
        for (JsonNode value : one) {
            square += value.asDouble() * value.asDouble();
        }

        assertEquals(dimensions, one.size());
        assertEquals(1, square, 1e-6);
    }

    @Test
    void shouldGiveABatchTheVectorsOfItsTexts() {
        String path = "/v1beta/models/gemini-embedding-001:";
        String one = "{\"content\":{\"parts\":[{\"text\":\"one\"}]},\"outputDimensionality\":64}";
        String two = one.replace("\"one\"", "\"two\"");
        JsonNode both =
                GeminiClient.json(CLIENT.post(path + "batchEmbedContents", "{\"requests\":[" + one + "," + two + "]}")
                        .text());

        assertEquals(2, both.get("embeddings").size());
        assertEquals(64, both.at("/embeddings/0/values").size());
        assertEquals(
                GeminiClient.json(CLIENT.post(path + "embedContent", two).text())
                        .get("embedding"),
                both.at("/embeddings/1"));
    }

    private static JsonNode models(String query) {
        return GeminiClient.json(CLIENT.get("/v1beta/models" + query).text());
    }

    private static List<String> names(JsonNode page) {
        List<String> names = new ArrayList<>();
        page.get("models").forEach(model -> names.add(model.get("name").asText()));
        return names;
    }
}
