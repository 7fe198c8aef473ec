package io.reprise.llm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.reprise.ingress.codec.Call;
import io.reprise.ingress.codec.HttpError;
import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.frame.FrameKind;
import io.reprise.kernel.frame.FrameLayout;
import io.reprise.kernel.frame.Status;
import io.reprise.llm.content.BlockType;
import io.reprise.llm.frame.AnswerEvent;
import io.reprise.llm.frame.Delta;
import io.reprise.llm.frame.Failure;
import io.reprise.llm.frame.Outcome;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Consumer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How Anthropic's API tells what goes wrong: frames as the machine may send them, told by a call. */
class AnthropicFaultTest {
    private final LlmCodec codec = new LlmCodec();
    private final TestReply reply = new TestReply();

    @ParameterizedTest
    @CsvSource(textBlock = """
        RATE_REQUESTS,  429, rate_limit_error,      true
        RATE_TOKENS,    429, rate_limit_error,      true
        QUOTA,          402, billing_error,         false
        SERVER_ERROR,   500, api_error,             true
        UNAVAILABLE,    529, overloaded_error,      true
        OVERLOADED,     529, overloaded_error,      true
        CONTEXT_LENGTH, 400, invalid_request_error, false
        CONTENT_POLICY, 400, invalid_request_error, false
        NO_PREFILL,     400, invalid_request_error, false
        EXHAUSTED,      503, api_error,             true
        STATUS,         504, timeout_error,         true
        """)
    void shouldFailWithThisStatusAndType(Failure failure, int status, String type, String retry) {
        tell(
                open(""),
                AnswerEvent.FAILURE,
                outcome -> outcome.failure(failure, 1_500).failureStatus(504));

        assertEquals(status, reply.httpStatus);
        assertEquals(type, error().at("/error/type").textValue());
        assertEquals(retry, reply.headers.get("x-should-retry"));
        assertEquals("2", reply.headers.get("retry-after"));
        assertEquals(reply.headers.get("request-id"), error().get("request_id").textValue());
    }

    @Test
    void shouldSayWhatClientsLookFor() {
        tell(
                open(""),
                AnswerEvent.FAILURE,
                outcome -> outcome.promptTokens(300_000, 0).failure(Failure.CONTEXT_LENGTH, Outcome.NOT_SAID));

        assertEquals(
                "messages must be shorter: prompt is too long: 300000 tokens > the maximum of model claude-sonnet-4-6",
                error().at("/error/message").textValue());
        assertFalse(reply.headers.containsKey("retry-after"));
    }

    @Test
    void shouldFailInTheMiddleOfAStreamWithAnErrorEvent() {
        Call call = open(",\"stream\":true");
        tell(call, AnswerEvent.START, outcome -> {});
        delta(call, Delta.FLAG_FIRST, "Hi");
        tell(call, AnswerEvent.FAILURE, outcome -> outcome.failure(Failure.OVERLOADED, Outcome.NOT_SAID));

        String last = reply.text().substring(reply.text().indexOf("event: error"));
        assertTrue(
                last.startsWith("event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\","),
                last);
        assertTrue(last.endsWith("\"request_id\":\"" + reply.headers.get("request-id") + "\"}\n\n"), last);
        assertEquals(200, reply.httpStatus);
        assertEquals(TestReply.End.STREAMED, reply.end);
    }

    @Test
    void shouldBreakOnlyTheEventThatIsToBeBroken() {
        Call call = open(",\"stream\":true");
        tell(call, AnswerEvent.START, outcome -> {});
        delta(call, Delta.FLAG_FIRST, "Hi");
        delta(call, Delta.FLAG_BROKEN, "Ho");
        delta(call, Delta.FLAG_LAST, "Ha");

        String[] events = reply.text().split("\n\n");
        assertEquals(7, events.length);
        assertTrue(events[4].endsWith("\"text\":\"Ho}"), events[4]);
        assertTrue(events[5].endsWith("\"text\":\"Ha\"}}"), events[5]);
    }

    @Test
    void shouldEndWithoutTheLastWord() {
        Call call = open(",\"stream\":true");
        tell(call, AnswerEvent.START, outcome -> {});
        delta(call, Delta.FLAG_FIRST | Delta.FLAG_LAST, "Hi");
        tell(call, AnswerEvent.END, outcome -> outcome.flags(Outcome.FLAG_NO_LAST_WORD));

        assertTrue(reply.text().contains("event: message_delta"));
        assertFalse(reply.text().contains("event: message_stop"));
        assertEquals(TestReply.End.STREAMED, reply.end);
    }

