package io.reprise.ingress;

import static io.reprise.ingress.Requests.bodies;
import static io.reprise.ingress.Requests.get;
import static io.reprise.ingress.Requests.post;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reprise.kernel.stage.ThreadingMode;
import java.io.IOException;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What an answer says of its request, so that both can be found again. */
@ExtendWith(LeakCheck.class)
final class RequestIdTest {
    private static final Pattern ID = Pattern.compile("\r\nx-request-id: ([^\r]*)");

    @Test
    void shouldSayTheClientsIdOrMakeOneOfSessionAndNumber() throws IOException {
        String longest = "x".repeat(128);
        List<String> ids = ids(talk(get("/page")
                + get("/page", "x-request-id: my-id \t")
                + post("/echo", "1", "X-Request-Id: " + longest)
                + post("/echo", "1", "x-request-id: " + longest + "x")
                + post("/refuse", "no", "x-request-id: two words")
                + post("/later", "5", "x-request-id: a\"b\\c")
                + get("/nowhere")));

        String session = ids.get(0).substring(0, ids.get(0).indexOf('-'));
        assertEquals(
                List.of(session + "-1", "my-id", longest, session + "-4", session + "-5", "a\"b\\c", session + "-7"),
                ids);
        assertTrue(Long.parseLong(session, 16) > 0);
    }

    @Test
    void shouldNumberWhatCannotBeReadToo() throws IOException {
        List<String> ids = ids(talk(get("/page", "x-request-id: first") + "GET  / HTTP/1.1\r\n\r\n"));

        assertEquals("first", ids.get(0));
        assertTrue(ids.get(1).endsWith("-2"), ids::toString);
    }

    @Test
    void shouldSayCodeIdAndWhetherToRetryInAnErrorOfItsOwn() throws IOException {
        assertEquals(
                List.of("{\"error\":{\"message\":\"there is nothing at /nowhere\",\"code\":\"UNKNOWN_METHOD\","
                        + "\"requestId\":\"a\\\"b\",\"retryable\":false}}\n"),
                bodies(talk(get("/nowhere", "x-request-id: a\"b"))));
    }

    @Test
    void shouldSayTheSequenceOfWhatTheKernelAnswered() throws IOException {
        for (String answer : List.of(talk(post("/echo", "1")), talk(post("/refuse", "no")))) {
            assertTrue(answer.contains("\r\nx-reprise-sequence: "), answer);
        }
        String page = talk(get("/page"));
        assertFalse(page.contains("x-reprise-sequence"), page);
    }

    private static String talk(String requests) throws IOException {
        try (TestEdge edge = new TestEdge(ThreadingMode.INLINE)) {
            return Wire.talk(edge.http(), requests);
        }
    }

    private static List<String> ids(String answers) {
        return ID.matcher(answers)
                .results()
                .map((MatchResult id) -> id.group(1))
                .toList();
    }
}
