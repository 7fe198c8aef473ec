package io.reprise.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reprise.ingress.connection.IngressLimits;
import io.reprise.ingress.connection.IngressTimeouts;
import io.reprise.kernel.machine.Engine;
import io.reprise.kernel.machine.Machines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** Holds {@code docs/limits.md} to the limits there are. */
final class LimitsDocumentTest {
    private static final Path PAGE = Path.of("..", "docs", "limits.md");
    private static final long KIB = 1024;
    private static final long MS = 1000;

    /** Columns: limit, default, flag or name, what happens. */
    private final List<List<String>> rows = rows();

    @Test
    void shouldListEveryFlagThatSetsALimitWithItsDefault() {
        Map<String, Long> flags = new TreeMap<>();
        for (OptionSpec option :
                new CommandLine(new ServeOptions()).getCommandSpec().options()) {
            String name = option.longestName();
            if (name.matches("--(max|min)-.*|--.*-timeout|--ring|--queue|--disk-reserve|--sync-batch|--error-log"
                    + "|--snapshot-.*|--retain")) {
                flags.put(name, Long.parseLong(option.defaultValue()));
            }
        }

        assertEquals(flags, documented("`(--[a-z-]+)`.*", "[0-9].*"));
        assertTrue(flags.size() >= 10, flags::toString);
    }

    @Test
    void shouldListEveryLimitOfTheKernelAndItsMachines() {
        assertEquals(
                new Machines(Machines.discover(), new TreeMap<>()).limits(),
                documented("`([a-z]+\\.[a-z-]+)`", "[0-9].*"));
    }

    @Test
    void shouldListTheLimitsWithoutAFlag() {
        IngressLimits limits = IngressLimits.defaults();
        IngressTimeouts timeouts = IngressTimeouts.defaults();

        assertEquals(limits.maxHeldBytes(), value("bytes of requests that are not whole yet, all connections"));
        assertEquals(limits.maxRequestLine(), value("HTTP request line"));
        assertEquals(limits.maxHeaderBytes(), value("HTTP header fields, together"));
        assertEquals(limits.maxHeaders(), value("HTTP header fields, number"));
        assertEquals(limits.maxRequestsPerConnection(), value("requests of one HTTP connection"));
        assertEquals(Engine.MAX_TIMERS_PER_FRAME, value("timers fired by one frame"));
        assertEquals(timeouts, new IngressTimeouts(10 * MS, 500, 60 * MS, 10 * MS));
    }

    /** Defaults by what a pattern's group finds in the third column. */
    private Map<String, Long> documented(String pattern, String defaultPattern) {
        return rows.stream()
                .filter(row -> row.get(2).matches(pattern) && row.get(1).matches(defaultPattern))
                .collect(Collectors.toMap(
                        row -> row.get(2).replaceAll(pattern, "$1"),
                        row -> number(row.get(1)),
                        (first, second) -> first,
                        TreeMap::new));
    }

    private long value(String limit) {
        return rows.stream()
                .filter(row -> row.get(0).equals(limit))
                .mapToLong(row -> number(row.get(1)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no row \"" + limit + "\""));
    }

    /** Bytes, milliseconds or a count. */
    private static long number(String text) {
        String[] parts = text.replace(",", "").split(" ");
        long unit = switch (parts.length == 1 ? "" : parts[1]) {
            case "KiB" -> KIB;
            case "MiB" -> KIB * KIB;
            case "s" -> MS;
            default -> 1;
        };
        return Long.parseLong(parts[0]) * unit;
    }

    private static List<List<String>> rows() {
        try {
            return Files.readAllLines(PAGE).stream()
                    .filter(line -> line.startsWith("| ") && !line.startsWith("| limit "))
                    .map(line -> Arrays.stream(line.substring(1).split("\\|"))
                            .map(String::strip)
                            .toList())
                    .toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
