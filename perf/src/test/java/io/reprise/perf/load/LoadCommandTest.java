package io.reprise.perf.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.reprise.kernel.Subcommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.HdrHistogram.EncodableHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

@Timeout(120)
class LoadCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    Path directory;

    @Test
    void shouldBeFoundByTheReprisesCommand() {
        assertTrue(ServiceLoader.load(Subcommand.class).stream()
                .anyMatch(provider -> provider.type() == LoadCommand.class));
    }

    @Test
    void shouldPrintHelpWithoutArguments() {
        assertEquals(0, execute());

        assertTrue(out.toString().contains("Usage: load"), out.toString());
        assertTrue(out.toString().contains("--binary=HOST:PORT"), out.toString());
        assertTrue(out.toString().contains("Exit codes:"), out.toString());
    }

    @Test
    void shouldReportForPeople() throws IOException {
        try (FrameServer server = FrameServer.echo().start()) {
            int exitCode = execute(
                    "--binary", "127.0.0.1:" + server.port(), "--rate", "2k/s", "--count", "200", "--connections", "2");

            assertEquals(0, exitCode, err.toString());
            assertTrue(out.toString().contains("open loop, uniform at 2000.0/s: echo of 64 B"), out.toString());
            assertTrue(
                    out.toString().contains("sent 200, answered 200 (right 200, wrong 0, failed 0), unanswered 0"),
                    out.toString());
            assertTrue(out.toString().contains("response time (from intended send)"), out.toString());
        }
    }

    @Test
    void shouldSayThatAClosedLoopIsOne() throws IOException {
        try (FrameServer server = FrameServer.echo().start()) {
            assertEquals(0, execute("--binary", "127.0.0.1:" + server.port(), "--rate", "0", "--count", "200"));

            assertTrue(out.toString().startsWith("CLOSED LOOP, as fast as the window allows"), out.toString());
        }
    }

    @Test
    void shouldReportForPrograms() throws IOException {
        try (FrameServer server = FrameServer.echo().start()) {
            int exitCode = execute(
                    "--binary=127.0.0.1:" + server.port(),
                    "--service=add",
                    "--keys=3",
                    "--rate=100k",
                    "--arrivals=poisson",
                    "--count=300",
                    "--json");

            Map<String, String> fields = fields(out.toString());
            assertEquals(0, exitCode);
            assertEquals(1, out.toString().lines().count());
            assertEquals("open", fields.get("loop"));
            assertEquals("poisson", fields.get("arrivals"));
            assertEquals("add to 3 keys", fields.get("work"));
            assertEquals("300", fields.get("right"));
            assertEquals("0", fields.get("unanswered"));
            assertEquals("300", fields.get("responseTimeNs.count"));
            assertTrue(Long.parseLong(fields.get("serviceTimeNs.p99")) > 0);
            assertEquals("0", fields.get("failureTimeNs.count"));
        }
    }

    @Test
    void shouldWriteTheFilesAskedFor() throws IOException {
        Path answers = directory.resolve("answers");
        Path acks = directory.resolve("acks");
        Path hlog = directory.resolve("run.hlog");
        Path hgrm = directory.resolve("run.hgrm");
        try (FrameServer server = FrameServer.echo().start()) {
            int exitCode = execute(
                    "--binary=127.0.0.1:" + server.port(),
                    "--service=add",
                    "--rate=0",
                    "--count=250",
                    "--answers=" + answers,
                    "--ack-log=" + acks,
                    "--hlog=" + hlog,
                    "--hgrm=" + hgrm,
                    "--progress");
            assertEquals(0, exitCode, err.toString());
        }

        assertEquals(250, Files.readAllLines(answers).size());
        assertEquals(250, Files.readAllLines(acks).size());
        assertEquals(Map.of("response", 250L, "service", 250L), counts(hlog));
        List<String> distribution = Files.readAllLines(hgrm);
        assertTrue(distribution.get(0).contains("Percentile"), distribution.get(0));
        assertTrue(distribution.stream().anyMatch(line -> line.contains("250")));
        assertTrue(err.toString().contains("outstanding"), err.toString());
        assertTrue(err.toString().contains("p99"), err.toString());
    }

    @Test
    void shouldReplayATraceOverHttp() throws IOException {
        Path trace = Files.writeString(directory.resolve("trace.csv"), """
                TIMESTAMP,ContextTokens,GeneratedTokens
                2023-11-16 18:15:46.6805900,374,44
                2023-11-16 18:15:50.9951690,396,109
                2023-11-16 18:15:51.2224670,879,55
                """);
        try (HttpTestServer server = new HttpTestServer(false, request -> HttpTestServer.answer(200, "{}"))) {
            String target = "--http=127.0.0.1:" + server.port();

            assertEquals(0, execute(target, "--trace=" + trace, "--speed=1000", "--limit=2"), err.toString());
            assertTrue(out.toString().contains("open loop, trace at speed 1000.0: chat, trace of 2 requests"));
            assertEquals(2, server.requests.size());
            assertEquals(0, execute(target, "--trace=" + trace, "--speed=0"), err.toString());
            assertEquals(5, server.requests.size());
        }
    }

    @Test
    void shouldExitWith1WhenAnswersAreWrong() throws IOException {
        try (FrameServer server =
                FrameServer.with(() -> (request, reply) -> reply.text("no")).start()) {
            assertEquals(1, execute("--binary=127.0.0.1:" + server.port(), "--rate=0", "--count=5"));

            assertTrue(out.toString().contains("wrong 5"), out.toString());
            assertTrue(out.toString().contains("first complaint: the answer to request 0 is not"), out.toString());
        }
    }

    @Test
    void shouldExitWith3AndCountsWhenTheConnectionIsLost() throws IOException {
        try (FrameServer server = FrameServer.with(() -> (request, reply) -> {
                    reply.echo();
                    reply.close();
                })
                .start()) {
            assertEquals(3, execute("--binary=127.0.0.1:" + server.port(), "--rate=0", "--count=5", "--pipeline=1"));

            assertTrue(out.toString().contains("answered 1 (right 1, wrong 0, failed 0)"), out.toString());
            assertTrue(out.toString().contains("connection lost: "), out.toString());
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(quoteCharacter = '`', delimiter = '|', useHeadersInDisplayName = true, textBlock = """
            arguments                                              | complaint
            --rate 5                                               | no target is given; give one, --binary HOST:PORT or --http HOST:PORT
            --binary a:1 --http a:1                                | two targets are given
            --binary localhost                                     | "localhost" is no address; want HOST:PORT, such as localhost:9000
            --binary ::1:9000                                      | "::1:9000" is no address
            --binary a:99999                                       | port is between 1 and 65535; got 99999
            --binary a:1 --rate fast                               | "fast" is not understood; want a rate per second such as 1000/s, 50k or 1.5M
            --binary a:1 --rate 2000M                              | rate is above 0
            --binary a:1 --duration 10                             | "10" is not understood; want a duration such as 500ms
            --binary a:1 --duration 0s                             | duration is above 0
            --binary a:1 --count 0                                 | count is 1 or more; got 0
            --binary a:1 --connections 0                           | connections is between 1 and 60000; got 0
            --binary a:1 --pipeline 65537                          | pipeline is between 1 and 65536; got 65537
            --binary a:1 --size -1                                 | size is between 0 and
            --binary a:1 --service add --keys 0                    | keys is between 1 and
            --binary a:1 --service sing                            | --service
            --binary a:1 --timeout 0s                              | timeout is above 0
            --http a:1 --service echo                              | HTTP carries chat
            --http a:1 --path chat                                 | path starts with /; got "chat"
            --binary a:1 --ack-log x                               | an ack log is of adds
            --binary a:1 --rate 0 --arrivals poisson               | --arrivals needs a --rate above 0
            --binary a:1 --speed 2                                 | --speed and --limit are for a --trace
            --binary a:1 --trace nowhere.jsonl                     | there is no trace nowhere.jsonl
            --binary a:1 --trace pom.xml --rate 5                  | pom.xml, line 1: a trace is either
            --binary a:1 --trace pom.xml --limit 0                 | --limit is 1 or more; got 0
            --binary a:1 --service chat --max-tokens 0             | 1 token or more
            --binary a:1 --service chat --chat-service 70000       | between 0 and 65535; got service 70000
            --binary a:1 --hlog no/such/directory                  | cannot open no/such/directory
            --binary a:1 --hgrm no/such/directory                  | cannot open no/such/directory
            --binary a:1 --answers no/such/directory               | cannot open no/such/directory
            """)
    void shouldNameWhatIsWrongAndExitWith2(String arguments, String complaint) {
        assertEquals(2, execute(arguments.split(" ")));

        assertTrue(err.toString().contains(complaint), err.toString());
    }

    @Test
    void shouldRefuseARateForATrace() throws IOException {
        Path trace = Files.writeString(
                directory.resolve("trace"), "{\"timestamp\":0,\"input_length\":1,\"output_length\":1}");

        assertEquals(2, execute("--binary=a:1", "--trace=" + trace, "--rate=5"));
        assertTrue(err.toString().contains("--trace sets the arrivals"), err.toString());
        assertEquals(2, execute("--binary=a:1", "--trace=" + trace, "--service=echo"));
        assertTrue(err.toString().contains("--trace is of chat; leave out --service echo"), err.toString());
    }

    private int execute(String... arguments) {
        return new CommandLine(new LoadCommand())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    /** Fields by path, one level deep. */
    private static Map<String, String> fields(String json) throws IOException {
        Map<String, String> fields = new HashMap<>();
        try (JsonParser parser = new JsonFactory().createParser(json)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token.isScalarValue()) {
                    String parent = parser.getParsingContext().getParent().getCurrentName();
                    fields.put((parent == null ? "" : parent + ".") + parser.currentName(), parser.getText());
                }
            }
        }
        return fields;
    }

    private static Map<String, Long> counts(Path hlog) throws IOException {
        Map<String, Long> counts = new HashMap<>();
        try (HistogramLogReader reader = new HistogramLogReader(hlog.toFile())) {
            EncodableHistogram histogram = reader.nextIntervalHistogram();
            while (histogram != null) {
                counts.merge(histogram.getTag(), ((Histogram) histogram).getTotalCount(), Long::sum);
                histogram = reader.nextIntervalHistogram();
            }
        }
        return counts;
    }
}
