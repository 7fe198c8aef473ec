package io.reprise.replay.latency.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LatencyLogTest {
    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void setUp() {
        file = directory.resolve("server.hlog");
    }

    @Test
    void shouldReadWhatHdrHistogramsOwnReaderReads() throws IOException {
        Random random = new Random(42);
        try (TestLog log = new TestLog(file)) {
            for (int second = 0; second < 20; second++) {
                long[] values =
                        random.longs(1 + random.nextInt(500), 0, 5_000_000_000L).toArray();
                log.second(second, second % 3 == 0 ? "engine" : "end-to-end", values);
            }
        }

        assertEquals(readByHdrHistogram(), read());
    }

    @Test
    void shouldAddBaseTimeToRelativeTimes() throws IOException {
        try (TestLog log = new TestLog(file, 0)) {
            log.text("#[BaseTime: 1795201000.500 (seconds since epoch)]\n").second(3, "engine", 1000);
        }

        try (LatencyLog log = new LatencyLog(file)) {
            assertTrue(log.next());
            assertEquals(1_795_201_003_500L, log.startMs());
            assertEquals(1_795_201_004_500L, log.endMs());
        }
    }

    @Test
    void shouldNotAddBaseTimeToTimesOfDay() throws IOException {
        try (TestLog log = new TestLog(file)) {
            log.text("#[BaseTime: 1795201000.000 (seconds since epoch)]\n").second(3, "engine", 1000);
        }

        assertEquals(List.of("engine 3000 1000"), summaries());
    }

    @Test
    void shouldTakeTimesLongBeforeTheStartTimeAsRelativeToIt() throws IOException {
        try (TestLog log = new TestLog(file, 0)) {
            log.text("#[StartTime: 1795201000.000 (seconds since epoch), then]\n")
                    .second(3, "engine", 1000);
        }

        try (LatencyLog log = new LatencyLog(file)) {
            assertTrue(log.next());
            assertEquals(1_795_201_003_000L, log.startMs());
            assertEquals(1_795_201_000_000L, log.logStartMs());
        }
    }

    @Test
    void shouldNameLinesWithoutTagUntagged() throws IOException {
        try (TestLog log = new TestLog(file)) {
            log.second(0, null, 1000);
        }

        try (LatencyLog log = new LatencyLog(file)) {
            assertTrue(log.next());
            assertEquals("untagged", log.stage());
        }
    }

    @Test
    void shouldSkipEmptyLinesAndAcceptWindowsLineEnds() throws IOException {
        try (TestLog log = new TestLog(file)) {
            log.second(0, "engine", 1000).text("\n\r\n").second(1, "engine", 2000);
        }
        Files.writeString(file, Files.readString(file).replace("\n", "\r\n"));

        assertEquals(List.of("engine 0 1000", "engine 1000 2000"), summaries());
    }

    @Test
    void shouldLeaveOutALastLineWithoutEnd() throws IOException {
        try (TestLog log = new TestLog(file)) {
            log.second(0, "engine", 1000).second(1, "engine", 2000);
        }
        String text = Files.readString(file);
        Files.writeString(file, text.substring(0, text.length() - 20));

        assertEquals(List.of("engine 0 1000"), summaries());
        assertTrue(LogExtent.of(file).unfinished());
    }

    @Test
    void shouldFindAWholeLogFinished() throws IOException {
        try (TestLog log = new TestLog(file)) {
            log.second(0, "engine", 1000);
        }

        assertFalse(LogExtent.of(file).unfinished());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(useHeadersInDisplayName = true, quoteCharacter = '"', textBlock = """
            line,                          reason
            "garbage",                     "an interval has start, length, max and histogram"
            "Tag=engine",                  "an interval has start, length, max and histogram"
            "Tag=engine,1.0,1.0",          "an interval has start, length, max and histogram"
            "Tag=engine,x,1.0,1.0,HISTF",  "its start is not a number in range"
            "Tag=engine,NaN,1.0,1.0,HIST", "its start is not a number in range"
            "Tag=engine,1e300,1.0,1.0,HI", "its start is not a number in range"
            "Tag=engine,1.0,-1.0,1.0,HIS", "its length is not a number in range"
            "Tag=engine,1.0,1.0,max,HIST", "its max is not a number in range"
            "#[StartTime: 1.2.3 (s)]",     "its time is not a number of seconds"
            """)
    void shouldNameFileAndLineOfDamage(String line, String reason) throws IOException {
        try (TestLog log = new TestLog(file)) {
            log.second(0, "engine", 1000).text(line + "\n").second(1, "engine", 1000);
        }

        IOException damage = assertThrows(UnusableLatencyException.class, this::read);

        String sentence = "damaged latency log " + file + ", line 6: " + reason;
        assertTrue(damage.getMessage().startsWith(sentence), damage::getMessage);
    }

    @Test
    void shouldNameTheLineOfBytesThatAreNoText() throws IOException {
        try (TestLog log = new TestLog(file)) {
            log.second(0, "engine", 1000);
        }
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 10] = (byte) 0xff;
        Files.write(file, bytes);

        IOException damage = assertThrows(UnusableLatencyException.class, this::read);

        assertTrue(
                damage.getMessage().contains("server.hlog, line 5: its histogram cannot be decoded"),
                damage::getMessage);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void shouldNeverTakeADamagedHistogramForAnother(long seed) throws IOException, DataFormatException {
        long[] values = new Random(seed).longs(300, 0, 10_000_000).toArray();
        try (TestLog log = new TestLog(file)) {
            log.second(0, "engine", values);
        }
        List<String> lines = Files.readAllLines(file);
        LogLine intact = LogLine.parse(lines.get(lines.size() - 1));
        Histogram expected = intact.histogram();

        int found = 0;
        for (int i = 0; i < intact.payload().length(); i++) {
            char[] payload = intact.payload().toCharArray();
            payload[i] = payload[i] == 'A' ? 'B' : 'A';
            LogLine damaged = new LogLine("engine", 0, 1, new String(payload));
            try {
                assertEquals(expected, damaged.histogram(), "seed " + seed + ", character " + i);
            } catch (DataFormatException e) {
                found++;
            }
        }

        // What is not found is in bits without meaning: the outer cookie's word size and the last padding.
        assertTrue(
                found >= intact.payload().length() - 6,
                "found " + found + " of " + intact.payload().length());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "AAAA", "HISTFAAAAAB4nJNpmSzMwMDAzAABzFCaEUoz2X+AMIKZAEARAtM=", "!"})
    void shouldRefuseWhatIsNoHistogram(String payload) {
        assertThrows(DataFormatException.class, new LogLine("engine", 0, 1, payload)::histogram);
    }

    private List<Histogram> read() throws IOException {
        List<Histogram> read = new ArrayList<>();
        try (LatencyLog log = new LatencyLog(file)) {
            while (log.next()) {
                Histogram histogram = log.histogram();
                histogram.setTag(log.stage());
                read.add(histogram);
            }
        }
        return read;
    }

    private List<Histogram> readByHdrHistogram() throws IOException {
        List<Histogram> read = new ArrayList<>();
        try (HistogramLogReader reader = new HistogramLogReader(new File(file.toString()))) {
            while (reader.hasNext()) {
                read.add((Histogram) reader.nextIntervalHistogram());
            }
        }
        return read;
    }

    /** Stage, start since the test's start, max. */
    private List<String> summaries() throws IOException {
        List<String> summaries = new ArrayList<>();
        try (LatencyLog log = new LatencyLog(file)) {
            while (log.next()) {
                long startMs = log.startMs() - TestLog.START_MS;
                summaries.add(
                        log.stage() + " " + startMs + " " + log.histogram().getMaxValue());
            }
        }
        return summaries;
    }
}