    @Test
    void shouldTellAllLimitsWithTheTimeTheyAreWholeAgain() {
        tell(
                open(""),
                AnswerEvent.WHOLE,
                outcome -> outcome.createdNs(1_767_225_600_000_000_000L)
                        .promptTokens(20, 8)
                        .limit(Outcome.Limit.REQUESTS, 50, 49, 1_200)
                        .limit(Outcome.Limit.PROMPT_TOKENS, 1_000, 900, 6_000)
                        .limit(Outcome.Limit.COMPLETION_TOKENS, 100, 90, 30_000));

        assertEquals("50", reply.headers.get("anthropic-ratelimit-requests-limit"));
        assertEquals("49", reply.headers.get("anthropic-ratelimit-requests-remaining"));
        assertEquals("2026-01-01T00:00:02Z", reply.headers.get("anthropic-ratelimit-requests-reset"));
        assertEquals("900", reply.headers.get("anthropic-ratelimit-input-tokens-remaining"));
        assertEquals("2026-01-01T00:00:06Z", reply.headers.get("anthropic-ratelimit-input-tokens-reset"));
        assertEquals("90", reply.headers.get("anthropic-ratelimit-output-tokens-remaining"));
        assertEquals("1100", reply.headers.get("anthropic-ratelimit-tokens-limit"));
        assertEquals("990", reply.headers.get("anthropic-ratelimit-tokens-remaining"));
        assertEquals("2026-01-01T00:00:30Z", reply.headers.get("anthropic-ratelimit-tokens-reset"));
        assertEquals(12, error().at("/usage/input_tokens").intValue());
        assertEquals(8, error().at("/usage/cache_read_input_tokens").intValue());
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
        UNAUTHORIZED,    401, authentication_error
        FORBIDDEN,       403, permission_error
        FRAME_TOO_LONG,  413, request_too_large
        UNKNOWN_METHOD,  404, not_found_error
        OVERLOADED,      529, overloaded_error
        SHUTTING_DOWN,   503, api_error
        TIMEOUT,         504, timeout_error
        INVALID_REQUEST, 400, invalid_request_error
        """)
    void shouldTellErrorsOfTheKernelInItsShape(Status status, int httpStatus, String type) {
        open("").onError(new HttpError(status, "why", reply.requestId(), 0), reply);

        assertEquals(httpStatus, reply.httpStatus);
        assertEquals(type, error().at("/error/type").textValue());
        assertEquals("why", error().at("/error/message").textValue());
        assertEquals(reply.headers.get("request-id"), error().get("request_id").textValue());
    }

    @Test
    void shouldTellErrorsOfTheEdgeInItsShapeWhenThePathIsItsOwn() {
        TestRequest request = TestRequest.http("POST", "/v1/messages", Map.of(), Claude.hello(""));

        byte[] body = codec.errorBody(new HttpError(Status.FRAME_TOO_LONG, "too long", "5-1", 0), request);

        assertEquals(
                "{\"type\":\"error\",\"error\":{\"type\":\"request_too_large\",\"message\":\"too long\"},"
                        + "\"request_id\":\"req_5-1\"}",
                new String(body, StandardCharsets.UTF_8));
    }

    private Call open(String more) {
        return codec.open(
                TestRequest.http("POST", "/v1/messages", Claude.version("2023-06-01"), Claude.hello(more)),
                new ExpandableArrayBuffer());
    }

    private JsonNode error() {
        return Claude.json(reply.text());
    }

    private void tell(Call call, AnswerEvent event, Consumer<Outcome> account) {
        FrameFlyweight frame = frame(Outcome.LENGTH);
        account.accept(new Outcome().begin(frame.buffer(), frame.payloadOffset(), Outcome.LENGTH, event));
        call.onAnswer(frame, reply);
    }

    private void delta(Call call, int flags, String text) {
        FrameFlyweight frame = frame(Delta.length(0, text.length()));
        int at = Delta.put(frame.buffer(), frame.payloadOffset(), BlockType.TEXT.code(), 0, flags, 0, 1, 0, 0, 0, 255);
        frame.buffer().putStringWithoutLengthAscii(at, text);
        call.onAnswer(frame, reply);
    }

    private static FrameFlyweight frame(int payloadLength) {
        FrameFlyweight frame =
                new FrameFlyweight().wrap(new UnsafeBuffer(new byte[FrameLayout.HEADER_LENGTH + payloadLength]), 0);
        return frame.init(FrameKind.RESPONSE, payloadLength);
    }
}
