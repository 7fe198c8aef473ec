package io.reprise.perf.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reprise.kernel.ExitCode;
import io.reprise.perf.load.pace.Schedule;
import io.reprise.perf.load.trace.Trace;
import io.reprise.perf.load.trace.TraceFile;
import io.reprise.perf.load.wire.Target;
import io.reprise.perf.load.work.FixedPrompts;
import io.reprise.perf.load.work.TracePrompts;
import io.reprise.perf.load.work.Work;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(120)
class LoadClientHttpTest {
    private static final Work CHAT = new Work.Chat(new FixedPrompts(20, 5), "m");

    @ParameterizedTest(name = "{0} connections, pipeline {1}, byte by byte {2}")
    @CsvSource({"1, 1, false", "4, 1, false", "2, 8, false", "2, 3, true"})
    void shouldGetEveryAnswer(int connections, int pipeline, boolean byteByByte) throws IOException {
        try (HttpTestServer server =
                new HttpTestServer(byteByByte, request -> HttpTestServer.answer(200, "{\"a\":1}"))) {
            LoadPlan plan = plan(server, Schedule.window().count(200), CHAT)
                    .connections(connections)
                    .pipeline(pipeline);

            LoadResult result = new LoadClient().run(plan);

            assertEquals(new LoadCounts(200, 200, 0, 0, 0, 0, 0), result.counts(), result.detail());
            assertEquals(ExitCode.OK, result.exitCode());
        }
    }

    @Test
    void shouldPostJsonWithItsKey() throws IOException {
        try (HttpTestServer server = new HttpTestServer(false, request -> HttpTestServer.answer(200, "{}"))) {
            Target target =
                    Target.http("127.0.0.1", server.port()).path("/chat").apiKey("secret");

            new LoadClient().run(LoadPlan.of(target, Schedule.window().count(1), CHAT));

            HttpTestServer.Request request = server.requests.get(0);
            List<String> head = request.head().lines().toList();
            assertEquals("POST /chat HTTP/1.1", head.get(0));
            assertTrue(head.contains("Host: 127.0.0.1:" + server.port()), request.head());
            assertTrue(head.contains("Authorization: Bearer secret"), request.head());
            assertTrue(head.contains("Content-Type: application/json"), request.head());
            assertTrue(request.body().endsWith("\"max_tokens\":5}"), request.body());
        }
    }

    @Test
    void shouldReplayATraceFasterThanItWasRecorded(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("trace"), """
                {"timestamp": 0, "input_length": 600, "output_length": 11, "hash_ids": [1, 2]}
                {"timestamp": 100000, "input_length": 512, "output_length": 12, "hash_ids": [1]}
                {"timestamp": 200000, "input_length": 900000, "output_length": 13, "hash_ids": [1]}
                """);
        Trace trace = TraceFile.read(file, Long.MAX_VALUE);
        try (HttpTestServer server = new HttpTestServer(false, request -> HttpTestServer.answer(200, "{}"))) {
            Work chat = new Work.Chat(new TracePrompts(trace), "m");

            LoadResult result = new LoadClient().run(plan(server, Schedule.recorded(trace, 10_000), chat));

            assertEquals(3, result.counts().right(), result.detail());
            assertEquals(1, result.counts().capped());
            assertTrue(result.elapsedNs() >= 20_000_000, "paced by the trace: " + result.elapsedNs());
            assertTrue(server.requests.get(2).body().length() <= (1 << 20) - 64);
            assertTrue(server.requests.get(1).body().endsWith("\"max_tokens\":12}"));
        }
    }

    @Test
    void shouldCountOtherStatusesThan200() throws IOException {
        AtomicInteger requests = new AtomicInteger();
        try (HttpTestServer server = new HttpTestServer(
                false,
                request -> HttpTestServer.answer(requests.incrementAndGet() % 2 == 0 ? 429 : 200, "{\"x\":1}"))) {
            LoadResult result =
                    new LoadClient().run(plan(server, Schedule.window().count(10), CHAT));

            assertEquals(Map.of("HTTP 429", 5L), result.errors());
            assertEquals("the answer to request 1 is not 200, it is 429: {\"x\":1}", result.detail());
            assertEquals(ExitCode.DIVERGED, result.exitCode());
        }
    }

    @Test
    void shouldNoticeABodyThatIsNoObject() throws IOException {
        try (HttpTestServer server = new HttpTestServer(false, request -> HttpTestServer.answer(200, "oops"))) {
            LoadResult result =
                    new LoadClient().run(plan(server, Schedule.window().count(10), CHAT));

            assertEquals(10, result.counts().wrong());
            assertEquals("the answer to request 0 is not a whole JSON object: oops", result.detail());
        }
    }

    @Test
    void shouldRefuseChunkedAnswersByName() throws IOException {
        try (HttpTestServer server = new HttpTestServer(
                false, request -> "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n")) {
            LoadResult result =
                    new LoadClient().run(plan(server, Schedule.window().count(10), CHAT));

            assertEquals(Ending.LOST, result.ending());
            assertTrue(result.detail().contains("chunked"), result.detail());
        }
    }

    @Test
    void shouldEndWithCountsWhenTheServerClosesMidway() throws IOException {
        AtomicInteger requests = new AtomicInteger();
        try (HttpTestServer server = new HttpTestServer(
                false, request -> requests.incrementAndGet() == 4 ? "" : HttpTestServer.answer(200, "{}"))) {
            LoadResult result =
                    new LoadClient().run(plan(server, Schedule.window().count(10), CHAT));

            assertEquals(Ending.LOST, result.ending());
            assertEquals(new LoadCounts(4, 3, 0, 0, 0, 0, 0), result.counts());
            assertEquals(ExitCode.DISCONNECTED, result.exitCode());
        }
    }

    @Test
    void shouldEndWhenAnAnswerComesUnasked() throws IOException {
        try (HttpTestServer server = new HttpTestServer(
                false, request -> HttpTestServer.answer(200, "{}") + HttpTestServer.answer(408, "late"))) {
            LoadResult result =
                    new LoadClient().run(plan(server, Schedule.uniform(1_000).count(1_000), CHAT));

            assertEquals(Ending.LOST, result.ending());
        }
    }

    private static LoadPlan plan(HttpTestServer server, Schedule schedule, Work work) {
        return LoadPlan.of(Target.http("127.0.0.1", server.port()), schedule, work);
    }
}
