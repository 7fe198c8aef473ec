package io.reprise.replay.latency;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.reprise.replay.latency.LatencyComparison.ComparedRun;
import io.reprise.replay.latency.log.TestLog;
import io.reprise.replay.latency.log.TimeWindow;
import io.reprise.replay.latency.log.UnusableLatencyException;
import io.reprise.replay.latency.plot.StageLatency;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LatencyComparisonTest {
    @TempDir
    Path directory;

    @Test
    void shouldPutRunsSideBySideWithRatiosToTheFirst() throws IOException {
        try (TestLog before = log("before");
                TestLog after = log("after");
                TestLog idle = log("idle")) {
            before.second(0, "engine", TestLog.values(1000, i -> i * 1000)); // 1 to 1,000 us
            after.second(0, "engine", TestLog.values(100, i -> i * 5000)); // 5 to 500 us
            idle.second(0, "engine");
        }

        assertEquals("""
                engine, us  before  after  ratio  idle  ratio
                count        1,000    100            0
                mean           501    253  0.505     -      -
                min           1.00   5.00   5.00     -      -
                50%            500    250  0.500     -      -
                90%            900    450  0.500     -      -
                99%            990    495  0.500     -      -
                99.9%          999    500  0.501     -      -
                99.99%       1,000    500  0.500     -      -
                max          1,000    500  0.500     -      -
                """, read("before", "after", "idle").text());
    }

    @Test
    void shouldShowStagesThatOnlySomeRunsHave() throws IOException {
        try (TestLog first = log("a");
                TestLog second = log("b")) {
            first.second(0, "engine", 1000).second(0, "sync", 2000);
            second.second(0, "journal", 1000).second(0, "engine", 3000);
        }

        LatencyComparison comparison = read("a", "b");

        assertEquals(List.of("journal", "engine", "sync"), List.copyOf(comparison.stages()));
        assertEquals(
                List.of("b"),
                comparison.curves("journal").stream().map(StageLatency::stage).toList());
        assertEquals(
                List.of("run0", "run1"),
                comparison.curves("engine").stream().map(StageLatency::style).toList());
        assertEquals("""
                journal, us  a     b  ratio
                count        -     1      -
                mean         -  1.00      -
                """, firstLines(comparison.table("journal", "-").text("journal, us"), 3));
        assertEquals("""
                sync, us     a  b  ratio
                count        1  -      -
                mean      2.00  -      -
                """, firstLines(comparison.table("sync", "-").text("sync, us"), 3));
    }

    @Test
    void shouldNameRunsAsPeopleDoAndTellThemApart() throws IOException {
        for (String run : List.of("x/client.hlog", "y/client.hlog", "other.hlog")) {
            try (TestLog log = new TestLog(directory.resolve(run))) {
                log.second(0, "engine", 1000);
            }
        }
        Path x = directory.resolve("x/client.hlog");
        Path y = directory.resolve("y/client.hlog");

        LatencyComparison comparison =
                LatencyComparison.read(List.of(x, directory.resolve("other.hlog"), y, x), TimeWindow.ALL);

        assertEquals(
                List.of(x.toString(), "other.hlog", y.toString(), x + " (2)"),
                comparison.runs().stream().map(ComparedRun::name).toList());
    }

    @Test
    void shouldCountTheWindowFromTheStartOfEachRun() throws IOException {
        try (TestLog first = log("a");
                TestLog later = new TestLog(directory.resolve("b/latency/1.hlog"), TestLog.START_MS + 86_400_000)) {
            for (int second = 0; second < 4; second++) {
                first.second(second, "engine", 1000 + second);
                later.second(second, "engine", 2000 + second);
            }
        }

        LatencyComparison comparison = LatencyComparison.read(paths("a", "b"), TimeWindow.ofSeconds(1, 3));

        assertEquals(
                List.of(1001L, 2001L),
                comparison.curves("engine").stream()
                        .map(curve -> curve.histogram().getMinValue())
                        .toList());
        assertEquals(
                List.of(1002L, 2002L),
                comparison.curves("engine").stream()
                        .map(curve -> curve.histogram().getMaxValue())
                        .toList());
    }

    @Test
    void shouldNameTheRunThatTheWindowMisses() throws IOException {
        try (TestLog first = log("a");
                TestLog second = log("b")) {
            first.interval(0, 9000, "engine", 1000).interval(9000, 20_000, "engine", 1000);
            second.interval(0, 8500, "engine", 1000);
        }

        IOException refusal = assertThrows(
                UnusableLatencyException.class,
                () -> LatencyComparison.read(paths("a", "b"), TimeWindow.ofSeconds(9, 12)));

        assertEquals(
                "no interval starts in the time window: " + directory.resolve("b") + " covers 0 to 8.5 s",
                refusal.getMessage());
    }

    @Test
    void shouldRefuseMoreRunsThanThereAreColours() {
        List<Path> nine = Collections.nCopies(9, directory);

        IOException refusal =
                assertThrows(UnusableLatencyException.class, () -> LatencyComparison.read(nine, TimeWindow.ALL));

        assertEquals("at most 8 runs can be compared, but 9 were given", refusal.getMessage());
    }

    @Test
    void shouldSayOfWhichRunSomethingWasLeftOut() throws IOException {
        try (TestLog first = log("a");
                TestLog second = log("b")) {
            first.second(0, "engine", 1000);
            second.second(0, "engine", 1000).text("Tag=eng");
        }

        assertEquals(
                List.of("b: The last line of 1.hlog has no end and was left out."),
                read("a", "b").notes());
    }

    private static String firstLines(String text, int count) {
        return String.join("\n", text.lines().limit(count).toList()) + "\n";
    }

    private LatencyComparison read(String... runs) throws IOException {
        return LatencyComparison.read(paths(runs), TimeWindow.ALL);
    }

    private List<Path> paths(String... runs) {
        return List.of(runs).stream().map(directory::resolve).toList();
    }

    private TestLog log(String run) {
        return new TestLog(directory.resolve(run).resolve("latency/1.hlog"));
    }
}
