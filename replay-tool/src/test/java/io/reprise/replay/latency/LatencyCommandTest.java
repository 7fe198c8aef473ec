package io.reprise.replay.latency;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.reprise.kernel.Subcommand;
import io.reprise.replay.latency.log.TestLog;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class LatencyCommandTest {
    @TempDir
    Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Path run;

    @BeforeEach
    void setUp() {
        run = directory.resolve("run-7");
    }

    @Test
    void shouldBeFoundAsAVerb() {
        List<Class<?>> verbs = ServiceLoader.load(Subcommand.class).stream()
                .<Class<?>>map(ServiceLoader.Provider::type)
                .toList();

        assertTrue(verbs.contains(LatencyCommand.class), verbs::toString);
    }

    @Test
    void shouldPrintTheTableAndWriteTheReport() throws IOException {
        writeRun();

        int exit = latency(run.toString());

        assertEquals("", err.toString());
        assertEquals(0, exit);
        Path report = run.resolve("latency/report");
        assertEquals("""
                latency, us  journal  end-to-end
                count            100         100
                mean            50.5         101
                min             1.00        2.00
                50%             50.0         100
                90%             90.0         180
                99%             99.0         198
                99.9%            100         200
                99.99%           100         200
                max              100         200

                report: REPORT
                """.replace("REPORT", report.resolve("latency.html").toString()), out.toString());
        assertEquals(List.of("end-to-end.hgrm", "journal.hgrm", "latency.html"), names(report));
    }

    @Test
    void shouldWriteDistributionsInMicroseconds() throws IOException {
        writeRun();

        latency(run.toString());

        List<String> lines = Files.readAllLines(run.resolve("latency/report/journal.hgrm"));
        assertEquals("       Value     Percentile TotalCount 1/(1-Percentile)", lines.get(0));
        assertTrue(lines.contains("      50.015 0.500000000000         50           2.00"), lines::toString);
        assertTrue(lines.contains("#[Max     =      100.031, Total count    =          100]"), lines::toString);
    }

    @Test
    void shouldPrintJsonAndNothingElse() throws IOException {
        writeRun();

        assertEquals(0, latency(run.toString(), "--json", "--from", "0.5", "--to", "9"));

        JsonNode json = new ObjectMapper().readTree(out.toString());
        assertEquals("run-7", json.path("run").asText());
        assertEquals("us", json.path("unit").asText());
        assertEquals(0.5, json.path("fromSeconds").asDouble());
        assertEquals(2, json.path("toSeconds").asDouble());
        assertEquals("end-to-end", json.path("stages").path(1).path("stage").asText());
        assertEquals(50, json.path("stages").path(1).path("count").asLong());
        assertEquals(102.015, json.path("stages").path(1).path("min").asDouble(), 0.1);
    }

    @Test
    void shouldWriteWhereItIsTold() throws IOException {
        writeRun();
        Path elsewhere = directory.resolve("a/b");

        assertEquals(0, latency(run.toString(), "--out", elsewhere.toString()));

        assertTrue(Files.exists(elsewhere.resolve("latency.html")));
        assertFalse(Files.exists(run.resolve("latency/report")));
    }

    @Test
    void shouldReadOneClientsLog() throws IOException {
        Path file = directory.resolve("client-1.hlog");
        try (TestLog log = new TestLog(file, 0)) {
            log.second(0, null, 1000, 2000, 3000);
        }

        assertEquals(0, latency(file.toString()));

        assertTrue(out.toString().startsWith("latency, us  untagged\ncount               3\n"), out::toString);
        assertEquals(List.of("latency.html", "untagged.hgrm"), names(directory.resolve("client-1-report")));
    }

    @Test
    void shouldKeepFilesOfOddlyNamedStagesInsideTheReport() throws IOException {
        try (TestLog log = new TestLog(run.resolve("latency/a.hlog"))) {
            for (String stage : List.of("../../x", "a/b", "a_b", "A_B", "..", "x".repeat(300))) {
                log.second(0, stage, 1000);
            }
        }

        assertEquals(0, latency(run.toString()));

        assertEquals(
                List.of(
                        "A_B.hgrm",
                        "_..hgrm",
                        "_._.._x.hgrm",
                        "a_b-2.hgrm",
                        "a_b-3.hgrm",
                        "latency.html",
                        "x".repeat(100) + ".hgrm"),
                names(run.resolve("latency/report")));
        assertEquals(List.of("a.hlog", "report"), names(run.resolve("latency")));
    }

    @Test
    void shouldSayWhatItLeftOut() throws IOException {
        try (TestLog log = new TestLog(run.resolve("latency/a.hlog"))) {
            log.second(0, "engine", 1000).text("Tag=eng");
        }

        assertEquals(0, latency(run.toString()));

        assertEquals("note: The last line of a.hlog has no end and was left out.\n", err.toString());
    }

    @Test
    void shouldRefuseADamagedLogAndNameTheLine() throws IOException {
        Path file = run.resolve("latency/a.hlog");
        try (TestLog log = new TestLog(file)) {
            log.second(0, "engine", 1000).text("Tag=engine,1,1,1,AAAA\n");
        }

        assertRefused("damaged latency log " + file + ", line 6: its histogram cannot be decoded", run.toString());
        assertFalse(Files.exists(run.resolve("latency/report")));
    }

    @Test
    void shouldRefuseARunThatDoesNotExist() {
        assertRefused("there is no run " + run, run.toString());
    }

    @ParameterizedTest
    @CsvSource({"run-7", "run-7/latency"})
    void shouldRefuseARunWithoutLogs(String empty) throws IOException {
        Files.createDirectories(directory.resolve(empty));

        assertRefused("run " + run + " has no latency logs: there is no " + run + "/latency/*.hlog", run.toString());
    }

    @Test
    void shouldRefuseLogsWithoutIntervals() {
        new TestLog(run.resolve("latency/a.hlog")).close();

        assertRefused("there are no intervals in " + run.resolve("latency/a.hlog"), run.toString());
    }

    @Test
    void shouldRefuseAFileThatIsNoLog() throws IOException {
        Path file = Files.writeString(directory.resolve("notes.txt"), "");

        assertRefused(file + " is neither a run's directory nor a .hlog file", file.toString());
    }

    @Test
    void shouldRefuseAnEmptyWindow() throws IOException {
        writeRun();

        assertRefused("the time window must start at 0 s or later", run.toString(), "--from", "5", "--to", "2");
        assertRefused("no interval starts in the time window", run.toString(), "--from", "5");
    }

    @Test
    void shouldRefuseToWriteWhereAFileIs() throws IOException {
        writeRun();
        Path file = Files.writeString(directory.resolve("taken"), "");

        assertRefused(file + " is in the way", run.toString(), "--out", file.toString());
    }

    @Test
    void shouldCompareRunsBesideTheReportOfTheFirst() throws IOException {
        writeRun();
        Path other = directory.resolve("other.hlog");
        try (TestLog log = new TestLog(other)) {
            log.second(0, "journal", TestLog.values(100, i -> i * 2000));
        }

        int exit = latency(run.toString(), other.toString());

        assertEquals("", err.toString());
        assertEquals(0, exit);
        Path report = run.resolve("latency/comparison");
        assertEquals("""
                journal, us  run-7  other.hlog  ratio
                count          100         100
                mean          50.5         101   2.00
                min           1.00        2.00   2.00
                50%           50.0         100   2.00
                90%           90.0         180   2.00
                99%           99.0         198   2.00
                99.9%          100         200   2.00
                99.99%         100         200   2.00
                max            100         200   2.00

                end-to-end, us  run-7  other.hlog  ratio
                count             100           -      -
                mean              101           -      -
                min              2.00           -      -
                50%               100           -      -
                90%               180           -      -
                99%               198           -      -
                99.9%             200           -      -
                99.99%            200           -      -
                max               200           -      -

                report: REPORT
                """.replace("REPORT", report.resolve("latency.html").toString()), out.toString());
        assertEquals(
                List.of("latency.html", "other.hlog-journal.hgrm", "run-7-end-to-end.hgrm", "run-7-journal.hgrm"),
                names(report));
        assertFalse(Files.exists(run.resolve("latency/report")));
    }

    @Test
    void shouldCompareClientsLogsBesideTheFirst() throws IOException {
        for (String name : List.of("a.hlog", "b.hlog")) {
            try (TestLog log = new TestLog(directory.resolve(name))) {
                log.second(0, "engine", 1000);
            }
        }

        assertEquals(0, latency(directory.resolve("a.hlog") + "", directory.resolve("b.hlog") + ""));

        assertTrue(Files.exists(directory.resolve("a-comparison/latency.html")));
    }

    @Test
    void shouldPrintAllRunsAsJsonAndNothingElse() throws IOException {
        writeRun();
        Path elsewhere = directory.resolve("c");

        assertEquals(0, latency(run.toString(), run.toString(), "--json", "--from", "1", "--out", elsewhere + ""));

        JsonNode runs = new ObjectMapper().readTree(out.toString()).path("runs");
        assertEquals(2, runs.size());
        assertEquals(run.toString(), runs.path(0).path("name").asText());
        assertEquals(run + " (2)", runs.path(1).path("name").asText());
        assertEquals("run-7", runs.path(1).path("run").asText());
        assertEquals("us", runs.path(1).path("unit").asText());
        assertEquals(1, runs.path(1).path("fromSeconds").asDouble());
        assertEquals(50, runs.path(1).path("stages").path(0).path("count").asLong());
        assertTrue(Files.exists(elsewhere.resolve("latency.html")));
    }

    @Test
    void shouldNameTheOneOfSeveralRunsThatCannotBeUsed() throws IOException {
        writeRun();
        Path missing = directory.resolve("missing");
        Path empty = Files.createDirectories(directory.resolve("empty"));

        assertRefused("there is no run " + missing, run.toString(), missing.toString());
        assertRefused("run " + empty + " has no latency logs", run.toString(), empty.toString(), run.toString());
        assertRefused(
                "no interval starts in the time window: " + run + " covers 0 to 2 s",
                run.toString(),
                run.toString(),
                "--from",
                "2");
        assertFalse(Files.exists(run.resolve("latency/comparison")));
    }

    @Test
    void shouldPrintHelpWithoutArgument() {
        assertEquals(0, latency());
        assertTrue(out.toString().startsWith("Usage: latency"), out::toString);
        assertEquals("", err.toString());
    }

    private void assertRefused(String sentence, String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);

        assertEquals(2, latency(arguments));

        assertEquals("", out.toString());
        assertTrue(err.toString().startsWith("reprise latency: " + sentence), err::toString);
        assertEquals(1, err.toString().lines().count(), err::toString);
    }

    /** Two seconds, 1 to 100 us in the journal and twice that end to end. */
    private void writeRun() {
        try (TestLog log = new TestLog(run.resolve("latency/a.hlog"))) {
            for (int second = 0; second < 2; second++) {
                long done = second * 50L;
                log.second(second, "end-to-end", TestLog.values(50, i -> (done + i) * 2000));
                log.second(second, "journal", TestLog.values(50, i -> (done + i) * 1000));
            }
        }
    }

    private int latency(String... arguments) {
        return new CommandLine(new LatencyCommand())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
