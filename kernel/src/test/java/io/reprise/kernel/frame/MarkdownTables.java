package io.reprise.kernel.frame;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The tables of a page in {@code docs}, section by section. */
final class MarkdownTables {
    private final List<String> lines;

    private MarkdownTables(List<String> lines) {
        this.lines = lines;
    }

    /** @param page relative to the top of the repository, which may be any folder above the working directory */
    static MarkdownTables read(String page) {
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            Path file = folder.resolve(page);
            if (Files.exists(file)) {
                return new MarkdownTables(linesOf(file));
            }
        }
        throw new IllegalStateException("no folder above the working directory holds " + page);
    }

    /** All rows of all tables of a section, without their head; backquotes are taken off. */
    List<List<String>> rows(String heading) {
        List<String> section = section(heading);
        List<List<String>> rows = new ArrayList<>();
        for (int i = 2; i < section.size(); i++) {
            boolean head = i + 1 < section.size() && section.get(i + 1).startsWith("|---");
            if (section.get(i).startsWith("|") && !section.get(i).startsWith("|---") && !head) {
                rows.add(cells(section.get(i)));
            }
        }
        if (rows.isEmpty()) {
            throw new IllegalStateException("section \"" + heading + "\" has no table");
        }
        return rows;
    }

    /** The lines between the two fences of a section's only code block. */
    List<String> code(String heading) {
        List<String> section = section(heading);
        return section.subList(section.indexOf("```") + 1, section.lastIndexOf("```"));
    }

    private List<String> section(String heading) {
        int start = lines.indexOf("## " + heading);
        if (start < 0) {
            throw new IllegalStateException("there is no section \"" + heading + "\"");
        }
        int end = start + 1;
        while (end < lines.size() && !lines.get(end).startsWith("## ")) {
            end++;
        }
        return lines.subList(start, end);
    }

    private static List<String> cells(String row) {
        String inner = row.substring(1, row.lastIndexOf('|'));
        return Arrays.stream(inner.split("\\|", -1))
                .map(cell -> cell.replace("`", "").trim())
                .toList();
    }

    private static List<String> linesOf(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
