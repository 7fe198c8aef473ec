package io.reprise.llm.frame;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reprise.llm.frame.Command.Section;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class CommandTest {
    private static final Path DOCUMENT = Path.of("..", "..", "docs", "formats", "llm-command.md");

    private final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();

    @Test
    void shouldHaveTheOffsetsOfTheDocument() throws IOException, ReflectiveOperationException {
        SortedMap<Integer, String> documented = new TreeMap<>();
        int end = 0;
        for (String line : Files.readAllLines(DOCUMENT)) {
            String[] cells = line.split("\\|");
            if (cells.length > 3 && cells[1].strip().matches("[0-9]+")) {
                int offset = Integer.parseInt(cells[1].strip());
                assertEquals(end, offset, "a gap before " + line);
                end = offset + Integer.parseInt(cells[2].strip());
                documented.put(offset, cells[3].strip().toLowerCase(java.util.Locale.ROOT));
            }
        }
        documented.values().remove("reserved");

        SortedMap<Integer, String> coded = new TreeMap<>();
        for (Field field : Command.class.getDeclaredFields()) {
            if (field.getName().endsWith("_OFFSET")) {
                String name = field.getName().replaceAll("_OFFSET$", "").replace("_", "");
                coded.put(field.getInt(null), name.toLowerCase(java.util.Locale.ROOT));
            }
        }
        assertEquals(documented, coded);
        assertEquals(end, Command.HEADER_LENGTH);
    }

    @Test
    void shouldGiveBackWhatWasPut() {
        int length = write();

        Command command = new Command().wrap(buffer, 0);
        assertTrue(Command.isWellFormed(buffer, 0, length));
        assertEquals(Action.GENERATE, command.action());
        assertTrue(command.has(Command.FLAG_STREAM));
        assertFalse(command.has(Command.FLAG_STORE));
        assertEquals(-5, command.contentSeed());
        assertEquals(255, command.attempt());
        assertEquals("gpt-4o", command.text(Section.MODEL));
        assertEquals("Ada", command.text(Section.SESSION));
        assertEquals("", command.text(Section.TEXT));
        assertEquals(3, command.length(Section.CONTENT));
        assertEquals('b', command.buffer().getByte(command.offset(Section.CONTENT) + 1));
    }

    @Test
    void shouldNotTakeWhatIsNoCommand() {
        int length = write();

        assertFalse(Command.isWellFormed(buffer, 0, 0));
        assertFalse(Command.isWellFormed(buffer, 0, length - 8));
        assertFalse(Command.isWellFormed(buffer, 0, length + 8));
        for (int i = 0; i < Command.HEADER_LENGTH; i++) {
            byte before = buffer.getByte(i);
            for (int bit = 0; bit < 8; bit++) {
                buffer.putByte(i, (byte) (before ^ 1 << bit));
                if (Command.isWellFormed(buffer, 0, length)) { // then everything in it can be looked at
                    Command command = new Command().wrap(buffer, 0);
                    for (Section section : Section.values()) {
                        command.text(section);
                    }
                }
            }
            buffer.putByte(i, before);
        }
    }

    private int write() {
        byte[] content = "abc".getBytes(StandardCharsets.US_ASCII);
        return new Command()
                .begin(buffer)
                .action(Action.GENERATE)
                .flag(Command.FLAG_STREAM, true)
                .contentSeed(-5)
                .attempt(1_000)
                .put(Section.MODEL, "gpt-4o")
                .put(Section.SESSION, "Ada")
                .put(Section.CONTENT, new UnsafeBuffer(content), 0, content.length)
                .writtenLength();
    }
}
