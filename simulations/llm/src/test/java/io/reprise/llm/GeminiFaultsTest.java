package io.reprise.llm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.reprise.ingress.codec.HttpError;
import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.frame.FrameKind;
import io.reprise.kernel.frame.FrameLayout;
import io.reprise.kernel.frame.Status;
import io.reprise.llm.api.CallFacts;
import io.reprise.llm.api.LlmCall;
import io.reprise.llm.api.Reading;
import io.reprise.llm.api.Teller;
import io.reprise.llm.api.TellerMetrics;
import io.reprise.llm.content.BlockType;
import io.reprise.llm.content.Finish;
import io.reprise.llm.frame.AnswerEvent;
import io.reprise.llm.frame.Delta;
import io.reprise.llm.frame.Failure;
import io.reprise.llm.frame.Outcome;
import io.reprise.llm.gemini.Gemini;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How the simulated Gemini fails: what the machine says is told in this API's words. */
class GeminiFaultsTest {
    private static final String STREAM = GeminiClient.MODEL + ":streamGenerateContent";
    private static final String GENERATE = GeminiClient.MODEL + ":generateContent";

    private final Gemini gemini = new Gemini(new Teller(new TellerMetrics()));
    private final TestReply reply = new TestReply();

    @ParameterizedTest
    @CsvSource({
        "SERVER_ERROR, 500, INTERNAL",
        "UNAVAILABLE, 503, UNAVAILABLE",
        "OVERLOADED, 503, UNAVAILABLE",
        "EXHAUSTED, 503, UNAVAILABLE",
        "CONTEXT_LENGTH, 400, INVALID_ARGUMENT",
        "NO_PREFILL, 400, INVALID_ARGUMENT",
        "RATE_REQUESTS, 429, RESOURCE_EXHAUSTED",
        "STATUS, 504, DEADLINE_EXCEEDED"
    })
    void shouldFailInItsOwnShape(Failure failure, int httpStatus, String status) {
        fail(call(GENERATE), failure);

        JsonNode error = GeminiClient.json(reply.text()).get("error");
        assertEquals(httpStatus, reply.httpStatus);
        assertEquals(httpStatus, error.get("code").asInt());
        assertEquals(status, error.get("status").asText());
        assertEquals("application/json", reply.contentType);
    }

    @Test
    void shouldSayWhichQuotaIsUsedUpAndWhenToComeBack() {
        fail(call(GENERATE), Failure.RATE_TOKENS);

        JsonNode details = GeminiClient.json(reply.text()).at("/error/details");
        assertEquals(
                "GenerateContentPaidTierInputTokensPerModelPerMinute",
                details.at("/0/violations/0/quotaId").asText());
        assertEquals(
                "gemini-2.5-flash",
                details.at("/0/violations/0/quotaDimensions/model").asText());
        assertEquals(
                "type.googleapis.com/google.rpc.RetryInfo",
                details.at("/2/@type").asText());
        assertEquals("1.500s", details.at("/2/retryDelay").asText());
    }

    @Test
    void shouldBlockAPromptWithoutAnError() {
        fail(call(STREAM + "?alt=sse"), Failure.CONTENT_POLICY);

        JsonNode chunk = GeminiClient.events(reply.text()).get(0);
        assertEquals(200, reply.httpStatus);
        assertEquals(
                "PROHIBITED_CONTENT", chunk.at("/promptFeedback/blockReason").asText());
        assertFalse(chunk.has("candidates"));
    }

    @Test
    void shouldTellAFailureInTheMiddleAsAChunk() {
        LlmCall call = call(STREAM);
        outcome(call, AnswerEvent.START, null);
        delta(call, "Hello", Delta.FLAG_FIRST, Finish.NONE);
        fail(call, Failure.UNAVAILABLE);

        JsonNode chunks = GeminiClient.json(reply.text());
        assertEquals(2, chunks.size());
        assertEquals(503, chunks.at("/1/error/code").asInt());
        assertEquals(TestReply.End.STREAMED, reply.end);
    }

