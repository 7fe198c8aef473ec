package io.reprise.replay.frames;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.reprise.journal.JournalDamagedException;
import io.reprise.journal.RunDirectory;
import io.reprise.kernel.echo.EchoProvider;
import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.frame.FrameKind;
import io.reprise.kernel.frame.Status;
import io.reprise.replay.FrameText;
import io.reprise.replay.Moment;
import io.reprise.replay.TestFrames;
import io.reprise.replay.TestJournal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FramesTest {
    private static final int FRAMES = 2_000;
    private static final FrameText TEXT = new FrameText(List.of(new EchoProvider()));

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({
        "1, 9223372036854775807, 1, 2000",
        "0, 3, 1, 3",
        "1500, 1502, 1500, 1502",
        "1990, 9999, 1990, 2000",
        "2001, 9999, 1, 0",
        "5, 4, 1, 0",
        "2026-11-20T12:00:01Z, 2026-11-20T12:00:01.0039Z, 1000, 1003",
        "+1s, +1.002s, 1001, 1003",
        "1, +0.001s, 1, 2",
        "+1.9s, 1902, 1901, 1902",
    })
    void shouldReadARange(String from, String to, long first, long last) throws IOException {
        write();

        assertEquals(LongStream.rangeClosed(first, last).boxed().toList(), sequences(from, to));
        assertEquals(LongStream.rangeClosed(first, last).boxed().toList(), sequences(from, to)); // with an index
    }

    @Test
    void shouldPrintLines() throws IOException {
        write();
        StringBuilder out = new StringBuilder();

        Dump dump = read("7", "8", frames -> Dump.of(frames, TEXT, false, out));

        assertEquals(new Dump(2, List.of()), dump);
        assertEquals("""
                7 2026-11-20T12:00:00.007Z REQUEST echo.add session=2 correlation=70 key=7 delta=-7
                8 2026-11-20T12:00:00.008Z REQUEST echo.add session=3 correlation=80 key=8 delta=-8
                """, out.toString());
    }

    @Test
    void shouldPrintJson() throws IOException {
        write();
        StringBuilder out = new StringBuilder();

        read("7", "7", frames -> Dump.of(frames, TEXT, true, out));

        JsonNode frame = new ObjectMapper().readTree(out.toString());
        assertEquals(7, frame.path("sequence").asLong());
        assertEquals("echo.add", frame.path("name").asText());
        assertEquals("key=7 delta=-7", frame.path("payload").asText());
        assertEquals(1, out.toString().lines().count());
    }

    @Test
    void shouldExportCsvThatIsQuoted() throws IOException {
        List<String> payloads = List.of("plain", "a,b", "say \"a\"", "two\nlines", "two\r\nlines", "");
        TestJournal.write(
                directory, payloads.size(), sequence -> TestFrames.echo(sequence, payloads.get((int) sequence - 1)));
        StringBuilder out = new StringBuilder();

        Export export =
                read("1", "9", frames -> Export.of(frames, TEXT, Export.Format.CSV, false, out, sequence -> {}));

        assertEquals(payloads.size(), export.frames());
        String[] lines = out.toString().split("\r\n(?=\\d|$)", -1);
        assertEquals(
                "sequence,timestampNs,time,kind,service,method,name,sessionId,correlationId,priority,status,seed,"
                        + "timeoutMs,length,payload",
                lines[0]);
        assertEquals(
                "1,1795176000001000000,2026-11-20T12:00:00.001Z,REQUEST,1,1,echo.echo,2,10,128,0,0,0,69,plain",
                lines[1]);
        List<String> quoted = Stream.of(lines)
                .skip(1)
                .limit(payloads.size())
                .map(line -> line.split(",", 15)[14])
                .toList();
        assertEquals(
                List.of("plain", "\"a,b\"", "\"say \"\"a\"\"\"", "\"two\nlines\"", "\"two\r\nlines\"", ""), quoted);
        assertEquals("", lines[payloads.size() + 1]);
    }

    @Test
    void shouldExportAHeaderWithoutFrames() throws IOException {
        write();
        StringBuilder out = new StringBuilder();

        read("5000", "6000", frames -> Export.of(frames, TEXT, Export.Format.CSV, true, out, sequence -> {}));

        assertTrue(out.toString().endsWith(",payload,bytes\r\n"), out::toString);
    }

    @Test
    void shouldExportWholePayloads() throws IOException {
        byte[] payload = "x".repeat(10_000).getBytes(java.nio.charset.StandardCharsets.UTF_8);
        TestJournal.write(directory, 3, sequence -> TestFrames.echo(sequence, "x".repeat(10_000)));
        StringBuilder out = new StringBuilder();

        read("2", "3", frames -> Export.of(frames, TEXT, Export.Format.JSONL, true, out, sequence -> {}));

        List<String> lines = out.toString().lines().toList();
        assertEquals(2, lines.size());
        JsonNode frame = new ObjectMapper().readTree(lines.get(0));
        assertEquals(2, frame.path("sequence").asLong());
        assertEquals(
                Base64.getEncoder().encodeToString(payload), frame.path("bytes").asText());
    }

    @Test
    void shouldFindFrames() throws IOException {
        TestJournal.write(directory, FRAMES, FramesTest::mixed);

        assertEquals(FRAMES / 2, grep(new FrameFilter(TEXT).method("echo.add")).matched());
        assertEquals(FRAMES / 2, grep(new FrameFilter(TEXT).method("1.2")).searched() / 2);
        assertEquals(0, grep(new FrameFilter(TEXT).method("7.3")).matched());
        assertEquals(FRAMES / 3, grep(new FrameFilter(TEXT).session(1)).matched());
        assertEquals(
                FRAMES / 100, grep(new FrameFilter(TEXT).status(Status.TIMEOUT)).matched());
        assertEquals(
                FRAMES / 50, grep(new FrameFilter(TEXT).kind("notification")).matched());
        assertEquals(
                1,
                grep(new FrameFilter(TEXT).where("payload.key == 1042").method("echo.add"))
                        .matched());
        assertEquals(
                0,
                grep(new FrameFilter(TEXT).where("payload.key == 1042").method("echo.echo"))
                        .matched());
        assertEquals(FRAMES, grep(new FrameFilter(TEXT)).matched());
    }

    @Test
    void shouldEndAtTheLimit() throws IOException {
        write();

        Grep grep = read(
                "1000",
                "2000",
                frames -> Grep.of(
                        frames,
                        new FrameFilter(TEXT).session(1),
                        3,
                        frame -> assertEquals(0, frame.sequence() % 3),
                        s -> {}));

        assertEquals(new Grep(9, 3, List.of()), grep);
    }

    @Test
    void shouldNameWhatThereIsWhenAFilterIsWrong() {
        FrameFilter filter = new FrameFilter(TEXT);

        assertEquals(
                "there is no method echo.ad; the methods are echo.echo, echo.add",
                assertThrows(IllegalArgumentException.class, () -> filter.method("echo.ad"))
                        .getMessage());
        assertTrue(assertThrows(IllegalArgumentException.class, () -> filter.kind("REQ"))
                .getMessage()
                .startsWith(
                        "there is no kind REQ; the kinds are PADDING, REQUEST, NOTIFICATION, TICK, CONTROL, SHED, "));
    }

    @Test
    void shouldReadARunThatIsBeingServed() {
        AtomicBoolean read = new AtomicBoolean();
        TestJournal.write(directory, 1_005, sequence -> TestFrames.add(sequence, sequence, 0), run -> {
            assertEquals(List.of(1_004L, 1_005L), sequencesUnchecked("1004", "2000"));
            assertFalse(Files.exists(directory.resolve("index.dat")));
            read.set(true);
        });

        assertTrue(read.get());
    }

    @Test
    void shouldShowWhatIsWholeOfADamagedJournal() throws IOException {
        write();
        flipPayloadOf(1_500);

        assertEquals(List.of(1_200L, 1_201L), sequences("1200", "1201"));
        assertThrows(JournalDamagedException.class, () -> sequences("1400", "1600"));
        assertThrows(JournalDamagedException.class, () -> sequences("+1.4s", "1600"));
    }

    private static FrameFlyweight mixed(long sequence) {
        FrameFlyweight frame =
                sequence % 2 == 0 ? TestFrames.add(sequence, 1_000 + sequence, 1) : TestFrames.echo(sequence, "Hello");
        frame.kind(sequence % 50 == 1 ? FrameKind.NOTIFICATION : FrameKind.REQUEST);
        return frame.status(sequence % 100 == 2 ? Status.TIMEOUT.code() : 0);
    }

    private void write() {
        TestJournal.write(directory, FRAMES, sequence -> TestFrames.add(sequence, sequence, -sequence));
    }

    /** In the middle of the file, so that intact batches follow. */
    private void flipPayloadOf(long sequence) throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("journal/0001"))) {
            Path file = files.filter(path -> path.toString().endsWith(".cq4"))
                    .findFirst()
                    .orElseThrow();
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = ByteBuffer.allocate(1 << 20).order(java.nio.ByteOrder.LITTLE_ENDIAN);
                channel.read(bytes, 0);
                for (int at = 0; at < bytes.capacity() - 16; at += 4) {
                    if (bytes.getLong(at) == sequence && bytes.getLong(at + 8) == -sequence) {
                        bytes.put(at, (byte) (bytes.get(at) ^ 1));
                        channel.write(bytes.slice(at, 1), at);
                        return;
                    }
                }
            }
        }
        throw new AssertionError("no payload of sequence " + sequence);
    }

    private Grep grep(FrameFilter filter) throws IOException {
        return read("1", "9999", frames -> Grep.of(frames, filter, Long.MAX_VALUE, frame -> {}, sequence -> {}));
    }

    private List<Long> sequencesUnchecked(String from, String to) {
        try {
            return sequences(from, to);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private List<Long> sequences(String from, String to) throws IOException {
        return read(from, to, frames -> {
            List<Long> sequences = new ArrayList<>();
            while (frames.next()) {
                sequences.add(frames.frame().sequence());
            }
            assertEquals(sequences.size(), frames.count());
            return sequences;
        });
    }

    private interface Reading<T> {
        T of(Frames frames) throws IOException;
    }

    private <T> T read(String from, String to, Reading<T> reading) throws IOException {
        FrameRange range = new FrameRange(Moment.parse(from), Moment.parse(to));
        try (RunDirectory run = RunDirectory.openToRead(directory);
                Frames frames = Frames.of(run, range, sequence -> {})) {
            return reading.of(frames);
        }
    }
}
