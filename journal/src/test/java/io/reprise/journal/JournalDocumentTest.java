package io.reprise.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.reprise.kernel.frame.FrameFlyweight;
import io.reprise.kernel.frame.FrameKind;
import io.reprise.kernel.frame.FrameLayout;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Holds {@code docs/formats/journal.md} and the classes it describes together. */
final class JournalDocumentTest {
    private static final String EXAMPLE_RUN = "example";

    @TempDir
    private Path temporary;

    private List<String> page;

    @BeforeEach
    void readThePage() throws IOException {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("docs/formats/journal.md"))) {
            folder = folder.getParent();
        }
        page = Files.readAllLines(folder.resolve("docs/formats/journal.md"));
    }

    @Test
    void shouldDescribeEveryFieldOfTheDocument() {
        assertEquals(
                List.of(
                        field("magic", RecordLayout.MAGIC_OFFSET, RecordLayout.RECORD_COUNT_OFFSET),
                        field("recordCount", RecordLayout.RECORD_COUNT_OFFSET, RecordLayout.FIRST_SEQUENCE_OFFSET),
                        field("firstSequence", RecordLayout.FIRST_SEQUENCE_OFFSET, RecordLayout.SYNCED_SEQUENCE_OFFSET),
                        field(
                                "syncedSequence",
                                RecordLayout.SYNCED_SEQUENCE_OFFSET,
                                RecordLayout.RECORDS_LENGTH_OFFSET),
                        field("recordsLength", RecordLayout.RECORDS_LENGTH_OFFSET, RecordLayout.HEADER_CRC32C_OFFSET),
                        field("headerCrc32c", RecordLayout.HEADER_CRC32C_OFFSET, RecordLayout.RECORDS_OFFSET),
                        List.of("records", Integer.toString(RecordLayout.RECORDS_OFFSET), "…")),
                columns("Document", "field", 3));
    }

    @Test
    void shouldDescribeEveryConstantOfTheDocument() {
        assertEquals(
                List.of(
                        constant("MAGIC", RecordLayout.MAGIC),
                        constant("RECORD_ALIGNMENT", RecordLayout.RECORD_ALIGNMENT),
                        constant("TRAILER_LENGTH", RecordLayout.TRAILER_LENGTH),
                        constant("BLOCK_LENGTH", JournalAppender.BLOCK_LENGTH),
                        constant("MAX_DOCUMENT_LENGTH", JournalAppender.MAX_DOCUMENT_LENGTH),
                        constant("MAX_FRAME_LENGTH", JournalAppender.MAX_FRAME_LENGTH)),
                columns("Document", "constant", 2));
        byte[] magic = ByteBuffer.allocate(Integer.BYTES)
                .order(RecordLayout.ORDER)
                .putInt(RecordLayout.MAGIC)
                .array();
        assertEquals("RPJ1", new String(magic, StandardCharsets.US_ASCII));
    }

    @Test
    void shouldDescribeTheHeaderOfChroniclesDocuments() {
        assertEquals(
                List.of(
                        hexadecimal("LENGTH_MASK", QueueFile.LENGTH_MASK),
                        hexadecimal("META_DATA", QueueFile.META_DATA),
                        hexadecimal("NOT_COMPLETE", QueueFile.NOT_COMPLETE),
                        hexadecimal("END_OF_FILE", QueueFile.END_OF_FILE)),
                columns("Queue file", "bits of the header", 2));
    }

    @Test
    void shouldDescribeEveryFieldOfTheManifest() {
        assertEquals(components(RunManifest.class), names("run.json", "field", 0));
        assertEquals(components(RunManifest.Start.class), names("run.json", "field", 1));
        assertEquals(components(RunManifest.Overload.class), names("run.json", "overload", 0));
        assertEquals(components(RunManifest.Begin.class), names("run.json", "begin", 0));
    }

    @Test
    void shouldDescribeEveryFieldOfAState() {
        assertEquals(components(StateLog.Entry.class), names("states.jsonl", "field", 0));
    }

    @Test
    void shouldShowADocumentAsTheAppenderWritesIt() throws IOException {
        assertEquals(exampleOfThePage(), hexadecimal(writeTheExample()));
    }

    private List<String> exampleOfThePage() {
        List<String> section = section("An example");
        return section.subList(section.indexOf("```") + 1, section.lastIndexOf("```"));
    }

    private byte[] writeTheExample() throws IOException {
        ByteBuffer source = ByteBuffer.allocateDirect(80);
        FrameFlyweight frame = new FrameFlyweight().wrap(new UnsafeBuffer(source), 0);
        frame.init(FrameKind.REQUEST, 16)
                .service(1)
                .method(2)
                .priority(3)
                .correlationId(0x1122334455667788L)
                .sessionId(42)
                .sequence(1)
                .timestampNs(1_700_000_000_000_000_000L);
        frame.buffer().putInt(FrameLayout.TIMEOUT_MS_OFFSET, 250, FrameLayout.ORDER);
        frame.buffer().putLong(FrameLayout.PAYLOAD_OFFSET, 7, FrameLayout.ORDER);
        frame.buffer().putLong(FrameLayout.PAYLOAD_OFFSET + Long.BYTES, -5, FrameLayout.ORDER);
        int genesis = RecordLayout.genesis(EXAMPLE_RUN);
        Path queue = temporary.resolve("queue");
        JournalAppender appender = new JournalAppender(queue, AckMode.PROCESS, genesis, source);
        appender.begin();
        appender.append(frame);
        appender.end();
        appender.close();
        return firstBatch(queue);
    }

    private static byte[] firstBatch(Path queue) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(queue, "*.cq4")) {
            Path file = files.iterator().next();
            Documents.Document batch = Documents.of(file).stream()
                    .filter(Documents.Document::isBatch)
                    .findFirst()
                    .orElseThrow();
            ByteBuffer bytes = ByteBuffer.allocate((int) (batch.end() - batch.position()));
            try (FileChannel channel = FileChannel.open(file)) {
                channel.read(bytes, batch.position());
            }
            return bytes.array();
        }
    }

    /** Lines of 16 bytes, but the first, which is the 4 bytes of Chronicle's header. */
    private static List<String> hexadecimal(byte[] bytes) {
        List<String> lines = new ArrayList<>();
        for (int start = 0; start < bytes.length; start += start == 0 ? Integer.BYTES : 16) {
            StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%3d ", start));
            int end = start == 0 ? Integer.BYTES : Math.min(bytes.length, start + 16);
            for (int i = start; i < end; i++) {
                line.append(String.format(Locale.ROOT, " %02x", bytes[i]));
            }
            lines.add(line.toString());
        }
        return lines;
    }

    private static List<String> hexadecimal(String name, int value) {
        return List.of(name, String.format(Locale.ROOT, "0x%08X", value));
    }

    private static List<String> constant(String name, int value) {
        return List.of(name, Integer.toString(value));
    }

    private static List<String> field(String name, int offset, int next) {
        return List.of(name, Integer.toString(offset), Integer.toString(next - offset));
    }

    private static List<String> components(Class<?> type) {
        return Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getName)
                .toList();
    }

    private List<String> names(String heading, String head, int table) {
        return tables(heading, head).get(table).stream().map(row -> row.get(0)).toList();
    }

    /** The first columns of the first table of a section whose first column has this head. */
    private List<List<String>> columns(String heading, String head, int count) {
        return tables(heading, head).get(0).stream()
                .map(row -> row.subList(0, count))
                .toList();
    }

    private List<List<List<String>>> tables(String heading, String head) {
        List<List<List<String>>> tables = new ArrayList<>();
        List<List<String>> table = null;
        for (String line : section(heading)) {
            if (line.startsWith("| " + head + " |")) {
                table = new ArrayList<>();
                tables.add(table);
            } else if (!line.startsWith("|")) {
                table = null;
            } else if (table != null && !line.startsWith("|---")) {
                table.add(Arrays.stream(line.substring(1, line.lastIndexOf('|')).split("\\|"))
                        .map(cell -> cell.replace("`", "").trim())
                        .toList());
            }
        }
        assertFalse(tables.isEmpty(), "section \"" + heading + "\" has no table of " + head);
        return tables;
    }

    private List<String> section(String heading) {
        int start = page.indexOf("## " + heading);
        assertFalse(start < 0, "there is no section \"" + heading + "\"");
        int end = start + 1;
        while (end < page.size() && !page.get(end).startsWith("## ")) {
            end++;
        }
        return page.subList(start, end);
    }
}
