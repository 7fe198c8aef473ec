package io.reprise.llm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.reprise.llm.frame.Command;
import io.reprise.llm.frame.Command.Section;
import java.util.Map;
import java.util.TreeMap;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.MutableDirectBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which session, turn and place in it a request has, as the command says it. */
class OpenAiSessionTest {
    private final LlmCodec codec = new LlmCodec();
    private final MutableDirectBuffer buffer = new ExpandableArrayBuffer();

    OpenAiSessionTest() {
        codec.start(1, new TreeMap<>(), () -> 0);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "none", emptyValue = "", quoteCharacter = '`', textBlock = """
        `,"user":"Ada"`                             | Ada
        `,"user":"Ada","prompt_cache_key":"Bob"`    | Ada
        `,"prompt_cache_key":"Bob"`                 | Bob
        `,"user":"","prompt_cache_key":"Bob"`       | Bob
        `,"user":null`                              | ``
        `,"user":""`                                | ``
        """)
    void shouldBeNamedByUserAndThenByCacheKey(String more, String session) {
        assertEquals(
                session,
                command("/v1/chat/completions", Chats.ask("Hello", more)).text(Section.SESSION));
    }

    @Test
    void shouldBeNamedByTheConversationOfAResponse() {
        String body = "{\"model\":\"gpt-4o\",\"input\":\"Hello\",\"conversation\":{\"id\":\"conv_1\"}}";

        assertEquals("conv_1", command("/v1/responses", body).text(Section.SESSION));
    }

    @Test
    void shouldBeginATurnWithAUsersMessageOnly() {
        String asked = "{\"role\":\"user\",\"content\":\"What time is it?\"}";
        String called = asked
                + ",{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\"c1\",\"type\":\"function\","
                + "\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}]},{\"role\":\"tool\",\"tool_call_id\":\"c1\",\"content\":\"noon\"}";

        Command first = command("/v1/chat/completions", "{\"model\":\"gpt-4o\",\"messages\":[" + asked + "]}");
        assertEquals("1 true", first.turn() + " " + first.has(Command.FLAG_BEGINS_TURN));
        long conversation = first.conversation();

        Command second = command("/v1/chat/completions", "{\"model\":\"gpt-4o\",\"messages\":[" + called + "]}");
        assertEquals("1 false", second.turn() + " " + second.has(Command.FLAG_BEGINS_TURN));
        assertEquals(conversation, second.conversation());
    }

    private Command command(String path, String body) {
        codec.open(TestRequest.http("POST", path, Map.of(), body), buffer);
        return new Command().wrap(buffer, 0);
    }
}
