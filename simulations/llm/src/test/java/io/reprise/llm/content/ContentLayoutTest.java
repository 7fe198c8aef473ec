package io.reprise.llm.content;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Holds {@link ContentLayout} and {@code docs/formats/llm-content.md} together. */
class ContentLayoutTest {
    private static final Path DOCUMENT = Path.of("..", "..", "docs", "formats", "llm-content.md");

    @Test
    void shouldHaveTheFieldsAndOffsetsOfTheDocument() throws IOException, ReflectiveOperationException {
        SortedMap<Integer, String> documented = new TreeMap<>();
        int end = 0;
        for (String line : Files.readAllLines(DOCUMENT)) {
            String[] cells = line.split("\\|");
            if (cells.length > 4 && cells[1].strip().matches("[0-9]+")) {
                int offset = Integer.parseInt(cells[1].strip());
                assertEquals(end, offset, "a gap before " + line);
                end = offset + Integer.parseInt(cells[2].strip());
                documented.put(offset, cells[3].strip());
            }
        }

        SortedMap<Integer, String> coded = new TreeMap<>();
        for (Field field : ContentLayout.class.getDeclaredFields()) {
            if (field.getName().endsWith("_OFFSET") && !field.getName().startsWith("PIECE_")) {
                coded.put(field.getInt(null), camelCase(field.getName().replaceAll("_OFFSET$", "")));
            }
        }
        assertEquals(documented, coded);
        assertEquals(end, ContentLayout.HEADER_LENGTH);
        assertEquals(16, ContentLayout.HEADER_LENGTH);
        assertEquals(2, ContentLayout.PIECE_HEADER_LENGTH);
    }

    @Test
    void shouldHaveTheCodesOfTheDocument() throws IOException {
        String document = Files.readString(DOCUMENT);
        StringBuilder types = new StringBuilder();
        for (BlockType type : BlockType.values()) {
            types.append(types.isEmpty() ? "" : ", ")
                    .append(type.code())
                    .append(' ')
                    .append(words(type));
            assertEquals(type, BlockType.of(type.code()));
        }
        StringBuilder finishes = new StringBuilder();
        for (Finish finish : Finish.values()) {
            String separator = finishes.isEmpty() ? "" : ", ";
            finishes.append(finish == Finish.NONE ? "" : separator + finish.code() + ' ' + words(finish));
            assertEquals(finish, Finish.of(finish.code()));
        }

        assertEquals(1, document.split("\\| " + types + " \\|", -1).length - 1, types.toString());
        assertEquals(1, document.split(finishes + ";", -1).length - 1, finishes.toString());
    }

    private static String words(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static String camelCase(String constant) {
        StringBuilder name = new StringBuilder();
        for (String word : constant.toLowerCase(Locale.ROOT).split("_")) {
            name.append(name.isEmpty() ? word : Character.toUpperCase(word.charAt(0)) + word.substring(1));
        }
        return name.toString();
    }
}
