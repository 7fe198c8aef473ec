package io.reprise.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reprise.node.config.Configuration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Model.OptionSpec;

/** Holds {@code docs/configuration.md} to the options there are. */
final class ConfigurationDocumentTest {
    private static final Path PAGE = Path.of("..", "docs", "configuration.md");
    private static final Pattern ROW =
            Pattern.compile("\\| `([a-z-]+)` \\| ([^|]*)\\| ([^|]*) \\| ([a-z]+) \\| [^|]+ \\|");

    /** What a row says of an option but for its description. */
    private record Row(String defaultValue, String unit, String module) {}

    @Test
    void shouldListEveryOptionWithItsDefaultUnitAndModule() throws IOException {
        Map<String, Row> options = new TreeMap<>();
        for (OptionSpec option : new Configuration(new ServeOptions(), new String[0], Map.of())
                .options()
                .values()) {
            options.put(
                    Configuration.name(option),
                    new Row(
                            Objects.requireNonNullElse(option.defaultValue(), ""),
                            Setting.unit(option),
                            Setting.module(option)));
        }
        Map<String, Row> rows = new TreeMap<>();
        for (String line : Files.readAllLines(PAGE)) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                rows.put(row.group(1), new Row(row.group(2).strip(), row.group(3), row.group(4)));
            }
        }

        assertEquals(lines(options), lines(rows));
        assertTrue(rows.size() > 20, rows::toString);
    }

    private static String lines(Map<String, Row> rows) {
        StringBuilder lines = new StringBuilder();
        rows.forEach((name, row) -> lines.append(name).append(' ').append(row).append('\n'));
        return lines.toString();
    }
}
