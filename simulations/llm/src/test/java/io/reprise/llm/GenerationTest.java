package io.reprise.llm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How answers come about: at their time, in their turn, or not at all. */
class GenerationTest {
    private static final long MS = 1_000_000;
    private static final String PROFILE = "x-sim-latency-profile";

    private final LlmKernel kernel = new LlmKernel(7);

    @Test
    void shouldSayTheSameInAStreamAndInAWholeAnswer() {
        String whole = Chats.content(kernel.ask(chat("", Map.of())));
        LlmKernel.Answer streamed = kernel.ask(chat(",\"stream\":true", Map.of()));

        assertEquals(whole, streamedContent(streamed.body()));
        assertEquals(TestReply.End.STREAMED, streamed.reply().end);
        assertTrue(streamed.body().endsWith("data: [DONE]\n\n"), streamed.body());
    }

    @Test
    void shouldTakeAsLongWholeAsStreamed() {
        Map<String, String> profile = Map.of(PROFILE, "gpt-4o");

        long startNs = kernel.timeNs();
        kernel.ask(chat("", profile));
        long wholeNs = kernel.timeNs() - startNs;
        startNs = kernel.timeNs();
        kernel.ask(chat(",\"stream\":true", profile));
        long streamedNs = kernel.timeNs() - startNs;

        assertTrue(wholeNs > 300 * MS, "took " + wholeNs);
        assertEquals(wholeNs, streamedNs);
    }

    @Test
    void shouldAnswerAtTheTimeTheQuantilesSay() {
        long startNs = kernel.timeNs();
        kernel.ask(chat("", Map.of(PROFILE, "100:100:100:100;itl=0")));

        assertEquals(100, (kernel.timeNs() - startNs) / (double) MS, 1);
    }

    @Test
    void shouldServeTheMostUrgentFirstWhenPlacesAreTaken() {
        List<String> done = new ArrayList<>();
        List<LlmKernel.Pending> waiting = new ArrayList<>();
        List<String> names = List.of("first", "low", "middle", "high");
        List<String> priorities = List.of("128", "0", "128", "255");
        for (int i = 0; i < names.size(); i++) {
            waiting.add(kernel.submit(chat(
                    ",\"user\":\"" + names.get(i) + "\"",
                    Map.of(PROFILE, "10:10:10:10;slots=1", "x-sim-priority", priorities.get(i)))));
        }
        do {
            for (int i = 0; i < names.size(); i++) {
                if (waiting.get(i).reply().isDone() && !done.contains(names.get(i))) {
                    done.add(names.get(i));
                }
            }
        } while (kernel.tick() || done.size() < names.size());

        assertEquals(List.of("first", "high", "middle", "low"), done);
    }

    @Test
    void shouldGiveThePlaceOnWhenAClientGoes() {
        Map<String, String> slow = Map.of(PROFILE, "1000:1000:1000:1000;slots=1");
        LlmKernel.Pending first = kernel.submit(chat(",\"user\":\"a\"", slow));
        LlmKernel.Pending second = kernel.submit(chat(",\"user\":\"b\"", slow));
        LlmKernel.Pending third = kernel.submit(chat(",\"user\":\"c\"", slow));

        kernel.abandon(second);
        kernel.abandon(first);
        long startNs = kernel.timeNs();
        while (kernel.tick()) {}

        assertTrue(third.reply().isDone());
        assertFalse(second.reply().isDone());
        assertEquals(1000, (kernel.timeNs() - startNs) / (double) MS, 1);
    }

    @Test
    void shouldSayHowLongARequestWaited() {
        Map<String, String> slow = Map.of(PROFILE, "50:50:50:50;slots=1");
        kernel.submit(chat(",\"user\":\"a\"", slow));
        LlmKernel.Pending second = kernel.submit(chat(",\"user\":\"b\"", slow));
        while (kernel.tick()) {}

        assertEquals(50, Double.parseDouble(second.reply().headers.get("x-sim-queue-ms")), 1);
        assertEquals(100, Double.parseDouble(second.reply().headers.get("x-sim-total-ms")), 2);
    }

    @ParameterizedTest
    @CsvSource({
        "s01, 429",
        "s02, 429",
        "s03, 500",
        "s04, 503",
        "s12, 400",
        "s13, 400",
        "s15, 503",
        "s16, 503",
        "418, 418",
        "529, 529"
    })
    void shouldFailAsAsked(String fault, int httpStatus) {
        LlmKernel.Answer answer = kernel.ask(chat("", Map.of("x-sim-fault", fault)));

        assertEquals(httpStatus, answer.reply().httpStatus);
        assertTrue(answer.body().startsWith("{\"error\":{"), answer.body());
    }

