package io.reprise.node;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
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
        Outcome outcome = run("--help");

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

    private Outcome run(String... arguments) throws IOException, InterruptedException {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        List<String> command = Stream.concat(Stream.of(java.toString(), "-jar", JAR.toString()), Stream.of(arguments))
                .toList();
        Path error = elsewhere.resolve("stderr");
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(elsewhere.toFile()).redirectError(error.toFile());
        builder.environment().keySet().removeIf(name -> name.contains("JAVA_") && name.endsWith("OPTIONS"));

        Process process = builder.start();
        try {
            String output = read(process.getInputStream());
            assertTrue(process.waitFor(60, TimeUnit.SECONDS), "the program did not end");
            return new Outcome(process.exitValue(), output, Files.readString(error));
        } finally {
            process.destroyForcibly();
        }
    }

    private static String read(InputStream stream) throws IOException {
        return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }

    private record Outcome(int exitCode, String output, String error) {}
}
