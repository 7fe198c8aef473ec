package io.reprise.llm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reprise.ingress.codec.HttpError;
import io.reprise.ingress.codec.ServiceCodec;
import io.reprise.kernel.frame.Status;
import io.reprise.llm.api.LlmCall;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpenAiErrorsTest {
    private final LlmCodec codec = new LlmCodec();

    @Test
    void shouldBeFoundAsAService() {
        assertTrue(ServiceLoader.load(ServiceCodec.class).stream()
                .anyMatch(provider -> provider.type() == LlmCodec.class));
    }

    @Test
    void shouldRouteWithAndWithoutPrefix() {
        assertEquals(LlmCall.SERVICE, codec.service());
        for (String path : List.of("/v1/chat/completions", "/openai/v1/chat/completions")) {
            assertTrue(codec.routes().contains(new ServiceCodec.Route("POST", path, LlmKernel.CHAT)), path);
        }
    }

    /** Params and codes of refused requests are in {@link OpenAiRefusalTest}. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        MALFORMED_FRAME    | invalid_request_error | null
        FRAME_TOO_LONG     | invalid_request_error | null
        UNKNOWN_METHOD     | invalid_request_error | null
        INVALID_REQUEST    | invalid_request_error | null
        INTERNAL           | server_error          | null
        RESOURCE_EXHAUSTED | server_error          | null
        OVERLOADED         | server_error          | null
        TIMEOUT            | server_error          | null
        UNAUTHORIZED       | invalid_request_error | "invalid_api_key"
        SHUTTING_DOWN      | server_error          | null
        ANSWER_TOO_LONG    | server_error          | null
        """)
    void shouldSayItInTheShapeClientsRead(Status status, String type, String code) {
        TestRequest request = TestRequest.http("POST", "/v1/chat/completions", Map.of(), "{}");

        String body = new String(
                codec.errorBody(new HttpError(status, "the \"text\"", "id", 1), request), StandardCharsets.UTF_8);

        assertEquals(
                "{\"error\":{\"message\":\"the \\\"text\\\"\",\"type\":\"" + type + "\",\"param\":null,\"code\":" + code
                        + "}}",
                body);
    }
}
