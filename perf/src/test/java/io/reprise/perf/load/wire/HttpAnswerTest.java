package io.reprise.perf.load.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpAnswerTest {
    private static final String ANSWER =
            "HTTP/1.1 200 OK\r\nServer: x\r\ncontent-LENGTH: \t5 \r\nConnection: keep-alive\r\n\r\nhello";

    private final HttpAnswer answer = new HttpAnswer();

    @Test
    void shouldFindStatusAndBody() {
        UnsafeBuffer buffer = buffer("..." + ANSWER + "HTTP/1.1 4");

        assertTrue(answer.read(buffer, 3, buffer.capacity()));
        assertEquals(200, answer.status());
        assertEquals(ANSWER.length(), answer.length());
        assertEquals("hello", buffer.getStringWithoutLengthAscii(3 + answer.bodyOffset(), answer.bodyLength()));
    }

    @Test
    void shouldReadAnAnswerThatComesByteByByte() {
        UnsafeBuffer buffer = buffer(ANSWER);

        for (int limit = 0; limit < ANSWER.length(); limit++) {
            assertFalse(answer.read(buffer, 0, limit), "complete at " + limit);
        }
        assertTrue(answer.read(buffer, 0, ANSWER.length()));
        assertEquals(5, answer.bodyLength());
    }

    @Test
    void shouldReadOneAnswerAfterTheOther() {
        UnsafeBuffer buffer = buffer(ANSWER + "HTTP/1.0 503 No\nContent-Length: 0\n\n");

        assertTrue(answer.read(buffer, 0, buffer.capacity()));
        int second = answer.length();
        answer.next();
        assertTrue(answer.read(buffer, second, buffer.capacity()));
        assertEquals(503, answer.status());
        assertEquals(buffer.capacity(), second + answer.length());
    }

    @Test
    void shouldSkipInterimAnswers() {
        UnsafeBuffer buffer = buffer("HTTP/1.1 100 Continue\r\nContent-Length: 9\r\n\r\n" + ANSWER);

        assertTrue(answer.read(buffer, 0, buffer.capacity()));
        assertEquals(200, answer.status());
        assertEquals(buffer.capacity(), answer.length());
        assertEquals(5, answer.bodyLength());
    }

    @Test
    void shouldKnowWhichAnswersHaveNoBody() {
        UnsafeBuffer buffer = buffer("HTTP/1.1 204 No Content\r\n\r\n");

        assertTrue(answer.read(buffer, 0, buffer.capacity()));
        assertEquals(0, answer.bodyLength());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', useHeadersInDisplayName = true, textBlock = """
            answer                                                     | complaint
            HTTP/1.1 200 OK~Transfer-Encoding: chunked~~               | chunked
            HTTP/1.1 200 OK~TRANSFER-encoding: gzip~Content-Length:1~~ | Transfer-Encoding
            HTTP/1.1 200 OK~~                                          | has no Content-Length
            HTTP/1.1 200 OK~Content-Length: x~~                        | is one number
            HTTP/1.1 200 OK~Content-Length:~~                          | is one number
            HTTP/1.1 200 OK~Content-Length: -1~~                       | is one number
            HTTP/1.1 200 OK~Content-Length: 99999999999~~              | is one number
            HTTP/1.1 200 OK~Content-Length: 1~Content-Length: 2~~      | is one number
            HTTP/2.0 200 OK~~                                          | does not start as HTTP/1.1 does: HTTP/2.0
            HTTP/1.1 2x0 OK~~                                          | does not start as HTTP/1.1 does
            HTTP/1.1~~                                                 | does not start as HTTP/1.1 does
            SSH-2.0-OpenSSH_9.2~                                       | SSH-2.0-OpenSSH_9.2
            """)
    void shouldRefuseByName(String text, String complaint) {
        UnsafeBuffer buffer = buffer(text.replace("~", "\r\n"));

        ProtocolFaultException refusal =
                assertThrows(ProtocolFaultException.class, () -> answer.read(buffer, 0, buffer.capacity()));

        assertTrue(refusal.getMessage().contains(complaint), refusal.getMessage());
    }

    @Test
    void shouldRefuseAHeadWithoutEnd() {
        UnsafeBuffer buffer = buffer("HTTP/1.1 200 OK\r\nX: " + "y".repeat(HttpAnswer.HEAD_MAX));

        assertThrows(ProtocolFaultException.class, () -> answer.read(buffer, 0, buffer.capacity()));
    }

    private static UnsafeBuffer buffer(String text) {
        return new UnsafeBuffer(text.getBytes(StandardCharsets.US_ASCII));
    }
}
