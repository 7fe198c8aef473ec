package io.reprise.node;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reprise.node.ChildProcess.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar as it is shipped: started in its own JVM, from a foreign directory, with no flag but {@code -jar}. */
final class PackagedProgramIT {
    private static final Path JAR = Path.of(System.getProperty("reprise.jar"));

    @TempDir
    private Path elsewhere;

    @Test
    void shouldPrintHelpAndNothingElse() throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();

        Outcome outcome = ChildProcess.run(elsewhere, Map.of(), java, "-jar", JAR.toString(), "--help");

        assertAll(
                () -> assertEquals(0, outcome.exitCode()),
                () -> assertTrue(outcome.output().contains("Usage: reprise"), outcome.output()),
                () -> assertEquals("", outcome.error()));
    }

    @Test
    void shouldCarryItsVersionCommitAndModuleFlags() throws IOException {
        try (JarFile jar = new JarFile(JAR.toFile())) {
            Attributes manifest = jar.getManifest().getMainAttributes();

            assertAll(
                    () -> assertTrue(manifest.getValue("Implementation-Version").matches("\\d+\\.\\d+\\.\\d+.*")),
                    () -> assertTrue(manifest.getValue("Reprise-Commit").matches("unknown|[0-9a-f]{40}(-dirty)?")),
                    () -> assertTrue(manifest.getValue("Add-Exports").contains("java.base/sun.nio.ch")),
                    () -> assertTrue(manifest.getValue("Add-Opens").contains("java.base/java.lang.reflect")),
                    () -> assertEquals("ALL-UNNAMED", manifest.getValue("Enable-Native-Access")));
        }
    }

    @Test
    void shouldFindEveryLibraryBesideIt() throws IOException {
        try (JarFile jar = new JarFile(JAR.toFile())) {
            String classPath = jar.getManifest().getMainAttributes().getValue("Class-Path");

            List<String> missing = Stream.of(classPath.split(" "))
                    .filter(entry -> !Files.isRegularFile(JAR.resolveSibling(entry)))
                    .toList();

            assertEquals(List.of(), missing);
        }
    }
}
