package io.reprise.llm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.reprise.llm.Claude.Event;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Anthropic's API streams, held to the rules that its SDKs hold it to. */
class AnthropicStreamTest {
    private static final String TOOLS = ",\"tools\":[" + Claude.WEATHER + "," + Claude.TIME + "]";
    private static final String THINKING = ",\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":1024}";

    private static final LlmKernel KERNEL = new LlmKernel(1);

    @Test
    void shouldStreamInThisOrder() {
        List<Event> events = Claude.events(
                Claude.ask(KERNEL, Claude.hello(",\"stream\":true").replace("\"max_tokens\":4096", "\"max_tokens\":1"))
                        .body());

        assertEquals(
                List.of(
                        "message_start",
                        "content_block_start",
                        "ping",
                        "content_block_delta",
                        "content_block_stop",
                        "message_delta",
                        "message_stop"),
                events.stream().map(Event::name).toList());
        assertEquals("max_tokens", events.get(5).data().at("/delta/stop_reason").textValue());
    }

    @Test
    void shouldBeServerSentEvents() {
        LlmKernel.Answer answer = Claude.ask(KERNEL, Claude.hello(",\"stream\":true"));

        assertEquals("text/event-stream; charset=utf-8", answer.reply().contentType);
        assertEquals(TestReply.End.STREAMED, answer.reply().end);
        assertTrue(answer.reply().headers.get("request-id").startsWith("req_"));
        assertTrue(answer.body().contains("\n\nevent: ping\ndata: {\"type\":\"ping\"}\n\n"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ",\"stop_sequences\":[\".\"]",
                "TOOLS",
                "TOOLS,\"tool_choice\":{\"type\":\"any\"}",
                "TOOLS,\"system\":\"a\"",
                "TOOLS,\"system\":\"b\"",
                "TOOLS,\"system\":\"c\"",
                "THINKING",
                "TOOLSTHINKING",
                ",\"thinking\":{\"type\":\"adaptive\",\"display\":\"omitted\"}",
                ",\"output_config\":{\"format\":{\"type\":\"json_schema\",\"schema\":{\"type\":\"object\"}}}"
            })
    void shouldStreamTheMessageThatItAnswersWhole(String members) {
        String more = members.replace("TOOLS", TOOLS).replace("THINKING", THINKING);

        JsonNode whole = Claude.message(KERNEL, Claude.hello(more));
        StreamedMessage streamed = new StreamedMessage();
        stream(more).forEach(streamed::accept);

        assertEquals(whole.get("content"), streamed.message().get("content"));
        assertEquals(whole.get("id"), streamed.message().get("id"));
        assertEquals(whole.get("stop_reason"), streamed.message().get("stop_reason"));
        assertEquals(whole.get("stop_sequence"), streamed.message().get("stop_sequence"));
        assertEquals(whole.at("/usage/output_tokens"), streamed.message().at("/usage/output_tokens"));
        assertEquals(whole.at("/usage/input_tokens"), streamed.message().at("/usage/input_tokens"));
        assertTrue(streamed.isDone());
    }

    @Test
    void shouldStreamWhatFitsIntoMaxTokens() {
        StreamedMessage streamed = new StreamedMessage();
        Claude.events(Claude.ask(
                                KERNEL,
                                Claude.hello(",\"stream\":true").replace("\"max_tokens\":4096", "\"max_tokens\":3"))
                        .body())
                .forEach(streamed::accept);

        assertEquals("max_tokens", streamed.message().get("stop_reason").textValue());
        assertEquals(3, streamed.message().at("/usage/output_tokens").intValue());
    }

    @Test
    void shouldNotStreamRefusals() {
        LlmKernel.Answer answer = Claude.ask(KERNEL, "{\"stream\":true}");

        assertEquals("application/json", answer.reply().contentType);
        assertEquals(400, answer.reply().httpStatus);
        assertFalse(answer.body().contains("event:"));
    }

    private static List<Event> stream(String more) {
        return Claude.events(
                Claude.ask(KERNEL, Claude.hello(more + ",\"stream\":true")).body());
    }
}
