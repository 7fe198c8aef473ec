package io.reprise.llm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Anthropic's models, and whose {@code /v1/models} it is. */
class AnthropicModelsTest {
    private static final LlmKernel KERNEL = new LlmKernel(1);

    @Test
    void shouldListModels() {
        JsonNode list = json("/v1/models");

        assertFalse(list.get("has_more").booleanValue());
        assertEquals(list.at("/data/0/id"), list.get("first_id"));
        assertEquals("model", list.at("/data/0/type").textValue());
        assertTrue(ids(list).contains("claude-sonnet-4-6"));
    }

    @Test
    void shouldBeOpenAisListWithoutTheVersion() {
        LlmKernel.Answer plain = KERNEL.ask(TestRequest.http("GET", "/v1/models", Map.of(), ""));
        LlmKernel.Answer prefixed =
                KERNEL.ask(TestRequest.http("GET", "/anthropic/v1/models", Claude.version("2026-10-21"), ""));

        assertEquals("list", Claude.json(plain.body()).get("object").textValue());
        assertEquals(json("/v1/models"), Claude.json(prefixed.body()));
    }

    @Test
    void shouldPageForwardsAndBackwards() {
        List<String> all = ids(json("/v1/models"));
        List<String> forwards = new ArrayList<>();
        JsonNode page = json("/v1/models?limit=4");
        forwards.addAll(ids(page));
        while (page.get("has_more").booleanValue()) {
            page = json("/v1/models?limit=4&after_id=" + page.get("last_id").textValue());
            forwards.addAll(ids(page));
        }
        JsonNode before = json("/v1/models?limit=2&before_id=" + all.get(3));

        assertEquals(all, forwards);
        assertEquals(all.subList(1, 3), ids(before));
        assertTrue(before.get("has_more").booleanValue());
    }

    @Test
    void shouldTellOfOneModel() {
        JsonNode model = json("/v1/models/claude-sonnet-4-6");

        assertEquals("claude-sonnet-4-6", model.get("id").textValue());
        assertEquals("Claude Sonnet 4.6", model.get("display_name").textValue());
        assertEquals(
                "Claude Haiku 4.5",
                json("/v1/models/claude-haiku-4-5-20251001").get("display_name").textValue());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
        /v1/models/no-such-model        | 404 | the model must be a known one, such as claude-sonnet-4-6 or reprise-1; got "no-such-model"
        /v1/models?limit=0              | 400 | limit must be an integer from 1 to 1000; got "0"
        /v1/models?limit=1001           | 400 | limit must be an integer from 1 to 1000; got "1001"
        /v1/models?limit=x              | 400 | limit must be an integer from 1 to 1000; got "x"
        /v1/models?after_id=x           | 400 | after_id must be the id of a listed model; got "x"
        /v1/models?before_id=x          | 400 | before_id must be the id of a listed model; got "x"
        /v1/models?after_id=a&before_id=b | 400 | after_id and before_id exclude each other; send one of them
        """)
    void shouldRefuse(String path, int status, String text) {
        LlmKernel.Answer answer = Claude.get(KERNEL, path);

        assertEquals(status, answer.reply().httpStatus);
        assertEquals(text, Claude.json(answer.body()).at("/error/message").textValue());
    }

    private static JsonNode json(String path) {
        return Claude.json(Claude.get(KERNEL, path).body());
    }

    private static List<String> ids(JsonNode list) {
        List<String> ids = new ArrayList<>();
        list.get("data").forEach(model -> ids.add(model.get("id").textValue()));
        return ids;
    }
}