    @Test
    void shouldFailOnceForEachSession() {
        assertEquals(429, status("s01", "x"));
        assertEquals(429, status("s01", "y"));
        assertEquals(200, status("s01", "x"));
        assertEquals(200, status("s01", "y"));
        assertEquals(503, status("503*2", "x"));
        assertEquals(503, status("503*2", "x"));
        assertEquals(200, status("503*2", "x"));
    }

    @Test
    void shouldKeepCountsWhenAnotherFaultGoesDown() {
        assertEquals(500, status("s03", "x"));
        kernel.advanceTo(kernel.timeNs() + 1);
        assertEquals(503, status("s15", "y"));

        assertEquals(200, status("s03", "x"));
    }

    @Test
    void shouldFailAgainAfterAReset() {
        assertEquals(500, status("s03", "x"));
        kernel.tick();
        kernel.advanceTo(kernel.timeNs() + 1);
        kernel.ask(TestRequest.http("POST", "/control/reset", Map.of(), ""));

        assertEquals(500, status("s03", "x"));
    }

    @Test
    void shouldSayWhenToComeBack() {
        LlmKernel.Answer answer = kernel.ask(chat("", Map.of("x-sim-fault", "s01")));

        assertEquals("2", answer.reply().headers.get("retry-after"));
    }

    @ParameterizedTest
    @CsvSource({
        "s05, RESET, 0",
        "s06, CUT, 120000",
        "s08, CUT, 0",
        "s09, CUT, 30000",
        "s11, STREAMED, 0",
        "s07, STREAMED, 20000"
    })
    void shouldEndAsAsked(String fault, TestReply.End end, long afterMs) {
        long startNs = kernel.timeNs();

        LlmKernel.Answer answer = kernel.ask(chat(",\"stream\":true", Map.of("x-sim-fault", fault)));

        assertEquals(end, answer.reply().end);
        assertEquals(afterMs, (kernel.timeNs() - startNs) / MS);
        assertFalse(answer.body().contains("[DONE]") && !fault.equals("s07"), answer.body());
    }

    @Test
    void shouldLimitEveryKeyByItself() {
        TreeMap<String, Long> limits = new TreeMap<>(Map.of("llm.max-sessions", 100L, "llm.requests-per-minute", 2L));
        LlmKernel limited = new LlmKernel(7, limits);

        LlmKernel.Answer first = limited.ask(chat("", Map.of()));
        limited.ask(chat("", Map.of()));
        LlmKernel.Answer third = limited.ask(chat("", Map.of()));

        assertEquals("2", first.reply().headers.get("x-ratelimit-limit-requests"));
        assertEquals("1", first.reply().headers.get("x-ratelimit-remaining-requests"));
        assertEquals(429, third.reply().httpStatus);
        assertNotEquals(null, third.reply().headers.get("retry-after"));
    }

    @Test
    void shouldListAndEndSessions() {
        kernel.ask(chat(",\"user\":\"Ada\"", Map.of()));

        String list = kernel.ask(TestRequest.http("GET", "/sim/sessions", Map.of(), ""))
                .body();
        int ended = kernel.ask(TestRequest.http("DELETE", "/sim/sessions/Ada", Map.of(), ""))
                .reply()
                .httpStatus;
        int again = kernel.ask(TestRequest.http("DELETE", "/sim/sessions/Ada", Map.of(), ""))
                .reply()
                .httpStatus;

        assertTrue(
                list.startsWith("{\"sessions\":[{\"session\":\"Ada\",\"turns\":1,\"requests\":1,\"messages\":2,"),
                list);
        assertEquals(200, ended);
        assertEquals(404, again);
    }

    private int status(String fault, String session) {
        return kernel.ask(chat("", Map.of("x-sim-fault", fault, "x-sim-session", session)))
                .reply()
                .httpStatus;
    }

    private static TestRequest chat(String more, Map<String, String> headers) {
        return TestRequest.http("POST", "/v1/chat/completions", headers, Chats.ask("Hello there", more));
    }

    private static String streamedContent(String events) {
        StringBuilder text = new StringBuilder();
        for (String event : events.split("\n\n")) {
            if (event.startsWith("data: {")) {
                text.append(Chats.json(event.substring(6))
                        .at("/choices/0/delta/content")
                        .asText(""));
            }
        }
        return text.toString();
    }
}
