package io.reprise.kernel.frame;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reprise.kernel.ExitCode;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Holds {@code docs/errors.md} and {@code docs/exit-codes.md} to the codes they list. */
final class CodesDocumentTest {
    @Test
    void shouldListEveryStatusInOrder() {
        List<List<String>> described = MarkdownTables.read("docs/errors.md").rows("Codes");

        assertEquals(
                Arrays.stream(Status.values()).map(CodesDocumentTest::row).toList(),
                described.stream().map(row -> row.subList(0, 4)).toList());
        assertTrue(described.stream().allMatch(row -> row.size() == 6 && !row.contains("")), described::toString);
    }

    @Test
    void shouldListEveryExitCodeInOrder() {
        List<List<String>> described = MarkdownTables.read("docs/exit-codes.md").rows("The program");

        assertEquals(
                Arrays.stream(ExitCode.class.getDeclaredFields())
                        .filter(field -> Modifier.isPublic(field.getModifiers()))
                        .map(CodesDocumentTest::row)
                        .toList(),
                described.stream().map(row -> row.subList(0, 2)).toList());
    }

    private static List<String> row(Status status) {
        return List.of(
                Integer.toString(status.code()),
                status.name(),
                Integer.toString(status.httpStatus()),
                status.retryable() ? "yes" : "no");
    }

    private static List<String> row(Field exitCode) {
        try {
            return List.of(Integer.toString(exitCode.getInt(null)), exitCode.getName());
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }
}
