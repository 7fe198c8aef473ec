package io.reprise.node;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reprise.node.ChildProcess.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The {@code ./reprise} script, told not to build. What it builds and installs is tried by hand: docs/building.md. */
@DisabledOnOs(OS.WINDOWS)
final class LauncherIT {
    private static final Path LAUNCHER = Path.of(System.getProperty("reprise.home"), "reprise");

    @TempDir
    private Path elsewhere;

    @Test
    void shouldRunFromAnywhereThroughALinkWithoutAWord() throws Exception {
        Path link = Files.createSymbolicLink(elsewhere.resolve("linked"), LAUNCHER);

        Outcome outcome = ChildProcess.run(elsewhere, Map.of(), link.toString(), "--help");
        Files.delete(link);

        assertAll(
                () -> assertEquals(0, outcome.exitCode()),
                () -> assertTrue(outcome.output().contains("Usage: reprise"), outcome.output()),
                () -> assertEquals("", outcome.error()));
    }

    @Test
    void shouldLetTheUserReplaceTheMemoryFlags() throws Exception {
        Map<String, String> options = Map.of("REPRISE_JAVA_OPTS", "-XX:+UseSerialGC -Xlog:gc*:stderr");

        Outcome outcome = ChildProcess.run(elsewhere, options, LAUNCHER.toString(), "--help");

        assertAll(
                () -> assertEquals(0, outcome.exitCode()),
                () -> assertTrue(outcome.error().contains("Using Serial"), outcome.error()));
    }
}
