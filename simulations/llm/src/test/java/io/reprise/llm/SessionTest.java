package io.reprise.llm;

import static io.reprise.llm.SessionLayout.COMPLETION_TOKENS_OFFSET;
import static io.reprise.llm.SessionLayout.FIRST_SEEN_NS_OFFSET;
import static io.reprise.llm.SessionLayout.LAST_SEEN_NS_OFFSET;
import static io.reprise.llm.SessionLayout.PROMPT_TOKENS_OFFSET;
import static io.reprise.llm.SessionLayout.REQUESTS_OFFSET;
import static io.reprise.llm.SessionLayout.TURNS_OFFSET;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.reprise.kernel.frame.Status;
import io.reprise.kernel.state.Region;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SessionTest {
    private static final int TABLE_HEADER_LENGTH = 64;
    private static final int KEY_LENGTH = 8;

    /** A session as the region has it. */
    private record Session(
            long turns, long requests, long promptTokens, long completionTokens, long first, long last) {}

    @Test
    void shouldKeepWhatASessionUsed() {
        LlmKernel kernel = new LlmKernel(1, limit(10));

        LlmKernel.Answer first = kernel.chat(Chats.ask("Hello", ",\"user\":\"Ada\""));
        kernel.advanceTo(5_000);
        LlmKernel.Answer second = kernel.chat(Chats.ask("Hello again", ",\"user\":\"Ada\""));

        Session ada = new Session(
                2,
                2,
                Chats.promptTokens(first) + Chats.promptTokens(second),
                Chats.completionTokens(first) + Chats.completionTokens(second),
                LlmKernel.START_NS,
                5_000);
        assertEquals(List.of(ada), sessions(kernel));
    }

    @Test
    void shouldNotBeginATurnWhenAToolResultComes() {
        LlmKernel kernel = new LlmKernel(1, limit(10));

        kernel.chat(Chats.ask("What time is it?", ""));
        LlmKernel.Answer answer = kernel.chat("""
                {"model":"m","messages":[{"role":"user","content":"What time is it?"},
                {"role":"assistant","content":null,"tool_calls":[{"id":"c1","type":"function","function":{"name":"f"}}]},
                {"role":"tool","tool_call_id":"c1","content":"noon"}]}
                """);

        assertEquals(Status.OK, answer.status(), answer.body());
        assertEquals(1, sessions(kernel).get(0).turns);
        assertEquals(2, sessions(kernel).get(0).requests);
    }

    @Test
    void shouldTellSessionsApartByUserAndThenByCacheKey() {
        LlmKernel kernel = new LlmKernel(1, limit(10));

        kernel.chat(Chats.ask("a", ",\"user\":\"Ada\""));
        kernel.chat(Chats.ask("b", ",\"user\":\"Ada\",\"prompt_cache_key\":\"Bob\""));
        kernel.chat(Chats.ask("c", ",\"prompt_cache_key\":\"Ada\""));
        kernel.chat(Chats.ask("d", ",\"user\":\"\",\"prompt_cache_key\":\"Bob\""));
        kernel.chat(Chats.ask("e", ""));
        kernel.chat(Chats.ask("f", ",\"user\":null"));
        kernel.chat(Chats.ask("g", ",\"user\":\"\""));

        assertEquals(List.of(1L, 3L, 3L), requests(kernel));
    }

    @Test
    void shouldNotCountWhatWasRefused() {
        LlmKernel kernel = new LlmKernel(1, limit(10));

        kernel.chat(Chats.ask("a", ",\"user\":\"Ada\",\"n\":2"));
        kernel.send(LlmProvider.MODELS, new byte[0], 0);

        assertEquals(List.of(), sessions(kernel));
    }

    @Test
    void shouldNotCountAnAnswerThatDoesNotFitIntoAFrame() {
        LlmKernel kernel = new LlmKernel(1, limit(10), 512);

        LlmKernel.Answer answer = kernel.chat(Chats.ask("a", ",\"user\":\"Ada\""));

        assertEquals(Status.ANSWER_TOO_LONG, answer.status());
        assertEquals(List.of(), sessions(kernel));
    }

    @Test
    void shouldRefuseNewSessionsWhenTheTableIsFull() {
        LlmKernel kernel = new LlmKernel(1, limit(2));

        kernel.chat(Chats.ask("a", ",\"user\":\"Ada\""));
        kernel.chat(Chats.ask("a", ""));
        LlmKernel.Answer known = kernel.chat(Chats.ask("b", ",\"user\":\"Ada\""));
        LlmKernel.Answer anonymous = kernel.chat(Chats.ask("b", ""));
        LlmKernel.Answer refused = kernel.chat(Chats.ask("b", ",\"user\":\"Bob\""));

        assertEquals(Status.OK, known.status());
        assertEquals(Status.OK, anonymous.status());
        assertEquals(
                new LlmKernel.Answer(
                        Status.RESOURCE_EXHAUSTED,
                        "all 2 sessions are in use; name a known user or raise llm.max-sessions"),
                refused);
        assertEquals(List.of(2L, 2L), requests(kernel));
        assertEquals(0, kernel.faults());
    }

    @Test
    void shouldHaveRoomFor100000SessionsByDefault() {
        assertEquals(100_000L, new LlmKernel(1, new TreeMap<>()).limits().get("llm.max-sessions"));
    }

    @Test
    void shouldBeginAnewWhatWasNotUsedForItsTimeToLive() {
        SortedMap<String, Long> limits = limit(10);
        limits.put("llm.session-ttl-ms", 1L);
        LlmKernel kernel = new LlmKernel(1, limits);
        String ada = Chats.ask("Hello", ",\"user\":\"Ada\"");

        kernel.chat(ada);
        long lastMoment = LlmKernel.START_NS + 1_000_000;
        kernel.advanceTo(lastMoment);
        kernel.chat(ada);
        assertEquals(List.of(2L), requests(kernel));
        kernel.advanceTo(lastMoment + 1_000_001);
        LlmKernel.Answer anew = kernel.chat(ada);

        assertEquals(
                List.of(new Session(
                        1,
                        1,
                        Chats.promptTokens(anew),
                        Chats.completionTokens(anew),
                        lastMoment + 1_000_001,
                        lastMoment + 1_000_001)),
                sessions(kernel));
    }

    @Test
    void shouldKeepASessionAnHourByDefault() {
        assertEquals(3_600_000L, new LlmKernel(1, new TreeMap<>()).limits().get("llm.session-ttl-ms"));
    }

    @Test
    void shouldRefuseALimitOutOfRange() {
        assertThrows(IllegalArgumentException.class, () -> new LlmKernel(1, limit(0)));
        assertThrows(IllegalArgumentException.class, () -> new LlmKernel(1, limit((1 << 24) + 1)));
    }

    private static SortedMap<String, Long> limit(long maxSessions) {
        SortedMap<String, Long> limits = new TreeMap<>();
        limits.put("llm.max-sessions", maxSessions);
        return limits;
    }

    private static List<Long> requests(LlmKernel kernel) {
        return sessions(kernel).stream().map(Session::requests).sorted().toList();
    }

    /** All records in use, in the order of the slots. */
    private static List<Session> sessions(LlmKernel kernel) {
        Region region = kernel.store().regions().get(0);
        List<Session> sessions = new ArrayList<>();
        int stride = KEY_LENGTH + SessionLayout.LENGTH;
        for (int slot = TABLE_HEADER_LENGTH; slot + stride <= region.length(); slot += stride) {
            int at = slot + KEY_LENGTH;
            if (region.getLong(at + REQUESTS_OFFSET) != 0) {
                sessions.add(new Session(
                        region.getLong(at + TURNS_OFFSET),
                        region.getLong(at + REQUESTS_OFFSET),
                        region.getLong(at + PROMPT_TOKENS_OFFSET),
                        region.getLong(at + COMPLETION_TOKENS_OFFSET),
                        region.getLong(at + FIRST_SEEN_NS_OFFSET),
                        region.getLong(at + LAST_SEEN_NS_OFFSET)));
            }
        }
        assertEquals("sessions", region.name());
        return sessions;
    }
}
