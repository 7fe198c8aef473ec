package io.reprise.replay.latency;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reprise.replay.latency.log.TestLog;
import io.reprise.replay.latency.log.TimeWindow;
import io.reprise.replay.latency.log.UnusableLatencyException;
import io.reprise.replay.latency.plot.IntervalPoint;
import io.reprise.replay.latency.plot.StageLatency;
import io.reprise.replay.latency.plot.Timeline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LatencyReportTest {
    @TempDir
    Path directory;

    private Path run;

    @BeforeEach
    void setUp() {
        run = directory.resolve("run-7");
    }

    @Test
    void shouldAddUpTheIntervalsOfEachStage() throws IOException {
        try (TestLog log = log("a")) {
            log.second(0, "engine", TestLog.values(500, i -> i * 1000)); // 1 to 500 us
            log.second(0, "end-to-end", 5_000_000);
            log.second(1, "engine", TestLog.values(500, i -> (500 + i) * 1000)); // 501 to 1000 us
        }

        Histogram engine = read().stage("engine").histogram();

        assertEquals(1000, engine.getTotalCount());
        assertEquals(500_000, engine.getValueAtPercentile(50), 500); // three digits
        assertEquals(990_000, engine.getValueAtPercentile(99), 990);
        assertEquals(1_000_000, engine.getMaxValue(), 1000);
        assertEquals(500_500, engine.getMean(), 500);
    }

    @Test
    void shouldOrderStagesAsThePipelineDoesAndOthersByName() throws IOException {
        try (TestLog log = log("a")) {
            for (String stage : List.of("sync", "end-to-end", "codec", "engine", "journal")) {
                log.second(0, stage, 1000);
            }
        }

        List<StageLatency> stages = read().stages();

        assertEquals(
                List.of("journal", "engine", "end-to-end", "codec", "sync"),
                stages.stream().map(StageLatency::stage).toList());
        assertEquals(
                List.of("stage0", "stage1", "stage2", "stage3", "stage4"),
                stages.stream().map(StageLatency::style).toList());
    }

    @Test
    void shouldKeepTheStyleOfAPipelineStageWhenOthersAreMissing() throws IOException {
        try (TestLog log = log("a")) {
            log.second(0, "end-to-end", 1000).second(0, "codec", 1000);
        }

        assertEquals("stage2", read().stage("end-to-end").style());
        assertEquals("stage3", read().stage("codec").style());
        assertNull(read().stage("journal"));
    }

    @ParameterizedTest(name = "{0} to {1} s")
    @CsvSource(useHeadersInDisplayName = true, textBlock = """
            from,       to, min, max
               0, Infinity,   1,  10
               3, Infinity,   4,  10
               0,        3,   1,   3
               3,        4,   4,   4
             2.5,      6.5,   4,   7
            """)
    void shouldTakeIntervalsThatStartInTheWindow(double fromSec, double toSec, long min, long max) throws IOException {
        try (TestLog log = log("a")) {
            for (int second = 0; second < 10; second++) {
                log.second(second, "end-to-end", second + 1);
            }
        }

        LatencyReport report = LatencyReport.read(run, TimeWindow.ofSeconds(fromSec, toSec));

        Histogram selected = report.stage("end-to-end").histogram();
        assertEquals(min, selected.getMinValue());
        assertEquals(max, selected.getMaxValue());
        assertEquals(max - min + 1, report.timeline().points().size());
    }

    @Test
    void shouldSayHowLongTheLogIsWhenTheWindowIsBehindIt() throws IOException {
        try (TestLog log = log("a")) {
            log.interval(0, 8500, "engine", 1000);
        }

        IOException refusal = assertThrows(
                UnusableLatencyException.class, () -> LatencyReport.read(run, TimeWindow.ofSeconds(9, 12)));

        assertEquals("no interval starts in the time window: the log covers 0 to 8.5 s", refusal.getMessage());
    }

    @ParameterizedTest
    @CsvSource({"-1, 5", "5, 5", "5, 3", "NaN, 3", "0, NaN", "Infinity, Infinity"})
    void shouldRefuseAWindowThatIsNone(double fromSec, double toSec) {
        assertThrows(UnusableLatencyException.class, () -> TimeWindow.ofSeconds(fromSec, toSec));
    }

    @Test
    void shouldLeaveOutTheTimeBetweenServerStarts() throws IOException {
        try (TestLog first = log("a");
                TestLog second = new TestLog(run.resolve("latency/b.hlog"), TestLog.START_MS + 86_400_000)) {
            first.second(0, "end-to-end", 1000).second(1, "end-to-end", 2000);
            second.second(0, "end-to-end", 3000).second(1, "end-to-end", 4000);
        }

        Timeline time = read().timeline();

        assertEquals(4000, time.runEndMs());
        assertEquals(List.of(2000L), time.restartsMs());
        assertEquals(
                List.of(0L, 1000L, 2000L, 3000L),
                time.points().stream().map(IntervalPoint::startMs).toList());
    }

    @Test
    void shouldKeepLogsThatOverlapSideBySide() throws IOException {
        try (TestLog first = log("a");
                TestLog second = new TestLog(run.resolve("latency/b.hlog"), TestLog.START_MS + 1000)) {
            first.second(0, "end-to-end", 1).second(1, "end-to-end", 2).second(2, "end-to-end", 3);
            second.second(0, "end-to-end", 20).second(1, "end-to-end", 30);
        }

        List<IntervalPoint> points = read().timeline().points();

        assertEquals(
                List.of(1L, 2L, 2L), points.stream().map(IntervalPoint::count).toList());
        assertEquals(
                List.of(1L, 20L, 30L), points.stream().map(IntervalPoint::maxNs).toList());
    }

    @Test
    void shouldShowTheLastStageOverTimeWhenNoneIsEndToEnd() throws IOException {
        try (TestLog log = log("a")) {
            log.second(0, "journal", 1000).second(0, "engine", 2000);
        }

        assertEquals("engine", read().timeline().stage());
    }

    @Test
    void shouldShowStagesWithoutASelectedIntervalAsEmpty() throws IOException {
        try (TestLog log = log("a")) {
            log.second(0, "journal", 1000).second(5, "engine", 2000);
        }

        LatencyReport report = LatencyReport.read(run, TimeWindow.ofSeconds(4, 9));

        assertEquals(0, report.stage("journal").histogram().getTotalCount());
        assertEquals(1, report.stage("engine").histogram().getTotalCount());
    }

    @Test
    void shouldFindDamageOutsideTheWindowToo() throws IOException {
        try (TestLog log = log("a")) {
            log.second(0, "engine", 1000).text("Tag=engine,1795201007.000,1.000,1.000,damage\n");
        }

        assertThrows(UnusableLatencyException.class, () -> LatencyReport.read(run, TimeWindow.ofSeconds(0, 1)));
    }

    @Test
    void shouldNoteAnUnfinishedLine() throws IOException {
        try (TestLog log = log("a")) {
            log.second(0, "engine", 1000).text("Tag=engine,17952");
        }

        LatencyReport report = read();

        assertEquals(1, report.stage("engine").histogram().getTotalCount());
        assertEquals(List.of("The last line of a.hlog has no end and was left out."), report.notes());
    }

    @Test
    void shouldPassOverALogWithoutIntervalsWhenAnotherHasSome() throws IOException {
        try (TestLog empty = log("a");
                TestLog log = log("b")) {
            empty.text("# killed at once\n");
            log.second(0, "engine", 1000);
        }

        assertEquals(1, read().stage("engine").histogram().getTotalCount());
    }

    @Test
    void shouldTakeTheDirectorysNameWhenThereIsNoManifest() throws IOException {
        try (TestLog log = log("a")) {
            log.second(0, "engine", 1000);
        }

        assertEquals("run-7", read().source().name());
        assertEquals(
                List.of(new Fact("started", "2026-11-20 18:56:40 UTC"), new Fact("log", "a.hlog")), read().facts());
    }

    @Test
    void shouldTakeFactsFromTheManifestAsTheyCome() throws IOException {
        try (TestLog log = log("a")) {
            log.second(0, "engine", 1000);
        }
        Files.writeString(run.resolve("run.json"), """
                {"format": 1, "id": "echo-7", "seed": 18446744073709551615, "faultPolicy": "halt", "nothing": null,
                 "machines": [{"service": 1, "name": "echo", "version": 1}, {"name": "llm", "version": 3}],
                 "limits": {"ringCapacity": 65536}, "new": {"in": ["a", "later", {"format": 2}]},
                 "starts": [{"queue": "0001", "version": "0.1.0", "jvm": "OpenJDK 17", "commit": "8d0ade0"},
                            {"queue": "0002", "version": "0.1.0", "jvm": "OpenJDK 21", "commit": "8d0ade0"}]}
                """);

        LatencyReport report = read();

        assertEquals("echo-7", report.source().name());
        assertEquals(
                List.of(
                        new Fact("seed", "18446744073709551615"),
                        new Fact("fault policy", "halt"),
                        new Fact("machines", "echo 1, llm 3"),
                        new Fact("limits", "ring capacity 65536"),
                        new Fact("new", "in a, later, format 2"),
                        new Fact("version", "0.1.0"),
                        new Fact("commit", "8d0ade0"),
                        new Fact("JVM", "OpenJDK 17, OpenJDK 21")),
                report.source().manifest().facts());
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '"', textBlock = """
            "{"
            "[1, 2]"
            ""
            "{'id': {}}"
            """)
    void shouldNotMindAManifestThatSaysNothing(String json) throws IOException {
        try (TestLog log = log("a")) {
            log.second(0, "engine", 1000);
        }
        Files.writeString(run.resolve("run.json"), json.replace('\'', '"'));

        assertEquals("run-7", read().source().name());
    }

    @Test
    void shouldNoteAManifestThatIsNotJson() throws IOException {
        try (TestLog log = log("a")) {
            log.second(0, "engine", 1000);
        }
        Files.writeString(run.resolve("run.json"), "{");

        assertEquals(List.of("run.json is not JSON and was left out."), read().notes());
    }

    @Test
    void shouldCutWhatIsTooLongForAPage() throws IOException {
        try (TestLog log = log("a")) {
            log.second(0, "engine", 1000);
        }
        Files.writeString(run.resolve("run.json"), "{\"flags\": \"" + "x".repeat(10_000) + "\"}");

        String value = read().source().manifest().facts().get(0).value();

        assertEquals(160, value.length());
        assertTrue(value.endsWith("…"));
    }

    private TestLog log(String name) {
        return new TestLog(run.resolve("latency").resolve(name + ".hlog"));
    }

    private LatencyReport read() throws IOException {
        return LatencyReport.read(run, TimeWindow.ALL);
    }
}