    @Test
    void shouldTellBrokenJsonAndLeaveTheLastWordOut() {
        LlmCall call = call(STREAM + "?alt=sse");
        outcome(call, AnswerEvent.START, null);
        delta(call, "Hello", Delta.FLAG_FIRST, Finish.NONE);
        delta(call, " you", Delta.FLAG_LAST | Delta.FLAG_BROKEN, Finish.STOP);
        outcome(call, AnswerEvent.END, null);

        List<String> events = List.of(reply.text().split("\n\n"));
        assertEquals(2, events.size());
        assertEquals("data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"", events.get(1));
        assertEquals(TestReply.End.STREAMED, reply.end);
    }

    @Test
    void shouldCallAWrongKeyAWrongArgument() {
        HttpError error = new HttpError(Status.UNAUTHORIZED, "this key is not known here", "id", 0);
        TestRequest with = TestRequest.http("GET", "/v1beta/models?key=x", Map.of(), "");
        TestRequest without = TestRequest.http("GET", "/v1beta/models", Map.of(), "");
        LlmCodec codec = new LlmCodec();

        JsonNode wrong = GeminiClient.json(new String(codec.errorBody(error, with), StandardCharsets.UTF_8));
        assertEquals(400, codec.errorStatus(401, error, with));
        assertEquals(400, wrong.at("/error/code").asInt());
        assertEquals("API_KEY_INVALID", wrong.at("/error/details/0/reason").asText());
        JsonNode none = GeminiClient.json(new String(codec.errorBody(error, without), StandardCharsets.UTF_8));
        assertEquals(403, codec.errorStatus(401, error, without));
        assertEquals("PERMISSION_DENIED", none.at("/error/status").asText());
    }

    @Test
    void shouldAnswerForPathsOfItsOwnOnly() {
        HttpError error = new HttpError(Status.FRAME_TOO_LONG, "too long", "id", 0);
        LlmCodec codec = new LlmCodec();
        TestRequest ours = TestRequest.http("POST", "/v1/models/gemini-2.5-flash:generateContent", Map.of(), "");
        TestRequest other = TestRequest.http("POST", "/v1/chat/completions", Map.of(), "");

        assertEquals(413, codec.errorStatus(413, error, ours));
        assertTrue(new String(codec.errorBody(error, ours), StandardCharsets.UTF_8).contains("\"code\":413"));
        assertTrue(new String(codec.errorBody(error, other), StandardCharsets.UTF_8).contains("\"param\""));
    }

    private LlmCall call(String target) {
        TestRequest request = TestRequest.http("POST", target, Map.of(), "");
        JsonNode body = GeminiClient.json("{" + GeminiClient.HELLO + "}");
        Reading reading = new Reading();
        var operation = gemini.operations().stream()
                .filter(one -> one.id() == request.method())
                .findFirst()
                .orElseThrow();
        gemini.read(operation, request, body, reading);
        return gemini.call(operation, request, body, reading, new CallFacts(128, 0, 0, 7, 0, reading.model, null));
    }

    private void fail(LlmCall call, Failure failure) {
        outcome(call, AnswerEvent.FAILURE, failure);
    }

    private void outcome(LlmCall call, AnswerEvent event, Failure failure) {
        FrameFlyweight frame = frame(Outcome.LENGTH);
        Outcome outcome = new Outcome()
                .begin(frame.buffer(), frame.payloadOffset(), Outcome.LENGTH, event)
                .promptTokens(1, 0);
        if (failure != null) {
            outcome.failure(failure, 1500).failureStatus(504);
        }
        outcome.flags(event == AnswerEvent.END ? Outcome.FLAG_NO_LAST_WORD : 0);
        call.onAnswer(frame, reply);
    }

    private void delta(LlmCall call, String text, int flags, Finish finish) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        FrameFlyweight frame = frame(Delta.length(0, bytes.length));
        int at = Delta.put(
                frame.buffer(), frame.payloadOffset(), BlockType.TEXT.code(), 0, flags, 0, 1, 0, 0, finish.code(), 255);
        frame.buffer().putBytes(at, bytes);
        call.onAnswer(frame, reply);
    }

    private static FrameFlyweight frame(int payloadLength) {
        UnsafeBuffer buffer = new UnsafeBuffer(new byte[FrameLayout.HEADER_LENGTH + payloadLength]);
        FrameFlyweight frame = new FrameFlyweight().wrap(buffer, 0);
        frame.init(FrameKind.RESPONSE, payloadLength);
        return frame;
    }
}
