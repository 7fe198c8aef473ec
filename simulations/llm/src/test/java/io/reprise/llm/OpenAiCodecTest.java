package io.reprise.llm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reprise.ingress.codec.HttpCodec;
import io.reprise.ingress.codec.HttpError;
import io.reprise.kernel.frame.Status;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpenAiCodecTest {
    private final OpenAiCodec codec = new OpenAiCodec();

    @Test
    void shouldBeFoundAsAService() {
        assertTrue(ServiceLoader.load(HttpCodec.class).stream()
                .anyMatch(provider -> provider.type() == OpenAiCodec.class));
    }

    @Test
    void shouldRouteToTheMachinesMethods() {
        assertEquals(LlmProvider.SERVICE, codec.service());
        assertEquals(
                List.of(
                        new HttpCodec.Route("POST", "/v1/chat/completions", LlmProvider.CHAT),
                        new HttpCodec.Route("GET", "/v1/models", LlmProvider.MODELS)),
                codec.routes());
    }

    /** Params and codes of refused requests are in {@link RefusalTest}. */
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
        String body =
                new String(codec.errorBody(new HttpError(status, "the \"text\"", "id", 1)), StandardCharsets.UTF_8);

        assertEquals(
                "{\"error\":{\"message\":\"the \\\"text\\\"\",\"type\":\"" + type + "\",\"param\":null,\"code\":" + code
                        + "}}",
                body);
    }
}
