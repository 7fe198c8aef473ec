package io.reprise.kernel.frame;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reprise.kernel.fixture.Bytes;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** Holds {@code docs/formats/frame.md} and the classes it describes together. */
final class FrameDocumentTest {
    private static final String OFFSET_SUFFIX = "_OFFSET";

    private final MarkdownTables page = MarkdownTables.read("docs/formats/frame.md");

    @Test
    void shouldDescribeEveryFieldOfTheHeader() {
        List<List<String>> described = columns("Header", 0, 1, 2);

        assertEquals(fieldsOf(FrameLayout.class), described);
    }

    @Test
    void shouldDescribeEveryConstant() {
        assertEquals(constants(FrameLayout.class, name -> !name.endsWith(OFFSET_SUFFIX)), numbers("Constants", 1));
    }

    @Test
    void shouldDescribeEveryKind() {
        assertEquals(constants(FrameKind.class, name -> true), numbers("Kinds", 1));
    }

    @Test
    void shouldNameEveryKindAsTheDocumentDoes() {
        numbers("Kinds", 1).forEach((name, kind) -> assertEquals(name, FrameKind.name(kind)));
        assertEquals("KIND_99", FrameKind.name(99));
    }

    @Test
    void shouldDescribeEveryStatus() {
        List<List<String>> expected = Arrays.stream(Status.values())
                .map(status -> List.of(
                        status.name(),
                        Integer.toString(status.code()),
                        Integer.toString(status.httpStatus()),
                        status.retryable() ? "yes" : "no"))
                .toList();

        assertEquals(expected, columns("Status codes", 0, 1, 2, 3));
    }

    @Test
    void shouldDescribeEveryFieldOfTheErrorPayload() {
        List<List<String>> described = columns("ERROR payload", 0, 1, 2).subList(0, 3);

        assertEquals(fieldsOf(ErrorPayload.class), described);
    }

    @Test
    void shouldDescribeEveryFieldOfTheShedPayload() {
        assertEquals(fieldsOf(ShedPayload.class), columns("SHED payload", 0, 1, 2));
    }

    @Test
    void shouldDescribePayloadsWithoutHoles() {
        for (String heading : List.of("HELLO payload", "WELCOME payload", "Expired requests")) {
            int offset = 0;
            for (List<String> field : columns(heading, 0, 1, 2)) {
                assertEquals(Integer.toString(offset), field.get(1), heading + ", offset of " + field.get(0));
                offset += field.get(2).equals("…") ? 0 : Integer.parseInt(field.get(2));
            }
        }
    }

    @Test
    void shouldShowAFrameThatTheCodeReadsTheSameWay() {
        ByteBuffer bytes = example();
        FrameFlyweight frame = new FrameFlyweight().wrap(new UnsafeBuffer(bytes), 0);

        assertEquals(
                "REQUEST seq=1001 service=1 method=2 status=0 session=42 correlation=1234605616436508552 length=80",
                frame.toString());
        assertEquals(bytes.capacity(), frame.length());
        assertEquals(1, frame.version());
        assertEquals(3, frame.priority());
        assertEquals(0x1122334455667788L, frame.correlationId());
        assertEquals(1_700_000_000_000_000_000L, frame.timestampNs());
        assertEquals(250, frame.timeoutMs());
        assertEquals(ByteBuffer.wrap(Bytes.longs(7, -5)), bytes.duplicate().position(frame.payloadOffset()));
        assertEquals(new FrameChecksum().compute(bytes, 0, frame.length()), frame.crc32c());
    }

    private ByteBuffer example() {
        List<String> lines = page.code("An example");
        ByteBuffer bytes = ByteBuffer.allocateDirect(lines.size() * 16);
        for (String line : lines) {
            String[] words = line.trim().split(" +");
            assertEquals(bytes.position(), Integer.parseInt(words[0]), "offset of a line of the example");
            for (int i = 1; i < words.length; i++) {
                bytes.put((byte) Integer.parseInt(words[i], 16));
            }
        }
        return bytes.rewind();
    }

    private List<List<String>> columns(String heading, int... columns) {
        return page.rows(heading).stream()
                .map(row -> Arrays.stream(columns).mapToObj(row::get).toList())
                .toList();
    }

    private TreeMap<String, Integer> numbers(String heading, int column) {
        TreeMap<String, Integer> numbers = new TreeMap<>();
        for (List<String> row : page.rows(heading)) {
            Integer before = numbers.put(row.get(0), Integer.valueOf(row.get(column)));
            assertEquals(null, before, row.get(0) + " is described twice");
        }
        return numbers;
    }

    /** Name, offset and size of every field, in the order of offsets; the last one has no size. */
    private static List<List<String>> fieldsOf(Class<?> layout) {
        TreeMap<String, Integer> offsets = constants(layout, name -> name.endsWith(OFFSET_SUFFIX));
        List<String> names = new ArrayList<>(offsets.keySet());
        names.sort(Comparator.comparing(offsets::get));
        List<List<String>> fields = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            int offset = offsets.get(names.get(i));
            boolean last = i + 1 == names.size();
            String size = last ? "…" : Integer.toString(offsets.get(names.get(i + 1)) - offset);
            fields.add(List.of(fieldName(names.get(i)), Integer.toString(offset), size));
        }
        return fields;
    }

    /** {@code CORRELATION_ID_OFFSET} is the offset of {@code correlationId}. */
    private static String fieldName(String constant) {
        String[] words = constant.substring(0, constant.length() - OFFSET_SUFFIX.length())
                .toLowerCase(Locale.ROOT)
                .split("_");
        StringBuilder name = new StringBuilder(words[0]);
        for (int i = 1; i < words.length; i++) {
            name.append(Character.toUpperCase(words[i].charAt(0))).append(words[i].substring(1));
        }
        return name.toString();
    }

    private static TreeMap<String, Integer> constants(Class<?> owner, Predicate<String> wanted) {
        TreeMap<String, Integer> constants = new TreeMap<>();
        for (Field field : owner.getDeclaredFields()) {
            boolean number = field.getType() == int.class && Modifier.isStatic(field.getModifiers());
            boolean written = !field.isSynthetic(); // not by a tool that measures coverage
            if (number && written && wanted.test(field.getName())) {
                constants.put(field.getName(), valueOf(field));
            }
        }
        assertTrue(constants.size() > 2, owner + " shows no constants");
        return constants;
    }

    private static int valueOf(Field field) {
        try {
            field.setAccessible(true);
            return field.getInt(null);
        } catch (IllegalAccessException e) {
            throw new AssertionError(field + " cannot be read", e);
        }
    }
}
