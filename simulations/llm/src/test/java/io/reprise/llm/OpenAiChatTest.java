package io.reprise.llm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OpenAiChatTest {
    private static final String TIME = "{\"type\":\"function\",\"function\":{\"name\":\"get_time\",\"parameters\":"
            + "{\"type\":\"object\",\"properties\":{\"zone\":{\"type\":\"string\",\"enum\":[\"UTC\",\"CET\"]}},\"required\":[\"zone\"]}}}";
    private static final String TOOLS =
            ",\"tools\":[" + TIME + ",{\"type\":\"custom\",\"custom\":{\"name\":\"shell\"}}]";

    private final LlmKernel kernel = new LlmKernel(42);
    private final OpenAiWire wire = new OpenAiWire(kernel);

    /** To the byte. It changes only together with {@link LlmProvider#VERSION}: a run that was recorded must replay the same. */
    @Test
    void shouldAnswerAsBefore() {
        OpenAiWire.Answered answer = wire.chat(",\"max_tokens\":5");

        assertEquals(
                "{\"id\":\"chatcmpl-fMxSOTIGXV9KWjbdRLJaNRry82OVR\",\"created\":1767225600,\"model\":\"gpt-4o-mini\","
                        + "\"system_fingerprint\":\"fp_reprise_2\",\"object\":\"chat.completion\",\"service_tier\":\"default\",\"c"
                        + "hoices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"Every standard standard soon "
                        + "spreads\",\"refusal\":null,\"annotations\":[]},\"logprobs\":null,\"finish_reason\":\"length\"}],\"usag"
                        + "e\":{\"prompt_tokens\":8,\"completion_tokens\":5,\"total_tokens\":13,\"prompt_tokens_details\":{\"ca"
                        + "ched_tokens\":0,\"audio_tokens\":0},\"completion_tokens_details\":{\"reasoning_tokens\":0,\"audio_"
                        + "tokens\":0,\"accepted_prediction_tokens\":0,\"rejected_prediction_tokens\":0}}}",
                answer.body());
    }

    @Test
    void shouldCallATool() {
        JsonNode choice = wire.chat(
                        TOOLS + ",\"tool_choice\":{\"type\":\"function\",\"function\":{\"name\":\"get_time\"}}")
                .at("/choices/0");

        assertEquals("tool_calls", choice.get("finish_reason").textValue());
        JsonNode call = choice.at("/message/tool_calls/0");
        assertEquals("function", call.get("type").textValue());
        assertEquals("get_time", call.at("/function/name").textValue());
        JsonNode arguments = OpenAiWire.parse(call.at("/function/arguments").textValue());
        assertTrue(Set.of("UTC", "CET").contains(arguments.get("zone").textValue()), arguments.toString());
    }

    @Test
    void shouldCallACustomToolWithPlainText() {
        JsonNode call = wire.chat(TOOLS + ",\"tool_choice\":{\"type\":\"custom\",\"custom\":{\"name\":\"shell\"}}")
                .at("/choices/0/message/tool_calls/0");

        assertEquals("custom", call.get("type").textValue());
        assertEquals("shell", call.at("/custom/name").textValue());
        assertTrue(call.at("/custom/input").textValue().endsWith("."), call.toString());
    }

    @Test
    void shouldCallOnlyWhatIsAllowed() {
        for (int seed = 0; seed < 20; seed++) {
            JsonNode calls = wire.chat(TOOLS + ",\"seed\":" + seed
                            + ",\"tool_choice\":{\"type\":\"allowed_tools\",\"allowed_tools\":{\"mode\":\"required\",\"tools\":"
                            + "[{\"type\":\"function\",\"function\":{\"name\":\"get_time\"}}]}}")
                    .at("/choices/0/message/tool_calls");

            assertTrue(calls.size() > 0);
            calls.forEach(
                    call -> assertEquals("get_time", call.at("/function/name").textValue()));
        }
    }

    @Test
    void shouldCallTwoToolsAtOnceUnlessForbidden() {
        Set<Integer> counts = new TreeSet<>();
        for (int seed = 0; seed < 30; seed++) {
            String more = TOOLS + ",\"tool_choice\":\"required\",\"seed\":" + seed;
            counts.add(wire.chat(more).at("/choices/0/message/tool_calls").size());
            assertEquals(
                    1,
                    wire.chat(more + ",\"parallel_tool_calls\":false")
                            .at("/choices/0/message/tool_calls")
                            .size());
        }
        assertEquals(Set.of(1, 2), counts);
    }

    @Test
    void shouldAnswerAToolsResultInProse() {
        JsonNode message = wire.chat(TOOLS).at("/choices/0/message");
        StringBuilder messages = new StringBuilder("{\"role\":\"user\",\"content\":\"Hello\"}," + message);
        message.get("tool_calls")
                .forEach(call -> messages.append(",{\"role\":\"tool\",\"content\":\"noon\",\"tool_call_id\":")
                        .append(call.get("id"))
                        .append('}'));

        OpenAiWire.Answered answer = wire.post(
                "/v1/chat/completions", "{\"model\":\"gpt-4o\",\"messages\":[" + messages + "]" + TOOLS + "}");

        assertEquals("stop", answer.at("/choices/0/finish_reason").textValue(), answer.body());
        assertTrue(answer.at("/choices/0/message/tool_calls").isMissingNode());
    }

    @Test
    void shouldNotCallWhenToolChoiceIsNone() {
        assertEquals(
                "stop",
                wire.chat(TOOLS + ",\"tool_choice\":\"none\"")
                        .at("/choices/0/finish_reason")
                        .textValue());
    }

    @Test
    void shouldAnswerInTheJsonThatWasAskedFor() {
        OpenAiWire.Answered answer =
                wire.chat(",\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"size\","
                        + "\"strict\":true,\"schema\":{\"type\":\"object\",\"properties\":{\"w\":{\"type\":\"integer\",\"minimum\":3,\"maximum\":4}},"
                        + "\"required\":[\"w\"],\"additionalProperties\":false}}}");

        JsonNode value =
                OpenAiWire.parse(answer.at("/choices/0/message/content").textValue());
        assertTrue(Set.of(3, 4).contains(value.get("w").intValue()), value.toString());
        assertEquals(1, value.size());
    }

    @Test
    void shouldTellLogProbabilitiesOfEveryToken() {
        JsonNode choice = wire.chat(",\"logprobs\":true,\"top_logprobs\":3,\"max_tokens\":7")
                .at("/choices/0");

        StringBuilder text = new StringBuilder();
        for (JsonNode token : choice.at("/logprobs/content")) {
            text.append(token.get("token").textValue());
            assertTrue(token.get("logprob").doubleValue() < 0);
            assertEquals(3, token.get("top_logprobs").size());
            assertEquals(token.get("token"), token.at("/top_logprobs/0/token"));
            assertEquals(
                    token.get("token").textValue().length(), token.get("bytes").size());
        }
        assertEquals(choice.at("/message/content").textValue(), text.toString());
        assertEquals(7, choice.at("/logprobs/content").size());
    }

    @Test
    void shouldGiveAsManyChoicesAsAskedFor() {
        JsonNode answer = wire.chat(",\"n\":5,\"max_tokens\":10").json();

        Set<String> texts = new TreeSet<>();
        answer.get("choices")
                .forEach(choice -> texts.add(choice.at("/message/content").textValue()));
        assertEquals(5, texts.size());
        assertEquals(4, answer.at("/choices/4/index").intValue());
        assertEquals(50, answer.at("/usage/completion_tokens").intValue());
        assertEquals(wire.chat(",\"max_tokens\":10").at("/usage/prompt_tokens"), answer.at("/usage/prompt_tokens"));
    }

    @Test
    void shouldCountThinkingAndNotShowIt() {
        String body = "{\"model\":\"o3-mini-2025-01-31\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]%s}";

        JsonNode usual =
                wire.post("/v1/chat/completions", body.replace("%s", "")).json();
        JsonNode cut = wire.post("/v1/chat/completions", body.replace("%s", ",\"max_completion_tokens\":2"))
                .json();

        int thinking =
                usual.at("/usage/completion_tokens_details/reasoning_tokens").intValue();
        assertTrue(
                thinking > 0 && thinking < usual.at("/usage/completion_tokens").intValue(), usual.toString());
        assertTrue(!usual.at("/choices/0/message/content").textValue().isEmpty());
        assertEquals("", cut.at("/choices/0/message/content").textValue());
        assertEquals("length", cut.at("/choices/0/finish_reason").textValue());
        assertEquals(
                2, cut.at("/usage/completion_tokens_details/reasoning_tokens").intValue());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gpt-4o-2024-08-06",
                "gpt-3.5-turbo-0125",
                "ft:gpt-4o-mini:org::id",
                "gpt-5-chat-latest",
                "gpt-5.2",
                "o4-mini",
                "reprise-anything",
                "some/fb-ok-1"
            })
    void shouldKnowTheModel(String model) {
        OpenAiWire.Answered answer = wire.post(
                "/v1/chat/completions",
                "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}");

        assertEquals(200, answer.status(), answer.body());
        assertEquals(model, answer.at("/model").textValue());
    }

    @Test
    void shouldTakeTheDeploymentForTheModelAsAzureDoes() {
        OpenAiWire.Answered answer = wire.post(
                "/openai/deployments/my-own/chat/completions",
                "{\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}");

        assertEquals(200, answer.status(), answer.body());
        assertEquals("my-own", answer.at("/model").textValue());
        assertTrue(new LlmCodec().keyHeaders().contains("api-key"));
    }

    @Test
    void shouldAnswerTheSameUnderItsOwnPrefix() {
        String body = Chats.ask("Hello", "");

        assertEquals(
                wire.post("/v1/chat/completions", body).body(),
                wire.post("/openai/v1/chat/completions", body).body());
    }

    @Test
    void shouldBelongToTheSessionOfTheHeader() {
        String body = Chats.ask("Hello", "");

        LlmKernel.Answer mine =
                kernel.ask(TestRequest.http("POST", "/v1/chat/completions", Map.of("x-sim-session", "mine"), body));

        assertNotEquals(wire.post("/v1/chat/completions", body).body(), mine.body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"flex", "priority"})
    void shouldSayTheTierThatWasAskedFor(String tier) {
        OpenAiWire.Answered answer = wire.chat(",\"service_tier\":\"" + tier + "\"");

        assertEquals(tier, answer.at("/service_tier").textValue());
        assertEquals(tier.equals("flex") ? "64" : "224", answer.reply().headers.get("x-sim-priority"));
    }

    @Test
    void shouldListModelsAndTellOfEachAlone() {
        JsonNode list = wire.get("/v1/models").json();

        assertEquals("list", list.get("object").textValue());
        for (JsonNode model : list.get("data")) {
            assertEquals(
                    model, wire.get("/v1/models/" + model.get("id").textValue()).json());
        }
    }
}
