package io.reprise.llm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.reprise.kernel.frame.Status;
import org.junit.jupiter.api.Test;

/**
 * Answers to the byte. They change only together with {@link LlmProvider#VERSION}: a run that was recorded must replay
 * the same with every build of one version.
 */
class GoldenAnswerTest {
    private static final LlmKernel KERNEL = new LlmKernel(42);

    @Test
    void shouldFinishByItself() {
        assertEquals(
                new LlmKernel.Answer(
                        Status.OK,
                        "{\"id\":\"chatcmpl-rstTGPkInk3fIaO91CllMaexNYSSp\",\"object\":\"chat.completion\","
                                + "\"created\":1767225600,\"model\":\"gpt-4o-mini\",\"choices\":[{\"index\":0,\"message\":"
                                + "{\"role\":\"assistant\",\"content\":\"If that planet continues, those books might "
                                + "allow their apple.\\n\\nNine movies promise each minute so your tradition improves.\","
                                + "\"refusal\":null,\"annotations\":[]},\"logprobs\":null,\"finish_reason\":\"stop\"}],"
                                + "\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":22,\"total_tokens\":32,"
                                + "\"prompt_tokens_details\":{\"cached_tokens\":0,\"audio_tokens\":0},"
                                + "\"completion_tokens_details\":{\"reasoning_tokens\":0,\"audio_tokens\":0,"
                                + "\"accepted_prediction_tokens\":0,\"rejected_prediction_tokens\":0}},"
                                + "\"service_tier\":\"default\",\"system_fingerprint\":\"fp_e06dd04332\"}"),
                KERNEL.chat(Chats.ask("question 84", "")));
    }

    @Test
    void shouldCutAtMaxTokens() {
        assertAnswer(
                "mueUnW9YtYzDhP5q2hsxTLGk4dCra length 8+12: Outside each shallow speech, our shape includes that flight."
                        + " One",
                Chats.ask("Hello", ",\"max_tokens\":12"));
    }

    @Test
    void shouldEndBeforeAStopSequence() {
        assertAnswer(
                "m69E5b5S7ULMGopFNMBcWqXMiTXv6 stop 8+11: Indeed, few years generate one calm town above their nation",
                Chats.ask("Hello", ",\"stop\":[\"\\n\\n\",\".\"]"));
    }

    @Test
    void shouldTakeTheSeedOfTheBody() {
        assertAnswer(
                "eqXLdrPRQ5bZuIMXEd1E5GK50rMAY length 9+5: Few factors will collect the",
                Chats.ask("Bonjour \\ud83d\\ude00", ",\"seed\":-1,\"user\":\"Ada\",\"max_completion_tokens\":5"));
    }

    @Test
    void shouldListModels() {
        LlmKernel.Answer answer = KERNEL.send(LlmProvider.MODELS, new byte[0], 0);

        JsonNode list = Chats.json(answer);
        assertEquals("list", list.get("object").textValue());
        assertEquals(Models.NAMES.size(), list.get("data").size());
        assertEquals(
                "{\"id\":\"gpt-4.1\",\"object\":\"model\",\"created\":1767225600,\"owned_by\":\"reprise\"}",
                list.at("/data/0").toString());
    }

    /** @param expected id, reason, tokens and text */
    private static void assertAnswer(String expected, String body) {
        LlmKernel.Answer answer = KERNEL.chat(body);
        String id = Chats.json(answer).get("id").textValue().substring("chatcmpl-".length());
        assertEquals(
                expected,
                id + " " + Chats.finishReason(answer) + " " + Chats.promptTokens(answer) + "+"
                        + Chats.completionTokens(answer) + ": " + Chats.content(answer));
    }
}
