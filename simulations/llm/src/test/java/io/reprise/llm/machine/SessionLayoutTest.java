package io.reprise.llm.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.reprise.kernel.state.RegionLayout;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Holds {@link SessionLayout} and {@code docs/formats/llm-session.md} together. */
class SessionLayoutTest {
    private static final Path DOCUMENT = Path.of("..", "..", "docs", "formats", "llm-session.md");

    @Test
    void shouldHaveTheFieldsAndOffsetsOfTheDocument() throws IOException, ReflectiveOperationException {
        SortedMap<Integer, String> documented = new TreeMap<>();
        int end = 0;
        for (String line : Files.readAllLines(DOCUMENT)) {
            String[] cells = line.split("\\|");
            if (cells.length > 3 && cells[1].strip().matches("[0-9]+")) {
                int offset = Integer.parseInt(cells[1].strip());
                assertEquals(end, offset, "a gap before " + line);
                end = offset + Integer.parseInt(cells[2].strip());
                documented.put(offset, cells[3].strip());
            }
        }

        SortedMap<Integer, String> coded = new TreeMap<>();
        for (Field field : SessionLayout.class.getDeclaredFields()) {
            if (field.getName().endsWith("_OFFSET") && !field.getName().equals("HISTORY_OFFSET")) {
                coded.put(field.getInt(null), camelCase(field.getName().replaceAll("_OFFSET$", "")));
            }
        }
        assertEquals(documented, coded);
        for (RegionLayout.Field field : SessionLayout.fields()) {
            assertEquals(documented.get(field.offset()), field.name());
        }
        assertEquals(end, SessionLayout.HISTORY_OFFSET);
        assertEquals(928, SessionLayout.length(100));
    }

    private static String camelCase(String constant) {
        StringBuilder name = new StringBuilder();
        for (String word : constant.toLowerCase(Locale.ROOT).split("_")) {
            name.append(name.isEmpty() ? word : Character.toUpperCase(word.charAt(0)) + word.substring(1));
        }
        return name.toString();
    }
}
